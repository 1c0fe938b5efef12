import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, test } from 'node:test';
import type { LarkSim } from '../../../sim/lark/server.ts';
import { MusterError } from '../../../src/errors/error.ts';
import { larkCallback } from '../../../src/sources/lark/callback.ts';
import type { LarkConfig } from '../../../src/sources/lark/config.ts';
import { CONTROL, DATA, encodeFrame } from '../../../src/sources/lark/frame.ts';
import { lark } from '../../../src/sources/lark/index.ts';
import type { CallbackAnswer, SourceEvent } from '../../../src/sources/source.ts';
import { configOf, inWorld, io, readAll, until } from './world.ts';

const TOKEN = 'vtok';
const settings = (encryptKey: string | undefined) => ({
  events: 'callback',
  verificationToken: TOKEN,
  ...(encryptKey === undefined ? {} : { encryptKey }),
});
const FORMS = [
  ['plain', undefined],
  ['encrypted and signed', 'larkEncryptKey1'],
] as const;

/** A server that hands calls to the source, as the product's own does. */
async function receiving(
  sim: LarkSim,
  config: LarkConfig,
  work: (got: { answers: CallbackAnswer[]; refusals: string[]; events(): SourceEvent[] }) => Promise<void>,
): Promise<void> {
  const answers: CallbackAnswer[] = [];
  const refusals: string[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method, headers } = request;
    try {
      const body = Buffer.concat(chunks);
      const call = { method: method as 'POST', query: {}, headers: headers as Record<string, string>, body };
      const answer = larkCallback(config, call, new Date());
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
  const { port } = server.address() as AddressInfo;
  const { encryptKey } = config;
  sim.outbox.push = { url: `http://127.0.0.1:${port}/callbacks/src`, verificationToken: TOKEN, encryptKey };
  try {
    await work({ answers, refusals, events: () => answers.flatMap(({ events }) => events) });
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

describe('calls of Lark', () => {
  for (const [form, encryptKey] of FORMS) {
    test(`the check of the address is answered and is no event (${form})`, async () => {
      await inWorld({ people: 50 }, async ({ sim }) => {
        await receiving(sim, configOf(sim, settings(encryptKey)), async ({ answers, refusals }) => {
          assert.equal((await sim.outbox.checkUrl()).outcome, 'taken');
          assert.deepEqual([answers[0]!.probe, answers[0]!.events], [true, []]);
          assert.equal((await sim.outbox.checkUrl('token')).outcome, 'refused');
          assert.match(refusals[0]!, /token/);
        });
      });
    });

    test(`every change names what to read again, the same event has the same id (${form})`, async () => {
      await inWorld({ people: 50 }, async ({ sim }) => {
        const { company, outbox } = sim;
        await receiving(sim, configOf(sim, settings(encryptKey)), async ({ events }) => {
          const [user] = company.users.keys();
          const [department] = company.departments.keys();
          const person = [{ kind: 'user', id: user }];
          const org = (id: string) => [{ kind: 'org', id }];
          outbox.hold();
          company.changeUser(user!, { job_title: 'x' });
          company.moveUser(user!, [department!]);
          company.changeDepartment(department!, { name: 'y' });
          const made = company.addDepartment('z', department!);
          company.removeDepartment(made);
          company.removeUser(user!);
          company.see({ departments: [department!], users: [], groups: [] });
          outbox.release({ double: true });
          await outbox.settled();
          const byId = new Map(events().map(({ id, touched }) => [id, touched]));
          assert.equal(events().length, 14);
          const text = (touched: unknown) => JSON.stringify(touched);
          assert.deepEqual(
            [...byId.values()].map(text).sort(),
            [person, person, org(department!), org(made), org(made), person, null].map(text).sort(),
          );
          assert.ok(outbox.deliveries.every(({ outcome }) => outcome === 'taken'));
        });
      });
    });
  }

  test('what was not answered comes again, five times in all', async () => {
    await inWorld({ people: 50 }, async ({ sim }) => {
      sim.outbox.retryMs = [5, 5, 5, 5];
      sim.outbox.push = { url: 'http://127.0.0.1:1/', verificationToken: TOKEN };
      const [user] = sim.company.users.keys();
      sim.company.changeUser(user!, { job_title: 'x' });
      await sim.outbox.settled();
      assert.equal(sim.outbox.deliveries.length, 5);
    });
  });

  test('wrong signature, key, token, time or app are refused', async () => {
    for (const [, encryptKey] of FORMS)
      await inWorld({ people: 50 }, async ({ sim }) => {
        await receiving(sim, configOf(sim, settings(encryptKey)), async ({ refusals, answers }) => {
          const signed = [
            ['signature', /signature/],
            ['no signature', /signature/],
            ['key', /Encrypt Key|cut/],
          ] as const;
          for (const [spoilt, reason] of [
            ...(encryptKey === undefined ? [] : signed),
            ['token', /token/],
            ['receiver', /another application/],
            ['time', /time/],
          ] as const) {
            const object = { union_id: 'on_1' };
            const { status } = await sim.outbox.pushOnce('contact.user.updated_v3', { object }, spoilt);
            assert.equal(status, 403, spoilt);
            assert.match(refusals.at(-1)!, reason);
          }
          assert.deepEqual(answers, []);
        });
      });
  });
});

describe('read again', () => {
  test('gives the same records as a full pass', async () => {
    await inWorld({ people: 200, config: { groupSync: true } }, async ({ source }) => {
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
            refs: record.refs(),
          }))
          .sort((a, b) => (`${a.kind}${a.key}` < `${b.kind}${b.key}` ? -1 : 1));
      assert.deepEqual(plain(again), plain(records));
    });
  });

  test('so it does where Lark tells neither parents nor numbers', async () => {
    await inWorld({ people: 60 }, async ({ sim, source }) => {
      sim.faults.withdrawn.add('contact:department.organize:readonly');
      const { records } = await readAll(source);
      const { records: again } = await source.reread!(records.map(({ kind, key: id }) => ({ kind, id })));
      const paths = (list: typeof records) =>
        list.map((one) => [one.key, one.hash.toString('hex'), ...one.parents()].join()).sort();
      assert.deepEqual(paths(again), paths(records));
    });
  });

  test('tells who is gone from who may not be seen', async () => {
    await inWorld({ people: 100, config: { groupSync: true } }, async ({ sim, source }) => {
      const { company } = sim;
      const [a, b] = company.children('0').map(({ openId }) => openId);
      const [leaver, other] = company.members(a!);
      company.removeUser(leaver!);
      const [hidden] = company.members(b!);
      const removed = company.addDepartment('weg', a!);
      company.removeDepartment(removed);
      company.visible = { departments: [a!], users: [], groups: [] };
      const { records, gone } = await source.reread!([
        { kind: 'user', id: leaver! },
        { kind: 'user', id: leaver! },
        { kind: 'user', id: 'on_nobody' },
        { kind: 'user', id: hidden! },
        { kind: 'org', id: b! },
        { kind: 'org', id: removed },
        { kind: 'org', id: '0' },
        { kind: 'group', id: 'g5' },
      ]);
      assert.deepEqual(records, []);
      assert.deepEqual(
        gone.map(({ kind, key }) => `${kind} ${key}`).sort(),
        [`user ${leaver}`, 'user on_nobody', `org ${removed}`, 'group g5'].sort(),
      );
      // By the id that an event without union_id has.
      if (other !== undefined) {
        const { openId } = company.users.get(other)!;
        const byOpenId = await source.reread!([{ kind: 'user', id: openId }]);
        assert.equal(byOpenId.records[0]!.key, other);
      }
      await assert.rejects(source.reread!([{ kind: 'user', id: 'ou_nobody' }]), {
        code: 'web_api_answer_odd',
      });
    });
  });

  test('who left the source nodes, and a leaver who came back as the same person', async () => {
    await inWorld({ people: 100 }, async ({ sim, config }) => {
      const { company } = sim;
      const [a, b] = company.children('0').map(({ openId }) => openId);
      const source = lark.open({ ...config, sourceNodes: [a!] }, io());
      const [mover] = company.members(a!);
      company.moveUser(mover!, [b!]);
      const again = () => source.reread!([{ kind: 'user', id: mover! }]);
      assert.deepEqual((await again()).gone, [{ kind: 'user', key: mover }]);
      const { openId } = company.users.get(mover!)!;
      company.removeUser(mover!);
      const [below] = company.children(a!);
      company.addUser({ name: '回来', departments: [below!.openId], unionId: mover!, openId });
      const { records } = await again();
      assert.deepEqual(records[0]!.parents(), [below!.openId, a]);
      assert.equal(records[0]!.attributes().name, '回来');
      assert.deepEqual((await source.reread!([{ kind: 'org', id: b! }])).gone, [{ kind: 'org', key: b }]);
      const node = await source.reread!([{ kind: 'org', id: a! }]);
      assert.deepEqual(node.gone, [{ kind: 'org', key: a }], 'it is no organization of its own');
      await source.close();
    });
  });
});

