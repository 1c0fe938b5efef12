import { z } from 'zod';
import { plainText } from './account.ts';

const title = (en: string, zh: string) => ({ title: en, zh });

export const OrgFields = z.strictObject({
  name: plainText(64).meta(title('Name', '名称')),
  parentId: z.string().max(64).meta(title('Parent organization', '上级组织')),
  description: plainText(256).nullable().meta(title('Description', '备注')),
  externalId: plainText(64).nullable().meta(title('External ID', '外部 ID')),
});

export const Org = OrgFields.extend({
  id: z.string(),
  /** Only the root has none. */
  parentId: z.string().nullable(),
  sourceType: z.string(),
  sourceId: z.string().nullable(),
  version: z.number().int(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
}).meta({ id: 'Organization' });
export type Org = z.infer<typeof Org>;

export const OrgCreate = OrgFields.partial().required({ name: true }).meta({ id: 'OrganizationCreate' });
export type OrgCreate = z.infer<typeof OrgCreate>;
export const OrgPatch = OrgFields.partial().meta({ id: 'OrganizationPatch' });
export type OrgPatch = z.infer<typeof OrgPatch>;

/** An organization within a tree. */
export const OrgNode = Org.extend({
  depth: z.number().int(),
  /** Names from the root down, joined by `/`. */
  path: z.string(),
}).meta({ id: 'OrganizationNode' });
export type OrgNode = z.infer<typeof OrgNode>;
