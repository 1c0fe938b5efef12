import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MusterError } from '../../../src/errors/error.ts';
import { WeCom } from '../../../src/sources/wecom/api.ts';
import {
  consentedDetails,
  logOn,
  logonAddress,
  logonAddressInside,
  logonCode,
} from '../../../src/sources/wecom/logon.ts';
import { configOf, inWorld, io } from './world.ts';

const code = (wanted: string) => (error: unknown) => error instanceof MusterError && error.code === wanted;
const request = { redirectUri: 'http://127.0.0.1:9/log-on/wecom?from=here', state: 'state42' };

/** Follows the browser to WeCom and back. */
async function browse(address: string, as: string): Promise<Record<string, string>> {
  const url = new URL(address);
  url.searchParams.set('as', as);
  const answer = await fetch(url, { redirect: 'manual' });
  assert.equal(answer.status, 302);
  const back = new URL(answer.headers.get('location')!);
  assert.equal(back.pathname, '/log-on/wecom');
  return Object.fromEntries(back.searchParams);
}

describe('log-on', () => {
  test('by scan, to the person in the directory', () =>
    inWorld({ people: 50 }, async ({ sim, config }) => {
      const app = new WeCom(config, io());
      sim.edits.addMember({ userid: 'Li.Si', name: '李四' });
      const address = logonAddress(config, request);
      assert.match(await (await fetch(address)).text(), /选择登录的成员/);
      const query = await browse(address, 'li.si');
      assert.equal(query.state, 'state42');
      assert.equal(query.from, 'here');
      const given = logonCode(query);
      assert.deepEqual(await logOn(app, given), { key: 'li.si', userId: 'Li.Si' });
      await assert.rejects(logOn(app, given), code('vendor_logon_refused'), 'a code counts once');
      assert.throws(() => logonCode({}), code('vendor_logon_refused'));
      await app.close();
    }));

  test('inside WeCom with consent, which brings what the member agreed to show', () =>
    inWorld({ people: 50 }, async ({ sim, config }) => {
      const app = new WeCom(config, io());
      const [member] = sim.company.members.values();
      const address = logonAddressInside(config, request, true);
      assert.match(address, /#wechat_redirect$/);
      sim.logon.consented = ['mobile', 'biz_mail'];
      const person = await logOn(app, logonCode(await browse(address, member!.userid)));
      assert.deepEqual(await consentedDetails(app, person), {
        mobile: member!.mobile,
        biz_mail: member!.biz_mail,
      });
      await assert.rejects(
        consentedDetails(app, { ...person, key: 'somebody.else' }),
        code('vendor_logon_refused'),
      );
      await assert.rejects(
        consentedDetails(app, { ...person, ticket: 'invented' }),
        code('vendor_logon_refused'),
      );
      const without = await logOn(
        app,
        logonCode(await browse(logonAddressInside(config, request, false), member!.userid)),
      );
      assert.equal(without.ticket, undefined);
      assert.deepEqual(await consentedDetails(app, without), {});
      await app.close();
    }));

  test('who is not of this company does not get in', () =>
    inWorld({ people: 50 }, async ({ sim, config }) => {
      const app = new WeCom(config, io());
      await assert.rejects(logOn(app, sim.logon.codeFor('stranger')), code('vendor_logon_stranger'));
      await app.close();
    }));

  test('a page whose host is not trusted is refused by WeCom', () =>
    inWorld({ people: 50 }, async ({ sim }) => {
      sim.trustedDomains.add('muster.example');
      const page = await (await fetch(logonAddress(configOf(sim), request))).text();
      assert.match(page, /50001/);
    }));
});