describe('the persistent connection', () => {
  const CONNECTION = { events: 'connection' };

  test('an event is acknowledged when it is stored, and comes again when it was not', async () => {
    await inWorld({ people: 50, gateway: { repeatMs: 60_000, partBytes: 150 } }, async ({ sim }) => {
      const stored: SourceEvent[] = [];
      let attempts = 0;
      let letGo = () => {};
      const held = new Promise<void>((resolve) => {
        letGo = resolve;
      });
      const listening = await lark.listen!(configOf(sim, CONNECTION), io(), async (events) => {
        attempts++;
        if (attempts === 1) throw new Error('no database');
        await held;
        stored.push(...events);
      });
      await until(() => sim.gateway.open === 1 && sim.gateway.pings === 1);
      const [user] = sim.company.users.keys();
      sim.gateway.settings.repeatMs = 20;
      sim.company.changeUser(user!, { job_title: 'x' });
      await until(() => attempts >= 2);
      assert.deepEqual(
        sim.gateway.answers.map(({ code }) => code),
        [500],
        'nothing is said before it is stored',
      );
      letGo();
      await sim.outbox.settled();
      assert.partialDeepStrictEqual(sim.gateway.answers.at(-1)!, { code: 200, echoed: true });
      assert.deepEqual(stored[0]!.touched, [{ kind: 'user', id: user }]);
      assert.equal(new Set(stored.map(({ id }) => id)).size, 1);
      await listening.close();
      await until(() => sim.gateway.open === 0);
    });
  });

  test('comes back after breaks, with an address of its own each time', async () => {
    await inWorld({ people: 50, gateway: { repeatMs: 200, pingSeconds: 1 } }, async ({ sim }) => {
      const got: string[] = [];
      const listening = await lark.listen!(configOf(sim, CONNECTION), io(), async (events) => {
        got.push(...events.flatMap(({ touched }) => touched!.map(({ id }) => id)));
      });
      await until(() => sim.gateway.open === 1);
      for (const connected of [2, 3]) {
        sim.gateway.drop();
        await until(() => sim.gateway.connected === connected && sim.gateway.open === 1);
      }
      const [a] = sim.company.users.keys();
      sim.company.changeUser(a!, { job_title: 'x' });
      await until(() => got.includes(a!));
      // One at once for each connection, and then one after the other.
      await until(() => sim.gateway.pings > 3);
      await listening.close();
      await until(() => sim.gateway.open === 0);
      assert.equal(sim.gateway.connected, 3);
    });
  });

  test('waits for a gateway that fails for a while, in every way there is', async () => {
    await inWorld({ people: 50 }, async ({ sim }) => {
      const listening = await lark.listen!(configOf(sim, CONNECTION), io(), async () => {});
      await until(() => sim.gateway.open === 1);
      sim.faults.plan({ fault: 'html', path: '/callback/ws/' });
      sim.gateway.refusals.push(1, 1000040343, 1000040350);
      sim.gateway.drop();
      await until(() => sim.gateway.connected === 2);
      assert.deepEqual(sim.gateway.refusals, []);
      await listening.close();
    });
  });

  test('is not brought down by what it does not understand', async () => {
    await inWorld({ people: 50 }, async ({ sim }) => {
      const got: SourceEvent[] = [];
      const listening = await lark.listen!(configOf(sim, CONNECTION), io(), async (events) => {
        got.push(...events);
      });
      await until(() => sim.gateway.open === 1);
      const frame = (method: number, headers: Record<string, string>, payload: string) =>
        encodeFrame({
          seqId: 0n,
          logId: 1n,
          service: 33,
          method,
          headers: Object.entries({ message_id: 'm', sum: '1', seq: '0', ...headers }),
          payload: Buffer.from(payload),
        });
      sim.gateway.sendRaw('a text');
      sim.gateway.sendRaw(Buffer.from('no frame'));
      sim.gateway.sendRaw(frame(CONTROL, { type: 'pong' }, 'no json'));
      sim.gateway.sendRaw(frame(DATA, { type: 'card' }, '{}'));
      sim.gateway.sendRaw(frame(DATA, { type: 'event' }, '{}'));
      sim.gateway.sendRaw(frame(DATA, { type: 'event' }, 'no json'));
      for (const sum of ['0', '-1', '2.5', 'x', '1000000000'])
        sim.gateway.sendRaw(frame(DATA, { type: 'event', sum }, '{}'));
      sim.gateway.sendRaw(frame(DATA, { type: 'event', sum: '2', seq: '2' }, '{}'));
      // Parts that disagree about how many there are.
      sim.gateway.sendRaw(frame(DATA, { type: 'event', message_id: 'm2', sum: '2' }, '{'));
      sim.gateway.sendRaw(frame(DATA, { type: 'event', message_id: 'm2', sum: '3', seq: '1' }, '}'));
      const [a] = sim.company.users.keys();
      sim.company.changeUser(a!, { job_title: 'x' });
      await until(() => got.length === 1);
      assert.equal(sim.gateway.connected, 1);
      await listening.close();
    });
  });

  test('says at once that credentials are wrong', async () => {
    await inWorld({ people: 50 }, async ({ sim }) => {
      const config = configOf(sim, { ...CONNECTION, appSecret: 'wrong' });
      await assert.rejects(
        lark.listen!(config, io(), async () => {}),
        { code: 'web_api_credentials' },
      );
      assert.ok(lark.listens!(config));
      assert.ok(!lark.listens!(configOf(sim)));
    });
  });

  test('ends with the server', async () => {
    await inWorld({ people: 50 }, async ({ sim }) => {
      const abort = new AbortController();
      await lark.listen!(configOf(sim, CONNECTION), io(abort.signal), async () => {});
      await until(() => sim.gateway.open === 1);
      abort.abort();
      await until(() => sim.gateway.open === 0);
    });
  });
});
