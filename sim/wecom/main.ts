/**
 * The simulated WeCom as a process of its own: `node sim/wecom/main.ts [--port N] [--people N] [--seed N]
 * [--private-fields] [--old-sync] [--limits]`. Prints one line of JSON with its address and credentials; `POST
 * /sim/<action>` changes the company.
 */
import { parseArgs } from 'node:util';
import { startWeCom } from './server.ts';

/** WeCom, “Frequency limits”. */
const CALLS_PER_MINUTE = 10_000;

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    people: { type: 'string', default: '300' },
    seed: { type: 'string', default: '1' },
    'private-fields': { type: 'boolean', default: false },
    'old-sync': { type: 'boolean', default: false },
    limits: { type: 'boolean', default: false },
  },
});
const sim = await startWeCom({
  port: Number(values.port),
  people: Number(values.people),
  seed: Number(values.seed),
  privateFields: values['private-fields'],
  oldSync: values['old-sync'],
  ...(values.limits ? { callsPerMinute: CALLS_PER_MINUTE } : {}),
});
const { url, corpId, agentId, secrets, company } = sim;
console.log(
  JSON.stringify({
    url,
    corpId,
    agentId,
    appSecret: secrets.app,
    syncSecret: secrets.sync,
    people: company.members.size,
  }),
);
process.once('SIGTERM', () => void sim.close());
process.once('SIGINT', () => void sim.close());
