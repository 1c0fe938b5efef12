import { z } from 'zod';

/**
 * How one target field gets its value. `constant`: the text itself; `field`: an attribute of the source object by
 * name; `expression`: evaluated with the models of its place (`idpUser`/`idpuser` for a source, `user` for a target).
 */
export const FieldMapping = z
  .strictObject({
    target: z.string().min(1).max(80).meta({ title: 'Target field', zh: '目标字段' }),
    type: z.enum(['constant', 'field', 'expression']).meta({ title: 'Kind', zh: '类型' }),
    value: z.string().max(4000).meta({ title: 'Value', zh: '值' }),
    /** Mapping identifier: equal values adopt an existing account. */
    match: z.boolean().optional().meta({ title: 'Mapping identifier', zh: '映射标识' }),
  })
  .meta({ id: 'FieldMapping' });
export type FieldMapping = z.infer<typeof FieldMapping>;
