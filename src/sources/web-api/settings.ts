/** Settings that sources with a web API have in common: the way to the vendor, its pace, and who counts as a person. */
import { z } from 'zod';
import { words } from '../../model/drawn.ts';
import { ProxyAddress } from './address.ts';

/** The vendor as people of each language call it. */
export interface VendorName {
  en: string;
  zh: string;
}

interface Help {
  help: string;
  helpZh: string;
}

export const milliseconds = (max: number) => z.int().min(100).max(max);

const EXPERT = { advanced: true } as const;

/** The way out of one's own network. */
export function wayOut(
  { en, zh }: VendorName,
  help: Help = {
    help: `http://host:port, if the server reaches ${en} by a proxy only.`,
    helpZh: `若服务器只能经代理访问${zh}，填写 http://主机:端口。`,
  },
) {
  return {
    proxy: ProxyAddress.optional().meta({ ...words('Proxy', '代理', EXPERT), ...help }),
    ca: z
      .string()
      .max(200_000)
      .optional()
      .meta(words('Certificates of the issuing authority (PEM)', '签发机构证书（PEM）', EXPERT)),
  };
}

/** A little below the vendor's limit. */
export function callsPerSecond(usual: number, help: Help) {
  return z
    .int()
    .min(1)
    .max(10_000)
    .default(usual)
    .meta({ ...words('Calls per second and API', '每个接口每秒调用数', EXPERT), ...help });
}

/** How many calls are under way, and how long each may take. */
export function patience(requestMs = 30_000, help?: Help) {
  return {
    concurrency: z
      .int()
      .min(1)
      .max(100)
      .default(20)
      .meta(words('Calls at once', '并发调用数', EXPERT)),
    connectTimeoutMs: milliseconds(120_000)
      .default(5000)
      .meta(words('Connect time-out (ms)', '连接超时（毫秒）', EXPERT)),
    requestTimeoutMs: milliseconds(600_000)
      .default(requestMs)
      .meta({ ...words('Request time-out (ms)', '请求超时（毫秒）', EXPERT), ...help }),
  };
}

/** Departments to read, by the ids of the vendor. */
export function sourceNodes(id: RegExp, help: Help) {
  return z
    .array(z.string().regex(id))
    .max(100)
    .optional()
    .meta({ ...words('Source nodes', '源节点', { step: 'scope', pick: 'node' }), ...help });
}

/** What becomes of people who were invited and never came. */
export function unactivated({ en, zh }: VendorName) {
  return z
    .enum(['enabled', 'disabled', 'skip'])
    .default('enabled')
    .meta({
      ...words(`People who have not activated ${en}`, `未激活${zh}的成员`, {
        step: 'scope',
        labels: {
          enabled: { en: 'Enabled accounts', zh: '启用的账户' },
          disabled: { en: 'Disabled accounts until they do', zh: '激活前为禁用的账户' },
          skip: { en: 'Left out until they do', zh: '激活前不同步' },
        },
      }),
      help: `They were invited but never logged on to ${en}, so they cannot log on by scanning.`,
      helpZh: `已邀请但从未登录${zh}的成员，无法扫码登录。`,
    });
}

/** The label of the choice to be told of changes by nothing but the schedule. */
export const AT_THE_CHECK = { en: 'No, at the scheduled check only', zh: '否，仅在定时校对时' };
