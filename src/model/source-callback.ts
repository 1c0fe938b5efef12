import { z } from 'zod';

/** Where a source calls us when something has changed, and how its calls went. */
export const SourceCallback = z
  .strictObject({
    /** To be entered at the source; null for kinds that do not call. */
    url: z.string().nullable(),
    /** When the source last only tried whether we answer. */
    lastProbeAt: z.iso.datetime().nullable(),
    /** When it last told of a change, by a call or over a connection. */
    lastEventAt: z.iso.datetime().nullable(),
    lastRefusedAt: z.iso.datetime().nullable(),
    /** Why that call was refused. */
    lastRefusal: z.strictObject({ code: z.string(), message: z.string(), remedy: z.string() }).nullable(),
    /** Events that no run has done yet. */
    waitingEvents: z.number().int(),
  })
  .meta({ id: 'SourceCallback' });
export type SourceCallback = z.infer<typeof SourceCallback>;
