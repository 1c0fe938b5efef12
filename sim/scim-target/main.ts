/**
 * The simulated target as a process of its own: `node sim/scim-target/main.ts [--count] [--port N] [--seed N]
 * [--fault name=probability]…`. Prints one line of JSON with its addresses; GET /counts tells what it was sent.
 */
import { parseArgs } from 'node:util';
import { FAULTS, type Fault } from './faults.ts';
import { startScimTarget } from './server.ts';

const { values } = parseArgs({
  options: {
    count: { type: 'boolean', default: false },
    port: { type: 'string', default: '0' },
    seed: { type: 'string', default: '1' },
    fault: { type: 'string', multiple: true, default: [] },
  },
});
const target = await startScimTarget({
  counting: values.count,
  port: Number(values.port),
  seed: Number(values.seed),
});
for (const text of values.fault) {
  const [name, probability] = text.split('=');
  if (!FAULTS.includes(name as Fault))
    throw new Error(`no such fault: ${name}; there are ${FAULTS.join(', ')}`);
  target.faults.odds(name as Fault, Number(probability));
}
console.log(JSON.stringify({ url: target.url, tokenUrl: target.tokenUrl }));
process.once('SIGTERM', () => void target.stop());
