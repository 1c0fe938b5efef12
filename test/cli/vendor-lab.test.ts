/** `muster lab`: what it prints leads to a source that reads the simulated vendor and hears of its changes. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Json } from '../../src/cli/client.ts';
import { startVendor, VENDOR_NAMES, VENDORS } from '../../src/lab/vendors.ts';
import { eventually, type Product, startProduct } from '../story/product.ts';
import { muster } from './cli.ts';

const PROGRAM = fileURLToPath(new URL('../../bin/muster.js', import.meta.url));
const NEWCOMER = '林小雨';

let product: Product;
const running = new Set<ChildProcess>();

before(async () => {
  product = await startProduct();
  await product.json(['instance', 'create', 'acme', '--name', 'Acme Ltd']);
});
after(async () => {
  for (const child of running) child.kill('SIGKILL');
  await product.stop();
});

/** Runs it as a person does, and gives the JSON it prints when it is ready. */
async function startLab(...args: string[]): Promise<{ told: Json; interrupt(): Promise<unknown> }> {
  const child = spawn(process.execPath, [PROGRAM, 'lab', ...args, '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, MUSTER_PORT: new URL(product.url).port },
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  let text = '';
  for await (const chunk of child.stdout.setEncoding('utf8')) {
    text += chunk;
    if (text.endsWith('}\n')) break;
  }
  return {
    told: JSON.parse(text),
    async interrupt() {
      const ended = once(child, 'exit');
      child.kill('SIGINT');
      return (await ended)[0];
    },
  };
}

/** As a shell takes the line: variables first, then the command; no value has a blank in it. */
function runLine(line: string, more: string[]): Promise<Json> {
  const words = line.split(/[\s\\]+/);
  const at = words.indexOf('npx');
  for (const word of words.slice(0, at)) {
    const [name = '', value = ''] = word.split(/=(.*)/s);
    product.env[name] = value;
  }
  assert.equal(words[at + 1], 'muster');
  return product.json([...words.slice(at + 2), ...more]);
}

const post = async (url: string, body: object): Promise<Json> => {
  const answer = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
  assert.equal(answer.status, 200, await answer.clone().text());
  return answer.json();
};

const hasNewcomer = async () =>
  (await product.items('account', 'list', '--limit', '1000')).some((one) => one.displayName === NEWCOMER);

for (const vendor of VENDOR_NAMES)
  test(`${vendor}: the printed command adds a source, and the printed calls change what it reads`, async () => {
    const { told, interrupt } = await startLab(vendor, '--port', '0', '--people', '60', '--seed', '7');
    const { title } = VENDORS[vendor];
    const { id } = await runLine(told.add, []);
    const first = await product.json(['source', 'sync', title]);
    assert.deepEqual([first.state, first.counters.user.read], ['success', told.people]);
    const secrets = Object.entries<string>(told.callback).filter(([name]) => name !== 'events');
    for (const [name, value] of secrets) product.env[name] = value;
    await product.json([
      ...['source', 'set', title, '--set', `events=${told.callback.events}`],
      // Changed settings ask for no secret again: the addresses stay.
      ...secrets.flatMap(([name]) => ['--secret', `${name}=env:${name}`]),
    ]);
    await post(`${told.url}/sim/push`, { ...told.push, url: told.push.url.replace('SOURCE-ID', id) });
    const [joins, disturbs] = told.admin;
    await post(joins.url, joins.body);
    await eventually('the newcomer arrives', hasNewcomer);
    await post(disturbs.url, disturbs.body);
    // Its run may be closing its books still.
    await eventually('the source goes', async () => (await product.run('source', 'rm', title)).exit === 0);
    assert.equal(await interrupt(), 0);
    await assert.rejects(fetch(told.url));
    for (const one of await product.items('account', 'list', '--limit', '1000'))
      await product.run('account', 'delete', one.id);
  });

test('it has its own address where that is free, else another one, and the one asked for or none', async (t) => {
  const first = await startVendor('lark', { people: 5 });
  t.after(() => first.close());
  const second = await startVendor('lark', { people: 5 });
  t.after(() => second.close());
  assert.notEqual(first.url, second.url);
  const port = Number(new URL(second.url).port);
  await assert.rejects(startVendor('wecom', { people: 5, port }), { code: 'listen_failed' });
});

test('vendors, numbers and options are checked before anything starts', async () => {
  const wrong = [
    ['lab'],
    ['lab', 'slack'],
    ['lab', 'lark', '--people', '0'],
    ['lab', 'lark', '--people', '200001'],
    ['lab', 'lark', '--port', '65536'],
    ['lab', 'lark', '--seed', '-1'],
    ['demo', '--with', 'lark,slack'],
  ];
  for (const args of wrong) assert.equal((await muster(product, args)).exit, 2, args.join(' '));
  const asked: object[] = [];
  const note = async (options: object) => {
    asked.push(options);
    return 0 as const;
  };
  await muster(product, ['lab', 'wecom', '--people', '70'], { local: { lab: note } });
  await muster(product, ['demo', '--with', 'lark, dingtalk,lark'], { local: { demo: note } });
  assert.deepEqual(asked, [
    { vendor: 'wecom', people: 70, seed: 1, port: undefined, json: false },
    { once: false, fresh: false, with: ['lark', 'dingtalk'] },
  ]);
});
