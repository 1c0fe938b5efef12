import type { Catalogue } from '../catalogue.ts';

/** Failures of a directory read over LDAP: connection, TLS, log-on of the bind account, search, settings. */
export const ldap = {
  ldap_protocol: {
    status: 502,
    retry: true,
    en: [
      'The directory server sent something that is not valid LDAP: {what}.',
      'Check that the address and port belong to an LDAP server and that the encryption setting fits the port (389: none or StartTLS, 636: LDAPS).',
    ],
    zh: [
      '目录服务器返回的内容不是有效的 LDAP 数据：{what}。',
      '请确认地址和端口属于 LDAP 服务器，并且加密方式与端口相符（389：不加密或 StartTLS，636：LDAPS）。',
    ],
  },
} as const satisfies Catalogue;
