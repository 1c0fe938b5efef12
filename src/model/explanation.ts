import { z } from 'zod';
import { LinkState } from './application.ts';
import { FieldProvenance } from './provenance.ts';

const Reason = z.strictObject({ code: z.string(), message: z.string(), remedy: z.string() });

/** Why one person is, or is not, at each target: the way of the data, step by step, with times. */
export const Explanation = z
  .strictObject({
    asked: z.string(),
    account: z
      .strictObject({
        id: z.string(),
        username: z.string(),
        enabled: z.boolean(),
        expired: z.boolean(),
        organization: z.string(),
        updatedAt: z.iso.datetime(),
      })
      .nullable(),
    /** Set when the account lies in the recycle bin. */
    deleted: z
      .strictObject({ id: z.string(), at: z.iso.datetime(), by: z.string(), runId: z.string().nullable() })
      .nullable(),
    /** Records of sources that became this account, as last read. */
    records: z.array(
      z.strictObject({
        sourceId: z.string(),
        sourceName: z.string(),
        locator: z.string(),
        key: z.string(),
        changedAt: z.iso.datetime(),
        goneSince: z.iso.datetime().nullable(),
        attributes: z.record(z.string(), z.unknown()),
      }),
    ),
    /** How record and account came together: created, adopted by the mapping identifier, restored. */
    match: z.array(
      z.strictObject({
        at: z.iso.datetime(),
        op: z.string(),
        actor: z.string(),
        runId: z.string().nullable(),
      }),
    ),
    /** Records of this name that the last run of each source could not apply. */
    rejections: z.array(
      z.strictObject({
        sourceName: z.string(),
        runId: z.string(),
        at: z.iso.datetime(),
        label: z.string(),
        reason: Reason,
      }),
    ),
    values: z.array(FieldProvenance).readonly(),
    /** One per application of the instance. */
    targets: z.array(
      z.strictObject({
        applicationId: z.string(),
        applicationName: z.string(),
        enabled: z.boolean(),
        inScope: z.boolean(),
        state: LinkState.nullable(),
        remoteId: z.string().nullable(),
        remoteName: z.string().nullable(),
        desired: z.record(z.string(), z.unknown()).nullable(),
        acknowledged: z.record(z.string(), z.unknown()).nullable(),
        acknowledgedAt: z.iso.datetime().nullable(),
        attempts: z.number().int(),
        nextAttemptAt: z.iso.datetime().nullable(),
        refusal: Reason.extend({ at: z.iso.datetime().nullable() }).nullable(),
        /** The step in one sentence. */
        verdict: z.string(),
      }),
    ),
    /** The whole in one sentence. */
    verdict: z.string(),
  })
  .meta({ id: 'Explanation' });
export type Explanation = z.infer<typeof Explanation>;
