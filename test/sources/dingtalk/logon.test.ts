import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MusterError } from '../../../src/errors/error.ts';
import { DingTalk } from '../../../src/sources/dingtalk/api.ts';
import { logOn, logOnInside, logonAddress, logonCode } from '../../../src/sources/dingtalk/logon.ts';
import { configOf, inWorld, io } from './world.ts';

const code = (wanted: string) => (error: unknown) => error instanceof MusterError && error.code === wanted;
const redirectUri = 'http://127.0.0.1:9/log-on/dingtalk?from=here';

/** Follows the browser to DingTalk and back. */
async function browse(address: string, more: string): Promise<Record<string, string>> {
  const answer = await fetch(`${address}&${more}`, { redirect: 'manual' });
  assert.equal(answer.status, 302);
  const back = new URL(answer.headers.get('location')!);
  assert.equal(back.pathname, '/log-on/dingtalk');
  return Object.fromEntries(back.searchParams);
}

describe('log-on', () => {
  test('on the page of DingTalk, to the person in the directory', async () => {
    await inWorld({ people: 50 }, async ({ sim }) => {
      const { company } = sim;
      const config = configOf(sim, { corpId: company.corpId });
      const app = new DingTalk(config, io());
      const address = logonAddress(config, { redirectUri, state: 'st&te' });
      const shown = await (await fetch(address)).text();
      const [user] = company.users.values();
      assert.ok(shown.includes(user!.name));
      const query = await browse(address, `as=${user!.userid}`);
      assert.equal(query.state, 'st&te');
      assert.equal(query.from, 'here');
      const authCode = logonCode(query);
      assert.deepEqual(await logOn(app, authCode), {
        key: user!.userid,
        unionId: user!.unionid,
        name: user!.name,
      });
      await assert.rejects(logOn(app, authCode), code('vendor_logon_refused'), 'a code counts once');
      await assert.rejects(logOn(app, 'invented'), code('vendor_logon_refused'));
      await app.close();
    });
  });

  test('a refusal on the telephone is told', async () => {
    await inWorld({ people: 50 }, async ({ sim }) => {
      const query = await browse(logonAddress(configOf(sim), { redirectUri, state: 's' }), 'refuse=1');
      assert.throws(() => logonCode(query), /access_denied/);
      assert.throws(() => logonCode({}), code('vendor_logon_refused'));
    });
  });

  test('who is not of this company does not get in', async () => {
    await inWorld({ people: 50 }, async ({ sim }) => {
      const app = new DingTalk(configOf(sim), io());
      const [leaver, other] = sim.company.users.keys();
      const authCode = sim.logon.codeFor(leaver!);
      sim.company.removeUser(leaver!);
      await assert.rejects(logOn(app, authCode), code('vendor_logon_stranger'));
      // The person logged on to another company than the one of the settings.
      const elsewhere = new DingTalk(configOf(sim, { corpId: 'dinganother' }), io());
      await assert.rejects(logOn(elsewhere, sim.logon.codeFor(other!)), code('vendor_logon_stranger'));
      await Promise.all([app.close(), elsewhere.close()]);
    });
  });

  test('wrong credentials are the administrator’s affair', async () => {
    await inWorld({ people: 50 }, async ({ sim }) => {
      const app = new DingTalk(configOf(sim, { appSecret: 'wrong' }), io());
      const [user] = sim.company.users.keys();
      await assert.rejects(logOn(app, sim.logon.codeFor(user!)), code('web_api_credentials'));
      await app.close();
    });
  });

  test('inside DingTalk, by the code of the page', async () => {
    await inWorld({ people: 50 }, async ({ sim }) => {
      const app = new DingTalk(configOf(sim), io());
      const [user] = sim.company.users.values();
      const inside = sim.logon.codeFor(user!.userid);
      assert.deepEqual(await logOnInside(app, inside), {
        key: user!.userid,
        unionId: user!.unionid,
        name: user!.name,
      });
      await assert.rejects(logOnInside(app, inside), code('vendor_logon_refused'));
      await app.close();
    });
  });
});
