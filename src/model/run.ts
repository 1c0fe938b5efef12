import { z } from 'zod';

export const RunState = z.enum([
  'pending',
  'running',
  'planned',
  'awaiting_confirmation',
  'success',
  'partial_success',
  'failed',
  'cancelled',
  'discarded',
]);
export type RunState = z.infer<typeof RunState>;

/** What happened to the records of one kind: each record read is counted once. */
export const KindCounters = z.strictObject({
  read: z.number().int(),
  created: z.number().int(),
  updated: z.number().int(),
  bound: z.number().int(),
  same: z.number().int(),
  rejected: z.number().int(),
  /** Not among the records read: what the source no longer has. */
  deleted: z.number().int(),
  /** Not among the records read either, and kept: the source neither shows them nor says that they are gone. */
  hidden: z.number().int(),
});
export type KindCounters = z.infer<typeof KindCounters>;

export const Run = z
  .strictObject({
    id: z.string(),
    instanceId: z.string(),
    kind: z.enum(['sync', 'push']),
    /** The source (sync) or the application (push). */
    subjectId: z.string(),
    subjectName: z.string().nullable(),
    trigger: z.string(),
    mode: z.enum(['run', 'plan']),
    state: RunState,
    counters: z.record(z.string(), z.record(z.string(), z.number())),
    /** Live: done and total of the present step, its name, records per second. */
    progress: z.strictObject({
      step: z.string().optional(),
      done: z.number().optional(),
      total: z.number().optional(),
      rate: z.number().optional(),
    }),
    books: z
      .strictObject({
        balanced: z.boolean(),
        lines: z.array(z.strictObject({ what: z.string(), left: z.number(), right: z.number() })),
      })
      .nullable(),
    guard: z.record(z.string(), z.unknown()).nullable(),
    error: z.strictObject({ code: z.string(), message: z.string(), remedy: z.string() }).nullable(),
    createdBy: z.string(),
    createdAt: z.iso.datetime(),
    startedAt: z.iso.datetime().nullable(),
    endedAt: z.iso.datetime().nullable(),
    seconds: z.number().nullable(),
    rate: z.number().nullable(),
  })
  .meta({ id: 'Run' });
export type Run = z.infer<typeof Run>;
