/** The misbehaving SCIM target as a child process, which outlives the Muster that is killed; told and asked by messages. */
import type { Fault } from '../../sim/scim-target/faults.ts';
import { startScimTarget } from '../../sim/scim-target/server.ts';
import type { TargetState } from './target.ts';

const target = await startScimTarget({ seed: Number(process.argv[2]) });
target.faults.retryAfter = '0';

process.on('message', ({ odds }: { odds?: Partial<Record<Fault, number>> }) => {
  for (const [fault, probability] of Object.entries(odds ?? {}))
    target.faults.odds(fault as Fault, probability);
  const { POST = 0, PUT = 0, DELETE = 0 } = target.counts;
  process.send!({ users: target.users.all(), writes: POST + PUT + DELETE } satisfies TargetState);
});
process.once('disconnect', () => process.exit());
process.send!({ url: target.url, tokenUrl: target.tokenUrl });
