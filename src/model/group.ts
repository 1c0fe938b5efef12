import { z } from 'zod';
import { plainText } from './account.ts';

const title = (en: string, zh: string) => ({ title: en, zh });

export const GroupFields = z.strictObject({
  name: plainText(64).meta(title('Name', '名称')),
  description: plainText(256).nullable().meta(title('Description', '备注')),
  externalId: plainText(64).nullable().meta(title('External ID', '外部 ID')),
});

export const Group = GroupFields.extend({
  id: z.string(),
  sourceType: z.string(),
  sourceId: z.string().nullable(),
  version: z.number().int(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
}).meta({ id: 'Group' });
export type Group = z.infer<typeof Group>;

export const GroupCreate = GroupFields.partial().required({ name: true }).meta({ id: 'GroupCreate' });
export type GroupCreate = z.infer<typeof GroupCreate>;
export const GroupPatch = GroupFields.partial().meta({ id: 'GroupPatch' });
export type GroupPatch = z.infer<typeof GroupPatch>;
