import { z } from 'zod';

const Value = z.union([z.string(), z.number(), z.boolean()]).nullable();

/** Where one field of an account comes from. */
export const FieldProvenance = z
  .strictObject({
    field: z.string(),
    value: Value,
    /** `override`: set by hand over what sources say; `manual`: by hand, no source fills it. */
    by: z.enum(['source', 'override', 'manual']),
    /** The source whose value it is. */
    sourceId: z.string().nullable(),
    /** Every source that has a value for it, in order of priority. */
    sources: z
      .array(z.strictObject({ sourceId: z.string(), sourceName: z.string(), value: Value }))
      .readonly(),
  })
  .meta({ id: 'FieldProvenance' });
export type FieldProvenance = z.infer<typeof FieldProvenance>;
