import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MusterError } from '../../../src/errors/error.ts';
import { Lark } from '../../../src/sources/lark/api.ts';
import { logOn, logonAddress, logonCode, newVerifier } from '../../../src/sources/lark/logon.ts';
import { configOf, inWorld, io, type LarkWorld } from './world.ts';

const code = (wanted: string) => (error: unknown) => error instanceof MusterError && error.code === wanted;
const redirectUri = 'http://127.0.0.1:9/log-on/lark?from=here';

/** Follows the browser to Lark and back. */
async function browse(address: string, more: string): Promise<Record<string, string>> {
  const answer = await fetch(`${address}&${more}`, { redirect: 'manual' });
  assert.equal(answer.status, 302);
  const back = new URL(answer.headers.get('location')!);
  assert.equal(back.pathname, '/log-on/lark');
  return Object.fromEntries(back.searchParams);
}

/** A person at the log-on page, up to the code. */
async function codeOf({ sim }: Pick<LarkWorld, 'sim'>, id: string, verifier: string): Promise<string> {
  const address = logonAddress(configOf(sim), { redirectUri, state: 's', verifier });
  return logonCode(await browse(address, `as=${id}`));
}

describe('log-on', () => {
  test('on the page of Lark, to the person in the directory', async () => {
    await inWorld({ people: 50 }, async ({ sim, config }) => {
      const app = new Lark(config, io());
      const [user] = sim.company.users.values();
      const verifier = newVerifier();
      const address = logonAddress(config, { redirectUri, state: 'st&te', verifier });
      assert.ok((await (await fetch(address)).text()).includes(user!.name));
      const query = await browse(address, `as=${user!.unionId}`);
      assert.equal(query.state, 'st&te');
      assert.equal(query.from, 'here');
      const given = logonCode(query);
      assert.deepEqual(await logOn(app, given, { redirectUri, verifier }), {
        key: user!.unionId,
        openId: user!.openId,
        name: user!.name,
      });
      const used = logOn(app, given, { redirectUri, verifier });
      await assert.rejects(used, code('vendor_logon_refused'), 'a code counts once');
      await app.close();
    });
  });

  test('a code that is invented, too old, another browser’s or for another address', async () => {
    await inWorld({ people: 50 }, async (world) => {
      const { sim } = world;
      const app = new Lark(configOf(sim), io());
      const [id] = sim.company.users.keys();
      const verifier = newVerifier();
      const refused = async (given: string, how: { redirectUri: string; verifier: string }) =>
        assert.rejects(logOn(app, given, how), code('vendor_logon_refused'));
      await refused('invented', { redirectUri, verifier });
      await refused(await codeOf(world, id!, verifier), { redirectUri, verifier: newVerifier() });
      await refused(await codeOf(world, id!, verifier), { redirectUri: 'http://127.0.0.1:9/x', verifier });
      const old = await codeOf(world, id!, verifier);
      sim.logon.expireCodes();
      await refused(old, { redirectUri, verifier });
      await app.close();
    });
  });

  test('a refusal on the telephone is told', async () => {
    await inWorld({ people: 50 }, async ({ config }) => {
      const address = logonAddress(config, { redirectUri, state: 's', verifier: newVerifier() });
      const query = await browse(address, 'refuse=1');
      assert.throws(() => logonCode(query), /access_denied/);
      assert.throws(() => logonCode({}), code('vendor_logon_refused'));
    });
  });

  test('who is not of this company, or not in sight, does not get in', async () => {
    await inWorld({ people: 50 }, async (world) => {
      const { sim } = world;
      const [user] = sim.company.users.values();
      const verifier = newVerifier();
      const enter = async (changed: Record<string, unknown>) => {
        const app = new Lark(configOf(sim, changed), io());
        try {
          return await logOn(app, await codeOf(world, user!.unionId, verifier), { redirectUri, verifier });
        } finally {
          await app.close();
        }
      };
      const { tenantKey } = sim.company;
      assert.equal((await enter({ tenantKey })).key, user!.unionId);
      sim.logon.tenantKey = 'tenantofothers';
      await assert.rejects(enter({ tenantKey }), code('vendor_logon_stranger'));
      sim.company.visible = { departments: [], users: [], groups: [] };
      await assert.rejects(enter({}), code('vendor_logon_stranger'));
    });
  });

  test('who resigned or is suspended does not get in', async () => {
    await inWorld({ people: 100 }, async (world) => {
      const { sim, config } = world;
      const app = new Lark(config, io());
      const users = [...sim.company.users.values()];
      const verifier = newVerifier();
      const frozen = users.find(({ status }) => status.is_frozen)!;
      const first = await codeOf(world, frozen.unionId, verifier);
      await assert.rejects(logOn(app, first, { redirectUri, verifier }), code('vendor_logon_refused'));
      const leaver = await codeOf(world, users[0]!.unionId, verifier);
      sim.company.removeUser(users[0]!.unionId);
      await assert.rejects(logOn(app, leaver, { redirectUri, verifier }), code('vendor_logon_refused'));
      await app.close();
    });
  });

  test('wrong credentials are the administrator’s affair', async () => {
    await inWorld({ people: 50 }, async (world) => {
      const app = new Lark(configOf(world.sim, { appSecret: 'wrong' }), io());
      const [id] = world.sim.company.users.keys();
      const verifier = newVerifier();
      const given = await codeOf(world, id!, verifier);
      await assert.rejects(logOn(app, given, { redirectUri, verifier }), code('web_api_credentials'));
      await app.close();
    });
  });
});
