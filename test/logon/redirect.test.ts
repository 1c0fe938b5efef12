/** Log-on on the pages of DingTalk, WeCom and Lark, from the log-on page and back, against their simulators. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type DingTalkSim, startDingTalk } from '../../sim/dingtalk/server.ts';
import { type LarkSim, startLark } from '../../sim/lark/server.ts';
import { startWeCom, type WeComSim } from '../../sim/wecom/server.ts';
import { settingsOf as dingtalkSettings } from '../sources/dingtalk/world.ts';
import { settingsOf as larkSettings } from '../sources/lark/world.ts';
import { settingsOf as wecomSettings } from '../sources/wecom/world.ts';
import { type Browser, LogonWorld } from './redirect-world.ts';

interface Vendor {
  method: string;
  source: string;
  /** Keys of people who have accounts, as the vendor's page takes them. */
  people: string[];
  keyOf(person: string): string;
}

describe('log-on by redirect', () => {
  let world: LogonWorld;
  let dingtalk: DingTalkSim;
  let wecom: WeComSim;
  let lark: LarkSim;
  const vendors: Record<string, Vendor> = {};
  before(async () => {
    world = await LogonWorld.start();
    dingtalk = await startDingTalk({ people: 40, seed: 1 });
    wecom = await startWeCom({ people: 40, seed: 2 });
    lark = await startLark({ people: 40, seed: 3 });
    const set = async (
      kind: string,
      config: Record<string, unknown>,
      people: string[],
      keyOf = (p: string) => p,
    ) => {
      // Each with names of its own: people of several vendors are not the same here.
      const source = await world.engine.source({ name: kind, kind, config });
      await world.engine.sync(source);
      const { rows } = await world.engine.db.query<{ key: string }>(
        `SELECT key FROM link l JOIN account a ON a.id = l.entity_id WHERE l.source_id = $1 AND l.kind = 'user' AND a.enabled`,
        [source],
      );
      const known = new Set(rows.map(({ key }) => key));
      const able = people.filter((person) => known.has(keyOf(person)));
      assert.ok(able.length > 3, kind);
      vendors[kind] = { method: await world.sourceMethod(source), source, people: able, keyOf };
    };
    await set('dingtalk', dingtalkSettings(dingtalk), [...dingtalk.company.users.keys()]);
    await set(
      'wecom',
      wecomSettings(wecom),
      [...wecom.company.members.values()].map(({ userid }) => userid),
      (id) => id.toLowerCase(),
    );
    await set('lark', larkSettings(lark), [...lark.company.users.keys()]);
  });
  after(async () => {
    await world?.stop();
    await Promise.all([dingtalk, wecom, lark].map((sim) => sim?.close()));
  });

  /** At the vendor's page; gives the address that it sends the browser back to. */
  async function atVendor(address: string, search: Record<string, string>): Promise<string> {
    const url = new URL(address);
    for (const [name, value] of Object.entries(search)) url.searchParams.set(name, value);
    const answer = await fetch(url, { redirect: 'manual' });
    assert.equal(answer.status, 302, await answer.text());
    return answer.headers.get('location')!;
  }
  const wayBack = async (browser: Browser, kind: string, person: string) =>
    atVendor(await browser.leave(vendors[kind]!.method), { as: person });
  async function accountOf(kind: string, person: string): Promise<string> {
    const { source, keyOf } = vendors[kind]!;
    const { rows } = await world.engine.db.query<{ username: string }>(
      `SELECT a.username FROM link l JOIN account a ON a.id = l.entity_id WHERE l.source_id = $1 AND l.kind = 'user' AND l.key = $2`,
      [source, keyOf(person)],
    );
    return rows[0]!.username;
  }
  const refused = async (browser: Browser, address: string, problem: string, reason?: string) => {
    assert.deepEqual(await browser.follow(address), { status: 302, to: `/acme/login?problem=${problem}` });
    if (reason !== undefined) assert.equal(await world.lastRefusal(), reason);
    assert.equal(await world.signedIn(browser), undefined);
  };

  for (const kind of ['dingtalk', 'wecom', 'lark']) {
    it(`${kind}: to the account that the person’s record is linked to`, async () => {
      for (const person of vendors[kind]!.people.slice(0, 2)) {
        const browser = world.browser();
        const back = await browser.follow(await wayBack(browser, kind, person));
        assert.deepEqual(back, { status: 302, to: '/acme/portal' });
        assert.equal(await world.signedIn(browser), await accountOf(kind, person));
      }
    });

    it(`${kind}: the state of one browser is worth nothing in another`, async () => {
      const [victim, attacker] = [world.browser(), world.browser()];
      await victim.leave(vendors[kind]!.method);
      // What the attacker began, followed by the victim: the victim would be in the attacker's account.
      const planted = await wayBack(attacker, kind, vendors[kind]!.people[0]!);
      await refused(victim, planted, 'logon_back_refused', 'state_foreign');
      await refused(world.browser(), planted, 'logon_back_refused');
      // It was not used up by that.
      assert.equal((await attacker.follow(planted)).to, '/acme/portal');
    });

    it(`${kind}: a way back counts once`, async () => {
      const browser = world.browser();
      const address = await wayBack(browser, kind, vendors[kind]!.people[0]!);
      assert.equal((await browser.follow(address)).to, '/acme/portal');
      const again = await browser.follow(address);
      assert.deepEqual(again, { status: 302, to: '/acme/login?problem=logon_back_refused' });
    });

    it(`${kind}: of two ways back at the same time one counts`, async () => {
      const browser = world.browser();
      const address = await wayBack(browser, kind, vendors[kind]!.people[0]!);
      const ends = await Promise.all([browser.follow(address), browser.follow(address)]);
      assert.equal(ends.filter(({ to }) => to === '/acme/portal').length, 1);
    });

    it(`${kind}: an invented, an old, a missing and a doubled code or state`, async () => {
      const changed = async (change: (url: URL) => void, problem: string) => {
        const browser = world.browser();
        const url = new URL(await wayBack(browser, kind, vendors[kind]!.people[0]!));
        change(url);
        await refused(browser, url.href, problem);
      };
      const code = kind === 'dingtalk' ? 'authCode' : 'code';
      await changed((url) => url.searchParams.set(code, 'invented'), 'logon_provider_refused');
      await changed((url) => url.searchParams.delete(code), 'logon_provider_refused');
      await changed((url) => url.searchParams.delete('state'), 'logon_back_refused');
      await changed((url) => url.searchParams.set('state', ''), 'logon_back_refused');
      await changed((url) => url.searchParams.set('state', 'f'.repeat(64)), 'logon_back_refused');
      await changed(
        (url) => url.searchParams.append('state', url.searchParams.get('state')!),
        'logon_back_refused',
      );
    });

    it(`${kind}: the answer of one method is none for another`, async () => {
      const other = kind === 'lark' ? 'wecom' : 'lark';
      const browser = world.browser();
      const address = await wayBack(browser, kind, vendors[kind]!.people[0]!);
      const mixed = address.replace(vendors[kind]!.method, vendors[other]!.method);
      await refused(browser, mixed, 'logon_back_refused', 'state_foreign');
      assert.equal((await browser.follow(address)).to, '/acme/portal');
    });

    it(`${kind}: a person without an account is a stranger`, async () => {
      const { source, people, keyOf } = vendors[kind]!;
      const person = people.at(-1)!;
      await world.engine.db.query(
        `UPDATE link SET gone_since = now() WHERE source_id = $1 AND kind = 'user' AND key = $2`,
        [source, keyOf(person)],
      );
      const browser = world.browser();
      await refused(browser, await wayBack(browser, kind, person), 'logon_stranger', 'not_linked');
    });

    it(`${kind}: a disabled account stays out`, async () => {
      const person = vendors[kind]!.people.at(-2)!;
      await world.engine.db.query(`UPDATE account SET enabled = false WHERE username = $1`, [
        await accountOf(kind, person),
      ]);
      const browser = world.browser();
      await refused(browser, await wayBack(browser, kind, person), 'logon_failed', 'account_disabled');
    });
  }

  it('a refusal on the telephone is told', async () => {
    for (const kind of ['dingtalk', 'lark']) {
      const browser = world.browser();
      const address = await atVendor(await browser.leave(vendors[kind]!.method), { refuse: '1' });
      await refused(browser, address, 'logon_provider_refused', 'vendor_logon_refused');
    }
  });

  it('inside WeCom it goes without a scan', async () => {
    const inside = world.browser('Mozilla/5.0 (iPhone) wxwork/4.1.0 MicroMessenger/7.0.1');
    const [person] = vendors.wecom!.people;
    const address = await inside.leave(vendors.wecom!.method);
    assert.match(address, /\/connect\/oauth2\/authorize\?.*#wechat_redirect$/);
    assert.equal((await inside.follow(await atVendor(address, { as: person! }))).to, '/acme/portal');
    assert.match(
      await world.browser('MicroMessenger').leave(vendors.wecom!.method),
      /\/wwlogin\/sso\/login\?/,
    );
  });

  it('leads where the log-on began, and only there', async () => {
    const browser = world.browser();
    for (const [wanted, to] of [
      ['/acme/saml/app_1/start', '/acme/saml/app_1/start'],
      ['https://evil.example/', '/acme/portal'],
      ['//evil.example/', '/acme/portal'],
    ] as const) {
      const fresh = world.browser();
      await fresh.open(`?return=${encodeURIComponent(wanted)}`);
      const { body } = await fresh.post('/logon/redirect', { method: vendors.lark!.method });
      const address = await atVendor(body.to, { as: vendors.lark!.people[0]! });
      assert.equal((await fresh.follow(address)).to, to);
    }
    await browser.open();
  });

  it('begins only with the token of the page, by a method that is on and leads elsewhere', async () => {
    const browser = world.browser();
    await browser.open();
    const token = browser.csrf;
    browser.csrf = 'wrong';
    assert.equal(
      (await browser.post('/logon/redirect', { method: vendors.lark!.method })).body.code,
      'csrf_wrong',
    );
    browser.csrf = token;
    for (const method of ['lgm_unknown', '', '../x'])
      assert.equal((await browser.post('/logon/redirect', { method })).body.code, 'logon_method_off');
    const { rows } = await world.engine.db.query<{ id: string }>(
      `SELECT id FROM logon_method WHERE kind = 'password'`,
    );
    assert.equal(
      (await browser.post('/logon/redirect', { method: rows[0]!.id })).body.code,
      'logon_method_off',
    );
  });

  it('a method that was switched off while the browser was away lets nobody in', async () => {
    const browser = world.browser();
    const { method, people } = vendors.dingtalk!;
    const address = await wayBack(browser, 'dingtalk', people[0]!);
    await world.engine.db.query(`UPDATE logon_method SET enabled = false WHERE id = $1`, [method]);
    await refused(browser, address, 'logon_method_off');
    await world.engine.db.query(`UPDATE logon_method SET enabled = true WHERE id = $1`, [method]);
  });

  it('knows no method and no browser of another instance, and answers no HEAD', async () => {
    const browser = world.browser();
    const address = await wayBack(browser, 'lark', vendors.lark!.people[0]!);
    assert.equal((await browser.follow(address.replace('/acme/', '/other/'))).status, 404);
    assert.equal((await fetch(address, { method: 'HEAD', redirect: 'manual' })).status, 404);
    assert.equal((await browser.follow(address)).to, '/acme/portal');
  });

  it('a vendor that does not answer is no refusal of the person', async () => {
    const browser = world.browser();
    const address = await wayBack(browser, 'lark', vendors.lark!.people[0]!);
    lark.faults.plan({ fault: 'html', path: '/open-apis/authen/v2/oauth/token', times: 3 });
    await refused(browser, address, 'logon_provider_unavailable');
  });
});
