import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sourceKinds } from '../../src/sources/index.ts';
import { createSource } from '../../src/sync/source-settings.ts';
import { ACTOR, Browser, openWorld, type World } from './world.ts';

const OIDC = {
  title: 'Partner',
  issuer: 'https://id.example.com',
  clientId: 'muster',
  clientSecret: 'the-client-secret',
};
const PIXEL =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

describe('settings of the log-on', () => {
  let world: World;
  const settings = '/instances/acme/logon-settings';
  const methods = '/instances/acme/logon-methods';
  before(async () => {
    world = await openWorld({ kinds: sourceKinds });
  });
  after(() => world.close());

  const lastChange = async (entity: string) => {
    const { rows } = await world.db.query(
      `SELECT op, before, after FROM change_log WHERE entity = $1 ORDER BY seq DESC LIMIT 1`,
      [entity],
    );
    return rows[0];
  };

  it('have defaults that work, change in parts, and know their version', async () => {
    const first = (await world.api('GET', settings)).body;
    assert.deepEqual(
      [first.version, first.secondFactor.policy, first.passwordPolicy.template, first.forgotPassword],
      [0, 'smart', 'recommended', true],
    );
    const session = { idleMinutes: 30, absoluteMinutes: 480 };
    const changed = await world.api('PATCH', settings, { session }, { 'if-match': '"0"' });
    assert.deepEqual([changed.status, changed.body.version, changed.body.session], [200, 1, session]);
    assert.equal(
      (await world.api('PATCH', settings, { session }, { 'if-match': '"0"' })).body.code,
      'version_conflict',
    );
    assert.equal(
      (await world.api('PATCH', settings, { session })).body.version,
      1,
      'nothing changes: no new version',
    );
    assert.deepEqual(await lastChange('logon_settings'), {
      op: 'update',
      before: { session: first.session },
      after: { session },
    });
  });

  it('refuse what would not work or not be safe', async () => {
    const { body } = await world.api('GET', settings);
    const look = (change: object) => ({ look: { ...body.look, ...change } });
    for (const patch of [
      look({ logo: 'data:image/svg+xml;base64,PHN2Zy8+' }),
      look({ logo: 'https://evil.example/logo.png' }),
      look({ logo: `data:image/png;base64,${Buffer.from('<svg/>').toString('base64')}` }),
      look({ logo: `data:image/png;base64,${Buffer.alloc(100_001).toString('base64')}` }),
      look({ colour: 'red;background:url(//evil)' }),
      look({ notice: { en: 'x'.repeat(501), zh: '' } }),
      { session: { idleMinutes: 0, absoluteMinutes: 10 } },
      { secondFactor: { policy: 'never', rememberDays: 1, factors: ['totp'] } },
      { secondFactor: { policy: 'smart', rememberDays: 1, factors: [] } },
      { unknown: true },
    ])
      assert.equal(
        (await world.api('PATCH', settings, patch)).status,
        422,
        JSON.stringify(patch).slice(0, 80),
      );
  });

  it('give the pages their look', async () => {
    const { body } = await world.api('GET', settings);
    const look = {
      ...body.look,
      companyName: 'Acme 集团',
      logo: PIXEL,
      colour: '#ff6600',
      notice: { en: 'Hi', zh: '您好' },
    };
    assert.equal((await world.api('PATCH', settings, { look })).status, 200);
    assert.deepEqual((await new Browser(world).open()).body.look, look);
    assert.doesNotMatch(JSON.stringify(await lastChange('logon_settings')), /iVBORw0KGgo/);
  });

  it('can only be looked at by readers, and not at all from outside', async () => {
    for (const path of [settings, methods]) {
      const { status } = await fetch(`${world.url}/api/v1${path}`);
      assert.equal(status, 401);
    }
  });

  it('hold a method for each source that can log people on, off until somebody wants it', async () => {
    const { sealer } = world.deps;
    const source = await createSource(
      world.db,
      { kinds: sourceKinds, seal: sealer.seal, open: sealer.open },
      ACTOR,
      'acme',
      {
        name: 'Head office',
        kind: 'ad',
        config: {
          addresses: ['127.0.0.1:1389'],
          bindAccount: 'cn=svc,dc=example,dc=com',
          bindPassword: 'secret',
          baseDn: 'dc=example,dc=com',
        },
      },
    );
    const { items } = (await world.api('GET', methods)).body;
    assert.deepEqual(
      items.map(({ kind, enabled }: { kind: string; enabled: boolean }) => [kind, enabled]),
      [
        ['password', true],
        ['source', false],
        ['passkey', false],
      ],
    );
    const method = items[1];
    assert.deepEqual([method.sourceId, method.shownTitle.en], [source.id, 'Head office']);
    assert.equal((await new Browser(world).open()).body.methods.length, 1);
    const on = await world.api('PATCH', `${methods}/${method.id}`, {
      enabled: true,
      title: { en: 'Windows password', zh: '域账号' },
      settings: { updatePassword: true },
    });
    assert.equal(on.status, 200, JSON.stringify(on.body));
    assert.equal(on.body.settings.updatePassword, true);
    const stale = await world.api(
      'PATCH',
      `${methods}/${method.id}`,
      { enabled: false },
      { 'if-match': '1' },
    );
    assert.equal(stale.body.code, 'version_conflict');
    const page = await new Browser(world).open();
    assert.deepEqual(
      page.body.methods.map(
        ({ kind, icon, title }: { kind: string; icon: string; title: { zh: string } }) => [
          kind,
          icon,
          title.zh,
        ],
      ),
      [
        ['password', 'password', '密码登录'],
        ['directory', 'ad', '域账号'],
      ],
    );
    await world.api('PATCH', settings, { methodOrder: [method.id] });
    assert.equal((await new Browser(world).open()).body.methods[0].kind, 'directory');
    assert.equal((await world.api('DELETE', `${methods}/${method.id}`)).body.code, 'logon_method_fixed');
    await world.db.query(`UPDATE source SET enabled = false WHERE id = $1`, [source.id]);
    assert.equal(
      (await new Browser(world).open()).body.methods.length,
      1,
      'a source that is off logs nobody on',
    );
  });

  it('keep the secret of a provider sealed, masked, out of the log, and where it was sent', async () => {
    const made = await world.api('POST', methods, { kind: 'oidc', enabled: true, settings: OIDC });
    assert.equal(made.status, 201, JSON.stringify(made.body));
    assert.equal(made.body.settings.clientSecret, '********');
    const { rows } = await world.db.query(
      `SELECT (SELECT string_agg(settings::text, '') FROM logon_method)
           || (SELECT string_agg(row_to_json(c)::text, '') FROM change_log c) AS text`,
    );
    assert.doesNotMatch(rows[0]!.text, /the-client-secret/);
    const path = `${methods}/${made.body.id}`;
    const { clientSecret: _, ...rest } = made.body.settings;
    const renamed = await world.api('PATCH', path, { settings: { ...rest, title: 'Other name' } });
    assert.equal(renamed.status, 200);
    assert.equal(renamed.body.shownTitle.en, 'Other name');
    const stolen = await world.api('PATCH', path, { settings: { ...rest, issuer: 'https://evil.example' } });
    assert.equal(stolen.body.code, 'secret_again');
    for (const wrong of [{ ...OIDC, issuer: 'http://id.example.com' }, { ...OIDC, scopes: ['profile'] }, {}])
      assert.equal((await world.api('POST', methods, { kind: 'oidc', settings: wrong })).status, 422);
    assert.equal((await world.api('POST', methods, { kind: 'password', settings: {} })).status, 422);
    const page = await new Browser(world).open();
    assert.ok(
      page.body.methods.some(
        ({ kind, icon }: { kind: string; icon: string }) => kind === 'redirect' && icon === 'oidc',
      ),
    );
    assert.doesNotMatch(JSON.stringify(page.body), /clientId|issuer|secret"/);
    assert.equal((await world.api('DELETE', path)).status, 204);
    assert.equal((await world.api('GET', path)).status, 404);
  });

  it('let a password be tried against the policy', async () => {
    const account = await world.person({ username: 'tried', displayName: 'Tess Trial' });
    const trial = (body: object) => world.api('POST', '/instances/acme/password-trial', body);
    const poor = (await trial({ password: 'abc' })).body;
    assert.equal(poor.ok, false);
    assert.ok(
      poor.faults.some(
        ({ fault, text }: { fault: string; text: { zh: string } }) => fault === 'too_short' && text.zh,
      ),
    );
    assert.equal((await trial({ password: 'Teal-Harbour-47!' })).body.ok, true);
    const own = (await trial({ password: 'Teal-Harbour-47!', accountId: account.id })).body;
    assert.deepEqual(
      own.faults.map(({ fault }: { fault: string }) => fault),
      ['used_before'],
    );
    const { passwordPolicy } = (await world.api('GET', settings)).body;
    const policy = { ...passwordPolicy, template: 'none', refuseWeak: false };
    assert.equal((await trial({ password: 'abcd', policy })).body.ok, true);
  });

  it('switched off, the password logs nobody on', async () => {
    await world.person({ username: 'shut' });
    const browser = new Browser(world);
    const { items } = (await world.api('GET', methods)).body;
    const { id } = items.find(({ kind }: { kind: string }) => kind === 'password');
    await browser.open();
    await world.api('PATCH', `${methods}/${id}`, { enabled: false });
    const { body } = await browser.call('POST', '/logon/password', {
      body: { method: id, username: 'shut', password: 'Teal-Harbour-47!' },
    });
    assert.equal(body.code, 'logon_method_off');
    await world.api('PATCH', `${methods}/${id}`, { enabled: true });
  });
});
