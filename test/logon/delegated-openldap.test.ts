/** Log-on with the passwords of a real OpenLDAP, over LDAPS, and through a relay that sees what is sent. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { MusterError } from '../../src/errors/error.ts';
import { Op } from '../../src/ldap/messages.ts';
import { updateSource } from '../../src/sync/source-settings.ts';
import { type Lab, missing, startSlapd } from '../lab/lab.ts';
import { ACTOR } from '../sync/engine.ts';
import { DelegatedWorld, hostOf, settingsOf } from './delegated-world.ts';
import { type Tap, tap } from './ldap-tap.ts';

const code = (wanted: string) => (error: unknown) => error instanceof MusterError && error.code === wanted;
/** For what waits until a password is a second old. */
const LIMIT = { timeout: 20_000 };
const CHANGEABLE = { settings: { changePassword: true } };

describe('delegated log-on with OpenLDAP', { skip: missing('slapd') }, () => {
  let lab: Lab;
  let world: DelegatedWorld;
  let source: string;
  let right: string;
  before(async () => {
    lab = await startSlapd();
    world = await DelegatedWorld.start();
    right = lab.userPassword;
    source = await world.filledSource('ldap', settingsOf(lab), CHANGEABLE);
  });
  after(async () => {
    await world?.stop();
    await lab?.stop();
  });

  const dnOf = (uid: string) => `uid=${uid},ou=people,${lab.baseDn}`;
  const policy = (name: string, more: string) =>
    `dn: cn=${name},ou=policies,${lab.baseDn}\nobjectClass: applicationProcess\nobjectClass: pwdPolicy\ncn: ${name}\npwdAttribute: userPassword\n${more}\n`;
  const under = (dn: string, name: string) =>
    `dn: ${dn}\nchangetype: modify\nadd: pwdPolicySubentry\npwdPolicySubentry: cn=${name},ou=policies,${lab.baseDn}\n`;

  /** Set while the policy is in force: only then does slapd note when that was. */
  const setAnew = (dn: string) =>
    lab.modify(`dn: ${dn}\nchangetype: modify\nreplace: userPassword\nuserPassword: ${right}\n`);

  /** The settings count seconds of a password's age, so the state comes by itself. */
  async function once(name: string, wanted: string): Promise<void> {
    while ((await world.outcome(source, name, right)) !== wanted)
      await new Promise((resolve) => setTimeout(resolve, 100));
  }

  it('lets people in by each log-on identifier', async () => {
    const accountId = await world.accountId('tuser01');
    for (const name of ['tuser01', 'TUser01', 'tuser01@lab.example'])
      assert.deepEqual(await world.logOn(source, name, right), { ok: true, accountId, reason: 'ok' });
    for (const name of ['zhangwei', 'lina', 'jsmith'])
      assert.equal(await world.outcome(source, name, right), 'ok', name);
  });

  for (const [name, password, wanted] of [
    ['tuser02', 'wrong', 'invalid_credentials refused'],
    ['nobody', 'right', 'unknown_person refused'],
    ['nopw1', 'right', 'invalid_credentials refused'],
    ['disabled1', 'right', 'policy_locked refused'],
    ['locked1', 'right', 'policy_locked refused'],
    ['locked1', 'wrong', 'policy_locked refused'],
    ['mustchange1', 'right', 'ok must_change'],
    ['mustchange1', 'wrong', 'invalid_credentials refused'],
    ['svc-sync', 'right', 'unknown_person refused'],
    ['admin', 'right', 'unknown_person refused'],
    ['*)(uid=*', 'right', 'unknown_person refused'],
    ['tuser01)(objectClass=*', 'right', 'unknown_person refused'],
    ['*', 'right', 'unknown_person refused'],
    ['uid=tuser01,ou=sales,ou=people,dc=lab,dc=example', 'right', 'unknown_person refused'],
  ] as const)
    it(`${name} with the ${password} password: ${wanted}`, async () => {
      assert.equal(await world.outcome(source, name, password === 'right' ? right : password), wanted);
    });

  it('knows an expired password, and one that is good for some more times', LIMIT, async () => {
    await setAnew(dnOf('expired1'));
    await once('expired1', 'ok expired');
    assert.equal(await world.outcome(source, 'expired1', 'wrong'), 'invalid_credentials refused');
    await world.method(source, { settings: {} });
    assert.equal(await world.outcome(source, 'expired1', right), 'policy_expired expired');
    assert.equal(await world.outcome(source, 'mustchange1', right), 'policy_must_change must_change');
    await lab.modify(policy('grace', 'pwdMaxAge: 1\npwdGraceAuthnLimit: 500\n'));
    const dn = `uid=tuser03,ou=sales,ou=people,${lab.baseDn}`;
    await lab.modify(under(dn, 'grace'));
    await setAnew(dn);
    for (;;) {
      const verdict = await world.logOn(source, 'tuser03', right);
      assert.ok(verdict.ok);
      assert.equal(
        verdict.passwordState,
        undefined,
        'it cannot be changed here, and the directory lets them in',
      );
      if (verdict.graceLeft !== undefined) break;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await world.method(source, CHANGEABLE);
    const verdict = await world.logOn(source, 'tuser03', right);
    assert.ok(verdict.ok && verdict.passwordState === 'expired' && verdict.graceLeft! < 500);
  });

  it('sets a new password by RFC 3062, as the person, under the policy', async () => {
    const must = await world.accountId('mustchange1');
    await world.change(source, must, right, 'Fresh.One.2');
    assert.equal(await world.outcome(source, 'mustchange1', 'Fresh.One.2'), 'ok');
    await lab.modify(policy('strict', 'pwdMinLength: 8\npwdCheckQuality: 1\npwdInHistory: 3\n'));
    await lab.modify(under(`uid=tuser05,ou=sales,ou=people,${lab.baseDn}`, 'strict'));
    const account = await world.accountId('tuser05');
    const change = (current: string, password: string) => world.change(source, account, current, password);
    await assert.rejects(change('not it', 'Another.Good.3'), code('directory_password_current'));
    await assert.rejects(change(right, 'short'), code('directory_password_policy'));
    await change(right, 'Second.Good.2');
    await change('Second.Good.2', 'Third.Good.3');
    await assert.rejects(change('Third.Good.3', 'Second.Good.2'), code('directory_password_history'));
    assert.equal(await world.outcome(source, 'tuser05', 'Third.Good.3'), 'ok');
  });

  it('sets an expired one only where the service account may', async () => {
    const account = await world.accountId('expired1');
    const change = (by: string) => world.change(by, account, right, 'Fresh.Expired.2');
    await assert.rejects(change(source), code('directory_password_unchangeable'));
    const asAdmin = settingsOf(lab, { bindAccount: lab.adminDn, bindPassword: lab.adminPassword });
    const mighty = await world.filledSource('ldap', asAdmin, CHANGEABLE);
    await assert.rejects(
      world.change(mighty, account, 'not it', 'Fresh.Expired.2'),
      code('directory_password_current'),
    );
    await change(mighty);
    assert.equal(await world.outcome(source, 'expired1', 'Fresh.Expired.2'), 'ok');
  });

  it('asks nobody whose name two entries have', async () => {
    const shared = `dn: ${dnOf('double')}\nobjectClass: inetOrgPerson\nuid: double\ncn: Double\nsn: D\nmail: tuser07@lab.example\nuserPassword: ${right}\n`;
    await lab.modify(shared);
    assert.equal(await world.outcome(source, 'tuser07@lab.example', right), 'ambiguous refused');
    assert.equal(await world.outcome(source, 'tuser07', right), 'ok');
    assert.equal(await world.outcome(source, 'double', right), 'not_linked refused');
  });

  describe('through a relay', () => {
    let relay: Tap;
    let relayed: string;
    before(async () => {
      relay = await tap(hostOf(lab.url));
      relayed = await world.filledSource(
        'ldap',
        settingsOf(lab, { tls: 'none', addresses: [relay.address] }),
      );
    });
    after(() => relay?.[Symbol.asyncDispose]());

    const bindConnections = () => relay.connections.filter((ops) => !ops.includes(Op.searchRequest));

    it('50 people at once share eight connections, one bind at a time on each', async () => {
      relay.connections.length = 0;
      const people = Array.from({ length: 50 }, (_, n) => `tuser${String((n % 3) + 8).padStart(2, '0')}`);
      const outcomes = await Promise.all(people.map((name) => world.outcome(relayed, name, right)));
      assert.deepEqual(new Set(outcomes), new Set(['ok']));
      const binds = bindConnections();
      assert.equal(binds.length, 8);
      assert.equal(binds.flat().length, 50);
      assert.ok(
        binds.flat().every((op) => op === Op.bindRequest),
        'they carry nothing but binds',
      );
      assert.equal(relay.connections.length, 9, 'and one for the searches');
      assert.equal(relay.mostPending, 1);
      await world.outcome(relayed, 'tuser08', right);
      assert.equal(relay.connections.length, 9, 'they are kept');
    });

    it('a refusal is one bind, and an empty password none', async () => {
      relay.binds.length = 0;
      assert.equal(await world.outcome(relayed, 'tuser09', 'wrong'), 'invalid_credentials refused');
      assert.deepEqual(relay.binds, [`uid=tuser09,ou=sales,ou=people,${lab.baseDn}`]);
      relay.binds.length = 0;
      await world.outcome(relayed, 'tuser09', '');
      await world.outcome(relayed, 'nobody', right);
      assert.deepEqual(relay.binds, []);
    });

    it('a kept connection that the server has ended is replaced, without a bind too many', async () => {
      relay.cut();
      relay.binds.length = 0;
      // The end of a connection may arrive a moment after the question went out; then the answer is lost, and said so.
      const outcome = await world.outcome(relayed, 'tuser09', right);
      assert.ok(['ok', 'answer_lost unavailable'].includes(outcome), outcome);
      assert.equal(await world.outcome(relayed, 'tuser09', right), 'ok');
      const bound = relay.binds.filter((name) => name.startsWith('uid='));
      assert.ok(bound.length <= 2);
    });

    it('a bind whose answer is lost is not sent again', async () => {
      relay.binds.length = 0;
      relay.judge = (op) => (op === Op.bindRequest ? 'cut' : 'pass');
      assert.equal(await world.outcome(relayed, 'tuser10', right), 'answer_lost unavailable');
      relay.judge = () => 'pass';
      assert.deepEqual(relay.binds, [`uid=tuser10,ou=engineering,ou=people,${lab.baseDn}`]);
      assert.equal(await world.outcome(relayed, 'tuser10', right), 'ok');
    });

    it('changed settings of the source end the connections', async () => {
      await Promise.all(['tuser08', 'tuser09', 'tuser10'].map((name) => world.outcome(relayed, name, right)));
      const before = relay.connections.length;
      assert.ok(relay.open() > 1);
      const config = settingsOf(lab, {
        tls: 'none',
        addresses: [relay.address],
        userFilter: '(uid=tuser08)',
      });
      await updateSource(world.engine.db, world.engine.deps, ACTOR, 'acme', relayed, { config });
      assert.equal(await world.outcome(relayed, 'tuser09', right), 'unknown_person refused');
      assert.equal(await world.outcome(relayed, 'tuser08', right), 'ok');
      while (relay.open() > 2) await new Promise((resolve) => setTimeout(resolve, 10));
      assert.equal(relay.connections.length, before + 2);
    });
  });
});
