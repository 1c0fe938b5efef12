import { X509Certificate } from 'node:crypto';
import { z } from 'zod';
import type { ErrorParams } from '../errors/error.ts';
import { MusterError } from '../errors/error.ts';
import { type Drawn, words } from '../model/drawn.ts';
import { isBelow, normalizeDn } from './dn.ts';
import { parseFilter } from './filter.ts';
import { parseEndpoint } from './transport.ts';

/** What a kind of directory fills in where nothing is set. */
export interface DirectoryDefaults {
  userObjectClasses: string[];
  orgObjectClasses: string[];
  groupObjectClasses: string[];
  groupMemberAttribute: string;
  logonIdentifiers: string[];
}

/** Attributes that hold passwords or hashes of them: never asked for, whatever is set (lower case). */
const SECRET_ATTRIBUTES = new Set(
  'userpassword unicodepwd authpassword dbcspwd ntpwdhistory lmpwdhistory supplementalcredentials sambantpassword sambalmpassword sambapasswordhistory pwdhistory krbprincipalkey ms-mcs-admpwd mslaps-password mslaps-encryptedpassword'.split(
    ' ',
  ),
);

const ObjectClass = z.string().regex(/^[A-Za-z0-9.-]{1,100}$/);
const Attribute = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9-]{0,99}$/)
  .refine((name) => !SECRET_ATTRIBUTES.has(name.toLowerCase()), 'Passwords are never read from a directory.');
const Dn = z.string().min(1).max(2000);
const Filter = z.string().max(4000);

/** Accepts SHA-256 fingerprints with or without colons or spaces; gives upper-case hex. */
const Fingerprint = z
  .string()
  .transform((text) => text.replace(/[:\s]/g, '').toUpperCase())
  .pipe(z.string().regex(/^[0-9A-F]{64}$/));

/**
 * The settings every LDAP directory has, checked as a whole: addresses, DNs, filters, certificates. Encryption is off
 * unless chosen, because a directory out of the box has no certificate a stranger trusts; Test connection warns of it.
 */
export function directorySettings(defaults: DirectoryDefaults) {
  return settingsObject(defaults).superRefine(checkTogether);
}

function settingsObject(defaults: DirectoryDefaults) {
  return z.strictObject({
    ...connectionSettings(),
    ...scopeSettings(defaults),
    ...abilitySettings(defaults),
  });
}

function connectionSettings() {
  const milliseconds = (max: number) => z.int().min(100).max(max);
  return {
    addresses: z
      .array(z.string().min(1).max(300))
      .min(1)
      .max(10)
      .meta({
        ...words('Server addresses', '服务器地址'),
        help: 'host or host:port (389, or 636 with LDAPS); tried in this order.',
        helpZh: '主机或 主机:端口（默认 389，LDAPS 为 636），按顺序尝试。',
      }),
    tls: z
      .enum(['none', 'starttls', 'ldaps'])
      .default('none')
      .meta({
        ...words('Encryption', '加密方式', {
          labels: {
            none: { en: 'None', zh: '不加密' },
            starttls: { en: 'StartTLS', zh: 'StartTLS' },
            ldaps: { en: 'LDAPS', zh: 'LDAPS' },
          },
        }),
        help: 'StartTLS or LDAPS is recommended: without it passwords travel in clear.',
        helpZh: '建议使用 StartTLS 或 LDAPS：不加密时密码以明文传输。',
      }),
    bindAccount: z
      .string()
      .min(1)
      .max(2000)
      .meta({
        ...words('Bind account', '绑定账户'),
        help: 'As a DN, as name@domain, or (AD) as DOMAIN\\name; read rights are enough.',
        helpZh: 'DN、name@domain 或（AD）DOMAIN\\name 形式；只需读取权限。',
      }),
    bindPassword: z
      .string()
      .min(1)
      .max(1000)
      .meta({ ...words('Password', '密码'), secret: true }),
    baseDn: Dn.meta({
      ...words('Base DN', 'Base DN'),
      help: 'For example DC=example,DC=com.',
      helpZh: '例如 DC=example,DC=com。',
    }),
    fingerprints: z
      .array(Fingerprint)
      .max(20)
      .default([])
      .meta({
        ...words('Certificate fingerprints (SHA-256)', '证书指纹（SHA-256）', {
          advanced: true,
          pick: 'fingerprint',
        }),
        help: 'If any is given, exactly these certificates are accepted.',
        helpZh: '填写后仅接受列表中的证书。',
      }),
    ca: z
      .string()
      .max(200_000)
      .optional()
      .meta(words('Certificates of the issuing authority (PEM)', '签发机构证书（PEM）', { advanced: true })),
    pageSize: z
      .int()
      .min(1)
      .max(10_000)
      .default(1000)
      .meta(words('Page size', '每页条数', { advanced: true })),
    connectTimeoutMs: milliseconds(120_000)
      .default(5000)
      .meta(words('Connect time-out (ms)', '连接超时（毫秒）', { advanced: true })),
    requestTimeoutMs: milliseconds(3_600_000)
      .default(60_000)
      .meta({
        ...words('Request time-out (ms)', '请求超时（毫秒）', { advanced: true }),
        help: 'How long the server may send nothing while an answer is due.',
        helpZh: '等待应答时允许服务器无数据的最长时间。',
      }),
  };
}

