import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { describe, test } from 'node:test';
import type { DingTalkSim } from '../../../sim/dingtalk/server.ts';
import { MusterError } from '../../../src/errors/error.ts';
import { dingtalkCallback } from '../../../src/sources/dingtalk/callback.ts';
import type { DingTalkConfig } from '../../../src/sources/dingtalk/config.ts';
import type { CallbackAnswer, SourceEvent } from '../../../src/sources/source.ts';
import { configOf, inWorld, readAll } from './world.ts';

const TOKEN = 'push-token';
const AES_KEY = 'MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY';
const PUSH = { events: 'callback', callbackToken: TOKEN, callbackAesKey: AES_KEY };

/** A server that hands HTTP push to the source, as the product's own does. */
async function receiving(
  sim: DingTalkSim,
  config: DingTalkConfig,
  work: (got: { answers: CallbackAnswer[]; refusals: string[]; events(): SourceEvent[] }) => Promise<void>,
  style: 'current' | 'old' = 'current',
): Promise<void> {
  const answers: CallbackAnswer[] = [];
  const refusals: string[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const url = new URL(request.url!, 'http://x');
    try {
      const answer = dingtalkCallback(
        config,
        {
          method: request.method as 'POST',
          query: Object.fromEntries(url.searchParams),
          headers: {},
          body: Buffer.concat(chunks),
        },
        new Date(),
      );
      answers.push(answer);
      response.setHeader('content-type', answer.contentType);
      response.end(answer.body);
    } catch (error) {
      assert.ok(error instanceof MusterError && error.code === 'callback_refused', String(error));
      refusals.push(String(error.params.reason));
      response.statusCode = error.status;
      response.end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  sim.outbox.push = {
    url: `http://127.0.0.1:${port}/callbacks/src`,
    token: TOKEN,
    aesKey: AES_KEY,
    receiver: style === 'old' ? sim.company.corpId : sim.clientId,
    style,
  };
  try {
    await work({ answers, refusals, events: () => answers.flatMap(({ events }) => events) });
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

describe('HTTP push', () => {
  test('the check of the address is answered as DingTalk wants it, and is no event', async () => {
    await inWorld({ people: 50 }, async ({ sim }) => {
      await receiving(sim, configOf(sim, PUSH), async ({ answers }) => {
        assert.equal((await sim.outbox.checkUrl()).outcome, 'taken');
        assert.deepEqual([answers[0]!.probe, answers[0]!.events], [true, []]);
      });
    });
  });

  for (const style of ['current', 'old'] as const)
    test(`every change names what to read again (${style} spelling)`, async () => {
      await inWorld({ people: 50 }, async ({ sim }) => {
        const { company, outbox } = sim;
        const config = configOf(sim, { ...PUSH, corpId: company.corpId, groupSync: true });
        await receiving(
          sim,
          config,
          async ({ events }) => {
            const [user] = company.users.keys();
            const changes: [() => void, SourceEvent['touched']][] = [
              [() => company.changeUser(user!, { title: 'x' }), [{ kind: 'user', id: user! }]],
              [() => company.moveUser(user!, [37_004]), [{ kind: 'user', id: user! }]],
              [
                () => company.addUser({ userid: '007', name: '新人', departments: [37_002] }),
                [{ kind: 'user', id: '007' }],
              ],
              [() => company.changeDepartment(37_002, { name: 'y' }), [{ kind: 'org', id: '37002' }]],
              [() => company.setRoles('007', [1_507_113_578]), [{ kind: 'group', id: '1507113578' }]],
              [() => company.removeUser('007'), [{ kind: 'user', id: '007' }]],
            ];
            for (const [index, [change, touched]] of changes.entries()) {
              change();
              await outbox.settled();
              assert.deepEqual(events()[index]!.touched, touched);
            }
            assert.equal(new Set(events().map(({ id }) => id)).size, changes.length);
            assert.deepEqual(new Set(outbox.deliveries.map(({ outcome }) => outcome)), new Set(['taken']));
          },
          style,
        );
      });
    });

  test('the same event sent twice has the same id', async () => {
    for (const style of ['current', 'old'] as const)
      await inWorld({ people: 50 }, async ({ sim }) => {
        const config = configOf(sim, { ...PUSH, corpId: sim.company.corpId });
        await receiving(
          sim,
          config,
          async ({ events }) => {
            const [a, b] = sim.company.users.keys();
            sim.outbox.hold();
            for (const user of [a!, b!]) sim.company.changeUser(user, { title: 'x' });
            sim.outbox.release({ double: true, shuffle: true });
            await sim.outbox.settled();
            assert.equal(events().length, 4);
            assert.equal(new Set(events().map(({ id }) => id)).size, 2);
          },
          style,
        );
      });
  });

  test('what was not answered comes again', async () => {
    await inWorld({ people: 50 }, async ({ sim }) => {
      // No server at first.
      sim.outbox.retryMs = [10, 10];
      sim.outbox.push = { url: 'http://127.0.0.1:1/', token: TOKEN, aesKey: AES_KEY, receiver: sim.clientId };
      const [user] = sim.company.users.keys();
      sim.company.changeUser(user!, { title: 'x' });
      await sim.outbox.settled();
      assert.equal(sim.outbox.deliveries.length, 3);
      assert.equal(sim.outbox.failed.length, 1);
    });
  });

  test('wrong signature, receiver, time or key are refused, and so is what is no call at all', async () => {
    await inWorld({ people: 50 }, async ({ sim }) => {
      const config = configOf(sim, PUSH);
      await receiving(sim, config, async ({ refusals, answers }) => {
        for (const [spoilt, reason] of [
          ['signature', /signature/],
          ['receiver', /another application/],
          ['time', /time/],
          ['key', /key|cut/],
        ] as const) {
          const { status } = await sim.outbox.pushOnce('user_add_org', { userId: ['x'] }, spoilt);
          assert.equal(status, 403);
          assert.match(refusals.at(-1)!, reason);
        }
        const now = new Date();
        const call = (changed: object) => () =>
          dingtalkCallback(
            config,
            { method: 'POST', query: {}, headers: {}, body: Buffer.from('{"encrypt":"x"}'), ...changed },
            now,
          );
        assert.throws(call({ method: 'GET' }), /POST/);
        assert.throws(call({ body: Buffer.from('<xml/>') }), /no JSON/);
        assert.throws(call({ body: Buffer.from('[]') }), /no JSON/);
        assert.throws(call({ body: Buffer.from('{}') }), /nothing encrypted/);
        assert.throws(call({}), /signature/);
        assert.throws(
          () =>
            dingtalkCallback(
              configOf(sim),
              { method: 'POST', query: {}, headers: {}, body: Buffer.of() },
              now,
            ),
          /not set up/,
        );
        assert.deepEqual(answers, []);
      });
    });
  });
});

describe('read again', () => {
  test('gives the same records as a full pass', async () => {
    for (const details of [false, true])
      await inWorld({ people: 200, config: { groupSync: true, details } }, async ({ source }) => {
        const { records } = await readAll(source);
        const { records: again, gone } = await source.reread!(
          records.map(({ kind, key: id }) => ({ kind, id })),
        );
        assert.deepEqual(gone, []);
        const plain = (list: typeof records) =>
          list
            .map((record) => ({
              kind: record.kind,
              key: record.key,
              locator: record.locator,
              hash: record.hash.toString('hex'),
              parents: record.parents(),
              further: record.further?.(),
              attributes: record.attributes(),
              refs: record.refs().toSorted(),
            }))
            .sort((a, b) => (`${a.kind}${a.key}` < `${b.kind}${b.key}` ? -1 : 1));
        assert.deepEqual(plain(again), plain(records));
      });
  });

  test('tells who is gone from who may not be seen', async () => {
    await inWorld({ people: 100, config: { groupSync: true } }, async ({ sim, source }) => {
      const [leaver] = sim.company.users.keys();
      sim.company.removeUser(leaver!);
      const hidden = [...sim.company.users.values()].find(
        ({ departments }) => departments.length === 1 && departments[0] === 37_016,
      )!;
      sim.company.visible = { departments: [37_010], users: [] };
      const { records, gone } = await source.reread!([
        { kind: 'user', id: leaver! },
        { kind: 'user', id: hidden.userid },
        { kind: 'org', id: '37016' },
        { kind: 'org', id: '99999' },
        { kind: 'org', id: '1' },
        { kind: 'group', id: '5' },
        { kind: 'user', id: leaver! },
      ]);
      assert.deepEqual(records, []);
      assert.deepEqual(
        gone.map(({ kind, key }) => `${kind} ${key}`).sort(),
        ['group 5', 'org 99999', `user ${leaver}`].sort(),
      );
    });
  });

  test('who left the source nodes, and a leaver who came back under the same id', async () => {
    await inWorld({ people: 100, config: { sourceNodes: ['37001'] } }, async ({ sim, source }) => {
      const [mover] = sim.company.members(37_001);
      sim.company.moveUser(mover!, [37_010]);
      assert.deepEqual((await source.reread!([{ kind: 'user', id: mover! }])).gone, [
        { kind: 'user', key: mover },
      ]);
      sim.company.removeUser(mover!);
      sim.company.addUser({ userid: mover!, name: '回来', departments: [37_002] });
      const { records } = await source.reread!([{ kind: 'user', id: mover! }]);
      assert.deepEqual(records[0]!.parents(), ['37002', '37001']);
      assert.equal(records[0]!.attributes().name, '回来');
      const outside = await source.reread!([{ kind: 'org', id: '37010' }]);
      assert.deepEqual(outside.gone, [{ kind: 'org', key: '37010' }]);
      const node = await source.reread!([{ kind: 'org', id: '37001' }]);
      assert.deepEqual(node.gone, [{ kind: 'org', key: '37001' }], 'it is no organization of its own');
    });
  });
});
