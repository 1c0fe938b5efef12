/** Log-on with a real OpenID provider (oidc-provider), from the log-on page and back. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { updateAccount } from '../../src/directory/accounts.ts';
import { createOrg } from '../../src/directory/orgs.ts';
import { updateMethod } from '../../src/logon/methods.ts';
import { ACTOR } from '../sync/engine.ts';
import { CLIENT, type RealProvider, startProvider } from './oidc-providers.ts';
import { type Browser, LogonWorld } from './redirect-world.ts';

describe('log-on with an OpenID provider', () => {
  let world: LogonWorld;
  let provider: RealProvider;
  /** Finds by verified e-mail; creates nobody. */
  let finding: string;
  /** Creates who is not there. */
  let making: string;
  const settings = (more: Record<string, unknown> = {}) => ({
    title: 'Partner',
    issuer: provider.issuer,
    ...CLIENT,
    ...more,
  });
  const redirectUris: string[] = [];
  before(async () => {
    world = await LogonWorld.start();
    // oidc-provider wants to know where people are sent back to; the methods are known once it is there.
    provider = await startProvider(redirectUris);
  });
  after(async () => {
    await provider?.[Symbol.asyncDispose]();
    await world?.stop();
  });

  /** The provider is started anew at its old place, with the addresses of these methods too. */
  async function withMethods(...ids: string[]): Promise<void> {
    for (const id of ids) redirectUris.push(`${world.publicUrl}/acme/login/back/${id}`);
    const { people, issuer } = provider;
    await provider[Symbol.asyncDispose]();
    provider = await startProvider(redirectUris, { people, port: Number(new URL(issuer).port) });
  }
  async function stored(id: string): Promise<Record<string, unknown>> {
    const { rows } = await world.engine.db.query<{ settings: Record<string, unknown> }>(
      `SELECT settings FROM logon_method WHERE id = $1`,
      [id],
    );
    return rows[0]!.settings;
  }

  async function logOn(method: string, sub: string, browser: Browser = world.browser()): Promise<string> {
    const back = await provider.logOn(await browser.leave(method), sub);
    const { to } = await browser.follow(back);
    const problem = /^\/acme\/login\?problem=(\w+)$/.exec(to)?.[1];
    return problem ?? `${await world.signedIn(browser)}`;
  }
  const bindings = async () => {
    const { rows } = await world.engine.db.query<{ subject: string; username: string }>(
      `SELECT b.subject, a.username FROM logon_binding b JOIN account a ON a.id = b.account_id ORDER BY 1`,
    );
    return rows.map(({ subject, username }) => `${subject} ${username}`);
  };

  it('is set up with what the provider needs', async () => {
    finding = await world.oidcMethod(settings());
    making = await world.oidcMethod(settings({ create: true, update: true, match: [] }));
    await withMethods(finding, making);
  });

  it('finds the account by verified e-mail, and by the subject from then on', async () => {
    await world.account('alice', { email: 'alice@corp.example' });
    provider.people.set('sub-alice', { email: 'Alice@corp.example', email_verified: true });
    assert.equal(await logOn(finding, 'sub-alice'), 'alice');
    // Neither another address nor somebody else's now leads elsewhere.
    await world.account('bob', { email: 'bob@corp.example' });
    provider.people.set('sub-alice', { email: 'bob@corp.example', email_verified: true });
    assert.equal(await logOn(finding, 'sub-alice'), 'alice');
    assert.deepEqual(await bindings(), ['sub-alice alice']);
  });

  it('takes no address that nobody has verified', async () => {
    await world.account('victim', { email: 'victim@corp.example' });
    for (const verified of [false, undefined, 'true', 1, null]) {
      provider.people.set('sub-evil', {
        email: 'victim@corp.example',
        ...(verified !== undefined && { email_verified: verified }),
      });
      assert.equal(await logOn(finding, 'sub-evil'), 'oidc_email_unverified', String(verified));
      assert.equal(await world.lastRefusal(), 'email_unverified');
    }
  });

  it('takes no address under another claim’s name', async () => {
    const method = await world.oidcMethod(
      settings({ match: [{ field: 'email', expression: 'idpUser.preferred_username' }] }),
    );
    await withMethods(method);
    provider.people.set('sub-evil', {
      preferred_username: 'victim@corp.example',
      email: 'evil@corp.example',
      email_verified: true,
    });
    assert.equal(await logOn(method, 'sub-evil'), 'logon_stranger');
    provider.people.set('sub-fine', {
      preferred_username: 'victim@corp.example',
      email: 'victim@corp.example',
      email_verified: true,
    });
    assert.equal(await logOn(method, 'sub-fine'), 'victim');
  });

  it('takes no address as a user name either', async () => {
    const method = await world.oidcMethod(
      settings({ match: [{ field: 'username', expression: 'idpUser.email' }] }),
    );
    await withMethods(method);
    await world.account('root@corp.example');
    provider.people.set('sub-evil', { email: 'root@corp.example', email_verified: false });
    assert.equal(await logOn(method, 'sub-evil'), 'oidc_email_unverified');
  });

  it('lets nobody into an account that is another’s at the provider, though the address has passed on', async () => {
    provider.people.set('sub-next', { email: 'alice@corp.example', email_verified: true });
    assert.equal(await logOn(finding, 'sub-next'), 'logon_stranger');
    assert.equal(await world.lastRefusal(), 'bound_to_another');
  });

  it('refuses who has no account, unless it is to be made', async () => {
    provider.people.set('sub-carol', {
      preferred_username: 'carol',
      name: 'Carol C.',
      email: 'carol@corp.example',
      email_verified: true,
    });
    assert.equal(await logOn(finding, 'sub-carol'), 'logon_stranger');
    assert.equal(await world.lastRefusal(), 'no_account');
    assert.equal(await logOn(making, 'sub-carol'), 'carol');
    assert.equal(await logOn(making, 'sub-carol'), 'carol');
    const { rows } = await world.engine.db.query(
      `SELECT source_type, source_id, display_name, email, email_verified, external_id FROM account WHERE username = 'carol'`,
    );
    assert.deepEqual(rows, [
      {
        source_type: 'idp_auto_build',
        source_id: making,
        display_name: 'Carol C.',
        email: 'carol@corp.example',
        email_verified: true,
        external_id: 'sub-carol',
      },
    ]);
  });

  it('makes one account of two first log-ons at the same time', async () => {
    provider.people.set('sub-twin', { preferred_username: 'twin' });
    assert.deepEqual(await Promise.all([logOn(making, 'sub-twin'), logOn(making, 'sub-twin')]), [
      'twin',
      'twin',
    ]);
  });

  it('follows what the provider says of an account it made, but not what was changed by hand', async () => {
    provider.people.set('sub-dave', {
      preferred_username: 'dave',
      name: 'Dave',
      email: 'dave@corp.example',
      email_verified: true,
    });
    assert.equal(await logOn(making, 'sub-dave'), 'dave');
    provider.people.set('sub-dave', {
      preferred_username: 'david',
      name: 'David',
      email: 'david@corp.example',
      email_verified: true,
    });
    assert.equal(await logOn(making, 'sub-dave'), 'dave', 'the name stays');
    const shown = async () => {
      const account = (await world.engine.accounts()).dave!;
      const { rows } = await world.engine.db.query<{ email: string }>(
        `SELECT email FROM account WHERE id = $1`,
        [account.id],
      );
      return `${account.displayName} ${rows[0]!.email}`;
    };
    assert.equal(await shown(), 'David david@corp.example');
    await updateAccount(world.engine.db, ACTOR, 'acme', 'dave', { displayName: 'Dave the Great' });
    provider.people.set('sub-dave', {
      name: 'D.',
      email: 'd@corp.example',
      email_verified: true,
      preferred_username: 'd',
    });
    await logOn(making, 'sub-dave');
    assert.equal(await shown(), 'Dave the Great d@corp.example');
    // An address that nobody has verified is none, and takes the old one away rather than standing as good.
    provider.people.set('sub-dave', {
      name: 'D.',
      email: 'victim@corp.example',
      email_verified: false,
      preferred_username: 'd',
    });
    assert.equal(await logOn(making, 'sub-dave'), 'dave');
    assert.equal((await shown()).includes('victim'), false);
  });

  it('takes over nobody’s account by making one', async () => {
    for (const [claims, reason] of [
      [{ preferred_username: 'ALICE' }, 'taken_username'],
      [{ preferred_username: 'mallory', email: 'alice@corp.example', email_verified: true }, 'taken_email'],
      [{ preferred_username: '' }, 'claims_unfit'],
      [{ preferred_username: 'no good name!' }, 'claims_unfit'],
      [{ preferred_username: { toString: 'x' } }, 'claims_unfit'],
      [{ preferred_username: '../../admin' }, 'claims_unfit'],
    ] as const) {
      provider.people.set('sub-mallory', claims);
      assert.equal(await logOn(making, 'sub-mallory'), 'logon_stranger');
      assert.equal(await world.lastRefusal(), reason);
    }
    provider.people.set('sub-mallory', { email: 'someone@corp.example' });
    assert.equal(await logOn(making, 'sub-mallory'), 'oidc_email_unverified');
  });

  it('makes accounts in the organization that was chosen, with the claims of userinfo', async () => {
    const { id } = await createOrg(world.engine.db, ACTOR, 'acme', { name: 'Partners' });
    const method = await world.oidcMethod(
      settings({
        create: true,
        match: [],
        organizationId: id,
        userInfo: true,
        trustEmail: true,
        clientAuthentication: 'client_secret_post',
      }),
    );
    redirectUris.push(`${world.publicUrl}/acme/login/back/${method}`);
    await using other = await startProvider(redirectUris, {
      claimsInToken: false,
      authentication: 'client_secret_post',
    });
    await updateMethod(world.deps, ACTOR, 'acme', method, {
      settings: { ...(await stored(method)), issuer: other.issuer, ...CLIENT },
    });
    other.people.set('sub-erin', { preferred_username: 'erin', email: 'erin@partner.example' });
    const browser = world.browser();
    const back = await other.logOn(await browser.leave(method), 'sub-erin');
    assert.equal((await browser.follow(back)).to, '/acme/portal');
    assert.equal((await world.engine.accounts()).erin!.org, 'Partners');
  });

  it('logs on as a public client with PKCE alone', async () => {
    const { clientSecret: _none, ...publicly } = settings({
      create: true,
      match: [],
      clientAuthentication: 'none',
    });
    const method = await world.oidcMethod(publicly);
    await using other = await startProvider([`${world.publicUrl}/acme/login/back/${method}`], {
      authentication: 'none',
    });
    await updateMethod(world.deps, ACTOR, 'acme', method, {
      settings: { ...(await stored(method)), issuer: other.issuer },
    });
    other.people.set('sub-frank', { preferred_username: 'frank' });
    const browser = world.browser();
    const back = await other.logOn(await browser.leave(method), 'sub-frank');
    assert.equal((await browser.follow(back)).to, '/acme/portal');
  });

  describe('attacks on the way back', () => {
    const problem = async (browser: Browser, address: string) => {
      const { to } = await browser.follow(address);
      assert.equal(await world.signedIn(browser), undefined);
      return /problem=(\w+)$/.exec(to)?.[1];
    };

    it('the state of another browser', async () => {
      const [victim, attacker] = [world.browser(), world.browser()];
      await victim.leave(finding);
      const planted = await provider.logOn(await attacker.leave(finding), 'sub-alice');
      assert.equal(await problem(victim, planted), 'logon_back_refused');
    });

    it('the code of another browser under one’s own state: PKCE does not fit', async () => {
      const [victim, attacker] = [world.browser(), world.browser()];
      const stolen = new URL(await provider.logOn(await victim.leave(finding), 'sub-alice'));
      const own = new URL(await provider.logOn(await attacker.leave(finding), 'sub-carol'));
      own.searchParams.set('code', stolen.searchParams.get('code')!);
      assert.equal(await problem(attacker, own.href), 'logon_provider_refused');
      assert.equal(await world.lastRefusal(), 'oidc_invalid_grant');
    });

    it('a code that was used', async () => {
      const browser = world.browser();
      const back = await provider.logOn(await browser.leave(finding), 'sub-alice');
      assert.equal((await browser.follow(back)).to, '/acme/portal');
      const other = world.browser();
      const again = new URL(await other.leave(finding));
      const replayed = new URL(back);
      replayed.searchParams.set('state', again.searchParams.get('state')!);
      assert.equal(await problem(other, replayed.href), 'logon_provider_refused');
    });

    it('the answer to one method brought to another', async () => {
      const browser = world.browser();
      const back = await provider.logOn(await browser.leave(finding), 'sub-alice');
      assert.equal(await problem(browser, back.replace(finding, making)), 'logon_back_refused');
    });

    it('an answer from another issuer', async () => {
      const browser = world.browser();
      const back = new URL(await provider.logOn(await browser.leave(finding), 'sub-alice'));
      back.searchParams.set('iss', 'https://honest.example');
      assert.equal(await problem(browser, back.href), 'logon_provider_refused');
    });

    it('an answer that hides its issuer, though the provider says that it tells', async () => {
      const browser = world.browser();
      const back = new URL(await provider.logOn(await browser.leave(finding), 'sub-alice'));
      back.searchParams.delete('iss');
      assert.equal(await problem(browser, back.href), 'logon_provider_refused');
    });

    it('parameters that come twice, an error beside a code, an implicit answer', async () => {
      for (const change of [
        (url: URL) => url.searchParams.append('code', 'another'),
        (url: URL) => url.searchParams.append('iss', 'https://another.example'),
        (url: URL) => url.searchParams.set('error', 'access_denied'),
        (url: URL) => url.searchParams.set('response', 'e30.e30.'),
        (url: URL) => url.searchParams.set('id_token', 'e30.e30.'),
      ]) {
        const browser = world.browser();
        const back = new URL(await provider.logOn(await browser.leave(finding), 'sub-alice'));
        change(back);
        assert.equal(await problem(browser, back.href), 'logon_provider_refused', back.search);
      }
    });
  });
});
