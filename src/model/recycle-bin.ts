import { z } from 'zod';

export const BinEntity = z.enum(['account', 'org', 'group']);
export type BinEntity = z.infer<typeof BinEntity>;

/** Something deleted that can still be restored. */
export const BinItem = z
  .strictObject({
    id: z.string(),
    entity: BinEntity,
    /** Username, or name of the organization or group. */
    name: z.string(),
    deletedAt: z.iso.datetime(),
    deletedBy: z.string(),
    runId: z.string().nullable(),
  })
  .meta({ id: 'RecycleBinItem' });
export type BinItem = z.infer<typeof BinItem>;
