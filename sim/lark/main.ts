/**
 * The simulated Lark as a process of its own: `node sim/lark/main.ts [--port N] [--people N] [--seed N] [--limits]`.
 * Prints one line of JSON with its address and credentials; `POST /sim/<action>` changes the company.
 */
import { parseArgs } from 'node:util';
import { startLark } from './server.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    people: { type: 'string', default: '300' },
    seed: { type: 'string', default: '1' },
    limits: { type: 'boolean', default: false },
  },
});
const sim = await startLark({
  port: Number(values.port),
  people: Number(values.people),
  seed: Number(values.seed),
  limits: values.limits,
});
const { url, appId, appSecret, company } = sim;
console.log(
  JSON.stringify({ url, appId, appSecret, tenantKey: company.tenantKey, people: company.users.size }),
);
process.once('SIGTERM', () => void sim.close());
process.once('SIGINT', () => void sim.close());
