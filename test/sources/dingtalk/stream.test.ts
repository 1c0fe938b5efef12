import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DingTalk } from '../../../src/sources/dingtalk/api.ts';
import { dingtalk } from '../../../src/sources/dingtalk/index.ts';
import { openStream } from '../../../src/sources/dingtalk/stream.ts';
import type { SourceEvent } from '../../../src/sources/source.ts';
import { configOf, inWorld, io, until } from './world.ts';

describe('Stream mode', () => {
  const STREAM = { events: 'stream' };

  test('an event is acknowledged when it is stored, and comes again when it was not', async () => {
    await inWorld({ people: 50, stream: { repeatMs: 60_000 } }, async ({ sim }) => {
      const stored: SourceEvent[] = [];
      let attempts = 0;
      let letGo = () => {};
      const held = new Promise<void>((resolve) => {
        letGo = resolve;
      });
      const listening = await dingtalk.listen!(configOf(sim, STREAM), io(), async (events) => {
        attempts++;
        if (attempts === 1) throw new Error('no database');
        await held;
        stored.push(...events);
      });
      await until(() => sim.gateway.open === 1);
      const [user] = sim.company.users.keys();
      sim.gateway.settings.repeatMs = 20;
      sim.company.changeUser(user!, { title: 'x' });
      await until(() => attempts >= 2);
      assert.deepEqual(
        sim.gateway.answers.map(({ answer }) => answer),
        ['LATER'],
        'nothing is said before it is stored',
      );
      letGo();
      await sim.outbox.settled();
      assert.equal(sim.gateway.answers.at(-1)!.answer, 'SUCCESS');
      assert.deepEqual(stored[0]!.touched, [{ kind: 'user', id: user }]);
      assert.equal(new Set(stored.map(({ id }) => id)).size, 1);
      await listening.close();
      await until(() => sim.gateway.open === 0);
    });
  });

  test('comes back after a break, and opens another connection before one expires', async () => {
    await inWorld({ people: 50, stream: { repeatMs: 200, disconnectMs: 50 } }, async ({ sim }) => {
      const got: string[] = [];
      const listening = await dingtalk.listen!(configOf(sim, STREAM), io(), async (events) => {
        got.push(...events.flatMap(({ touched }) => touched!.map(({ id }) => id)));
      });
      await until(() => sim.gateway.open === 1);
      sim.gateway.drop();
      await until(() => sim.gateway.connected === 2 && sim.gateway.open === 1);
      sim.gateway.expire();
      await until(() => sim.gateway.connected === 3);
      await until(() => sim.gateway.open === 1);
      const [a] = sim.company.users.keys();
      sim.company.changeUser(a!, { title: 'x' });
      await until(() => got.includes(a!));
      await listening.close();
      await until(() => sim.gateway.open === 0);
      assert.equal(sim.gateway.connected, 3);
    });
  });

  test('waits for a gateway that fails for a while', async () => {
    await inWorld({ people: 50 }, async ({ sim }) => {
      const listening = await dingtalk.listen!(configOf(sim, STREAM), io(), async () => {});
      await until(() => sim.gateway.open === 1);
      sim.faults.plan({ fault: 'html', path: '/v1.0/gateway', times: 2 });
      sim.gateway.drop();
      await until(() => sim.gateway.connected === 2);
      await listening.close();
    });
  });

  test('answers pings, and is not brought down by what it does not understand', async () => {
    await inWorld({ people: 50 }, async ({ sim }) => {
      const got: SourceEvent[] = [];
      const listening = await dingtalk.listen!(configOf(sim, STREAM), io(), async (events) => {
        got.push(...events);
      });
      await until(() => sim.gateway.open === 1);
      sim.gateway.sendRaw('no json');
      sim.gateway.sendRaw('{"type":"EVENT"}');
      sim.gateway.sendRaw('{"type":"NEWS","headers":{}}');
      sim.gateway.sendRaw(
        '{"type":"EVENT","headers":{"messageId":"m1","eventType":"user_add_org"},"data":"no json"}',
      );
      sim.gateway.ping('abc');
      await until(() => sim.gateway.answers.some(({ answer }) => answer.includes('abc')));
      const [a] = sim.company.users.keys();
      sim.company.changeUser(a!, { title: 'x' });
      await until(() => got.length === 1);
      assert.equal(sim.gateway.connected, 1);
      await listening.close();
    });
  });

  test('a connection that went silent is given up, one that answers pings is kept', async () => {
    await inWorld({ people: 50 }, async ({ sim, config }) => {
      const app = new DingTalk(config, io());
      let ended = false;
      const handlers = {
        onEvent: async () => {},
        onExpiring: () => {},
        onEnd: () => {
          ended = true;
        },
        onOddFrame: () => {},
      };
      const connection = await openStream(app, undefined, handlers, {
        pingMs: 20,
        silenceMs: 1500,
        closeMs: 20,
      });
      // Longer than the silence that is allowed: nothing but pings and their answers.
      await new Promise((resolve) => setTimeout(resolve, 2500));
      assert.ok(!ended);
      sim.gateway.freeze();
      await connection.ended;
      assert.ok(ended);
      await app.close();
    });
  });

  test('says at once that credentials are wrong', async () => {
    await inWorld({ people: 50 }, async ({ sim }) => {
      const config = configOf(sim, { ...STREAM, appSecret: 'wrong' });
      await assert.rejects(
        dingtalk.listen!(config, io(), async () => {}),
        { code: 'web_api_credentials' },
      );
      assert.ok(dingtalk.listens!(config));
      assert.ok(!dingtalk.listens!(configOf(sim)));
    });
  });

  test('ends with the server', async () => {
    await inWorld({ people: 50 }, async ({ sim }) => {
      const abort = new AbortController();
      await dingtalk.listen!(configOf(sim, STREAM), io(abort.signal), async () => {});
      await until(() => sim.gateway.open === 1);
      abort.abort();
      await until(() => sim.gateway.open === 0);
    });
  });
});
