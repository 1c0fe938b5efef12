import type { Catalogue } from '../catalogue.ts';

/** Failures around the audit log. */
export const audit = {
  audit_stream_failed: {
    status: 502,
    retry: true,
    en: [
      'The receiver {host} did not take the audit entries: {reason}.',
      'Check its address, certificate and log; entries wait here and are sent again by themselves.',
    ],
    zh: [
      '接收端 {host} 未接收审计记录：{reason}。',
      '请检查其地址、证书与日志；未送达的记录会保留并自动重发。',
    ],
  },
} as const satisfies Catalogue;
