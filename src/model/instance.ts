import { z } from 'zod';
import { plainText } from './account.ts';
import { said } from './said.ts';

const title = (en: string, zh: string) => ({ title: en, zh });

/** First path segments of this server's own pages: an instance of that name could not be reached. */
export const RESERVED_INSTANCE_IDS = [
  'api',
  'console',
  'ram',
  'callbacks',
  'healthz',
  'readyz',
  'metrics',
  'assets',
] as const;

export const InstanceId = z
  .string()
  .regex(/^[a-z][a-z0-9-]{1,39}$/, {
    error: said(
      '2 to 40 lower-case letters, digits and -, beginning with a letter',
      '2 至 40 个小写字母、数字或 -，以字母开头',
    ),
  })
  .refine((id) => !(RESERVED_INSTANCE_IDS as readonly string[]).includes(id), {
    error: said(
      `kept for this server’s own pages (${RESERVED_INSTANCE_IDS.join(', ')})`,
      `为服务器自身页面保留（${RESERVED_INSTANCE_IDS.join('、')}）`,
    ),
  });

export const InstanceFields = z.strictObject({
  name: plainText(64).meta(title('Name', '名称')),
  description: plainText(256).nullable().meta(title('Description', '备注')),
});

export const Instance = InstanceFields.extend({
  id: z.string(),
  rootOrgId: z.string(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
}).meta({ id: 'Instance' });
export type Instance = z.infer<typeof Instance>;

export const InstanceCreate = InstanceFields.partial()
  .required({ name: true })
  .extend({ id: InstanceId.meta(title('ID', '实例 ID')) })
  .meta({ id: 'InstanceCreate' });
export const InstancePatch = InstanceFields.partial().meta({ id: 'InstancePatch' });
