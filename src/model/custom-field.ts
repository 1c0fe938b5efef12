import { z } from 'zod';
import { plainText } from './account.ts';
import { PortalPermission } from './factors.ts';
import { said } from './said.ts';

const title = (en: string, zh: string) => ({ title: en, zh });

export const CustomFieldId = z.string().regex(/^[a-z][a-z_]{0,39}$/, {
  error: said(
    'lower-case letters and _ only, beginning with a letter, at most 40',
    '仅限小写字母与 _，以字母开头，最多 40 个字符',
  ),
});

/** A field an instance adds to its accounts. Type and uniqueness are settled when it is defined. */
export const CustomField = z
  .strictObject({
    id: CustomFieldId.meta(title('ID', '字段标识')),
    title: plainText(64).meta(title('Title', '名称')),
    type: z.enum(['string', 'number', 'boolean']).meta(title('Type', '类型')),
    required: z.boolean().meta(title('Required', '必填')),
    unique: z.boolean().meta(title('Unique', '唯一')),
    portal: PortalPermission.meta({
      ...title('In the portal', '用户门户权限'),
      help: 'What people may do with their own value.',
      helpZh: '用户在门户中对自己的该字段可进行的操作。',
    }),
  })
  .meta({ id: 'CustomField' });
export type CustomField = z.infer<typeof CustomField>;

export const CustomFieldCreate = CustomField.partial({ required: true, unique: true, portal: true }).meta({
  id: 'CustomFieldCreate',
});

export const CustomFieldPatch = CustomField.pick({ portal: true }).partial().meta({ id: 'CustomFieldPatch' });
