import { z } from 'zod';

/** One line of the change log: what somebody or some run did to one entity. */
export const ChangeEntry = z
  .strictObject({
    seq: z.number().int(),
    at: z.iso.datetime(),
    actor: z.string(),
    runId: z.string().nullable(),
    entity: z.string(),
    entityId: z.string(),
    op: z.string(),
    /** Only the fields that changed. */
    before: z.record(z.string(), z.unknown()).nullable(),
    after: z.record(z.string(), z.unknown()).nullable(),
  })
  .meta({ id: 'ChangeEntry' });
export type ChangeEntry = z.infer<typeof ChangeEntry>;