const classes = (given: string[]) => z.array(ObjectClass).min(1).max(10).default(given);

function scopeSettings(defaults: DirectoryDefaults) {
  const scope = (title: string, zh: string, more: Drawn = { advanced: true }) =>
    words(title, zh, { step: 'scope', ...more });
  return {
    sourceNodes: z
      .array(Dn)
      .max(100)
      .optional()
      .meta({
        ...scope('Source nodes', '源节点', { pick: 'node' }),
        help: 'What to read, with everything below; the base DN if empty.',
        helpZh: '要同步的节点及其下所有内容，留空则为 Base DN。',
      }),
    userObjectClasses: classes(defaults.userObjectClasses).meta({
      ...scope('Object classes of users', '用户 ObjectClass'),
      help: 'An object must have all of them.',
      helpZh: '对象须同时具有全部所列类型。',
    }),
    userFilter: Filter.default('').meta({
      ...scope('User filter', '用户过滤条件'),
      help: 'An LDAP filter beside the object classes, for example (department=Sales).',
      helpZh: '在 ObjectClass 之外附加的 LDAP 过滤条件，例如 (department=Sales)。',
    }),
    orgObjectClasses: classes(defaults.orgObjectClasses).meta(
      scope('Object classes of organizations', '组织 ObjectClass'),
    ),
    orgFilter: Filter.default('').meta(scope('Organization filter', '组织过滤条件')),
    groupObjectClasses: classes(defaults.groupObjectClasses).meta(
      scope('Object classes of groups', '组 ObjectClass'),
    ),
    groupFilter: Filter.default('').meta(scope('Group filter', '组过滤条件')),
    groupMemberAttribute: Attribute.default(defaults.groupMemberAttribute).meta(
      scope('Group member attribute', '组成员属性'),
    ),
  };
}

function abilitySettings(defaults: DirectoryDefaults) {
  return {
    groupSync: z
      .boolean()
      .default(false)
      .meta({
        ...words('Read groups', '同步组', { step: 'abilities' }),
        help: 'Groups and their members come along with the accounts.',
        helpZh: '同步账户的同时同步组及其成员。',
      }),
    logonIdentifiers: z
      .array(Attribute)
      .min(1)
      .max(10)
      .default(defaults.logonIdentifiers)
      .meta({
        ...words('Log-on identifiers', '用户登录标识', { step: 'abilities', advanced: true }),
        help: 'Attributes by which a person is found at log-on; any of them may match.',
        helpZh: '登录时用于查找用户的属性，任一匹配即可。',
      }),
    extraAttributes: z
      .array(Attribute)
      .max(100)
      .default([])
      .meta({
        ...words('Further attributes', '额外读取的属性', { step: 'abilities', advanced: true }),
        help: 'Attributes to read beyond the usual ones, for use in mappings.',
        helpZh: '除默认属性外还需读取的属性，可在字段映射中使用。',
      }),
  };
}

export type DirectoryConfig = z.output<ReturnType<typeof settingsObject>>;

type Refinement = {
  addIssue(issue: { code: 'custom'; message: string; path: (string | number)[]; params: object }): void;
};

function checkTogether(config: DirectoryConfig, context: Refinement): void {
  const check = (path: (string | number)[], work: () => void) => {
    try {
      work();
    } catch (error) {
      if (!(error instanceof MusterError)) throw error;
      const { code, params } = error;
      context.addIssue({ code: 'custom', message: error.message, path, params: { code, params } });
    }
  };
  for (const [index, address] of config.addresses.entries()) {
    check(['addresses', index], () => {
      if (!parseEndpoint(address, 389))
        refuse('ldap_address_invalid', { field: 'addresses', value: address });
    });
  }
  check(['baseDn'], () => canonical(config.baseDn, 'baseDn'));
  for (const [index, node] of (config.sourceNodes ?? []).entries()) {
    check(['sourceNodes', index], () => checkNode(node, config.baseDn));
  }
  for (const field of ['userFilter', 'orgFilter', 'groupFilter'] as const) {
    check([field], () => {
      if (config[field].trim() !== '') parseFilter(config[field], field);
    });
  }
  check(['ca'], () => {
    if (config.ca?.trim() && !isCertificate(config.ca)) refuse('ldap_ca_invalid', { field: 'ca' });
  });
}

function checkNode(node: string, baseDn: string): void {
  const base = normalizeDn(baseDn);
  const at = canonical(node, 'sourceNodes');
  if (base !== undefined && at !== base && !isBelow(at, base)) {
    refuse('ldap_node_outside_base', { field: 'sourceNodes', value: node, base: baseDn });
  }
}

/** The canonical spelling of a DN in the settings; throws `ldap_dn_invalid` naming the setting. */
export function canonical(dn: string, field: string): string {
  return normalizeDn(dn) ?? refuse('ldap_dn_invalid', { field, value: dn });
}

function isCertificate(pem: string): boolean {
  try {
    new X509Certificate(pem);
    return true;
  } catch {
    return false;
  }
}

function refuse(code: ConstructorParameters<typeof MusterError>[0], params: ErrorParams): never {
  throw new MusterError(code, params);
}
