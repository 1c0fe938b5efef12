/** Log-on with the passwords of a real Active Directory domain controller (Samba), over LDAPS. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { MusterError } from '../../src/errors/error.ts';
import { assertSourceLogon } from '../../src/logon/delegated.ts';
import { type Lab, missing, startSamba } from '../lab/lab.ts';
import { DelegatedWorld, hostOf, readAttribute, settingsOf } from './delegated-world.ts';

const code = (wanted: string) => (error: unknown) => error instanceof MusterError && error.code === wanted;

describe('delegated log-on with Samba AD', { skip: missing('samba') }, () => {
  let lab: Lab;
  let world: DelegatedWorld;
  let source: string;
  let right: string;
  before(async () => {
    lab = await startSamba();
    world = await DelegatedWorld.start();
    right = lab.userPassword;
    // So that a password may be changed again soon after it was set.
    await lab.modify(`dn: ${lab.baseDn}\nchangetype: modify\nreplace: minPwdAge\nminPwdAge: 0\n`);
    source = await world.filledSource('ad', settingsOf(lab), { settings: { changePassword: true } });
  });
  after(async () => {
    await world?.stop();
    await lab?.stop();
  });

  it('lets people in by each log-on identifier, to the account that their entry is linked to', async () => {
    const accountId = await world.accountId('tuser01');
    for (const name of ['tuser01', 'TUSER01', 'tuser01@lab.example'])
      assert.deepEqual(await world.logOn(source, name, right), { ok: true, accountId, reason: 'ok' });
    for (const name of ['zhangwei', 'lina', 'jsmith'])
      assert.equal(await world.outcome(source, name, right), 'ok', name);
  });

  for (const [name, password, wanted] of [
    ['tuser02', 'wrong', 'ad_52e refused'],
    ['nobody', 'right', 'unknown_person refused'],
    ['nopw1', 'right', 'ad_52e refused'],
    ['disabled1', 'right', 'ad_533 refused'],
    ['disabled1', 'wrong', 'ad_52e refused'],
    ['expired1', 'right', 'ad_701 refused'],
    ['hours1', 'right', 'ad_530 refused'],
    ['locked1', 'right', 'ad_775 refused'],
    ['locked1', 'wrong', 'ad_775 refused'],
    ['mustchange1', 'right', 'ok must_change'],
    ['mustchange1', 'wrong', 'ad_52e refused'],
    ['oldpw1', 'right', 'ok expired'],
    ['oldpw1', 'wrong', 'ad_52e refused'],
    ['Administrator', 'right', 'unknown_person refused'],
  ] as const)
    it(`${name} with the ${password} password: ${wanted}`, async () => {
      assert.equal(await world.outcome(source, name, password === 'right' ? right : password), wanted);
    });

  it('says that a password has expired or must change only where it cannot be changed here', async () => {
    await world.method(source, { settings: { changePassword: false } });
    assert.equal(await world.outcome(source, 'oldpw1', right), 'ad_532 expired');
    assert.equal(await world.outcome(source, 'mustchange1', right), 'ad_773 must_change');
    assert.equal(await world.outcome(source, 'oldpw1', 'wrong'), 'ad_52e refused');
    await world.method(source, { settings: { changePassword: true } });
  });

  it('refuses empty and malformed passwords and names without asking the directory', async () => {
    for (const password of ['', '\0', `${right}\0`, `${right}\0x`, 'x'.repeat(1025), '\ud800'])
      assert.match(await world.outcome(source, 'tuser03', password), /^(password_empty|malformed|too_long) /);
    // As a caller without types could pass it.
    assert.equal(await world.outcome(source, 'tuser03', undefined as never), 'password_empty refused');
    for (const name of ['', '  ', 'tuser03\0', 'x'.repeat(257), '\ud800'])
      assert.match(await world.outcome(source, name, right), /^(name_empty|malformed|too_long) /);
    assert.equal(await readAttribute(lab, 'sAMAccountName', 'tuser03', 'badPwdCount'), '0');
  });

  it('counts one failure in the directory for one wrong password', async () => {
    await world.outcome(source, 'tuser04', 'wrong');
    assert.equal(await readAttribute(lab, 'sAMAccountName', 'tuser04', 'badPwdCount'), '1');
    await world.outcome(source, 'tuser04', 'wrong again');
    assert.equal(await readAttribute(lab, 'sAMAccountName', 'tuser04', 'badPwdCount'), '2');
    assert.equal(await world.outcome(source, 'tuser04', right), 'ok');
  });

  for (const name of [
    '*',
    'tuser*',
    '*)(sAMAccountName=*',
    '*)(|(objectClass=*',
    'tuser05)(objectClass=*',
    'tuser05))(|(cn=*',
    '\\2a',
    'tuser05\\00',
    'CN=Test User05,OU=Sales,OU=Company,DC=lab,DC=example',
    'tuser05,OU=Sales,OU=Company,DC=lab,DC=example',
    'LAB\\tuser05',
    'tuser05@lab.example\n',
    '<GUID=00000000000000000000000000000000>',
  ])
    it(`takes “${JSON.stringify(name)}” as a name, and nobody is called so`, async () => {
      assert.equal(await world.outcome(source, name, right), 'unknown_person refused');
    });

  it('sets a new password over the encrypted connection, with the present one, under the policy', async () => {
    for (const name of ['oldpw1', 'mustchange1', 'tuser06']) {
      const account = await world.accountId(name);
      await world.change(source, account, right, `Fresh.${name}.2`);
      assert.equal(await world.outcome(source, name, `Fresh.${name}.2`), 'ok');
    }
    const account = await world.accountId('tuser06');
    const present = 'Fresh.tuser06.2';
    const change = (current: string, password: string) => world.change(source, account, current, password);
    await assert.rejects(change('not it', 'Another.Good.3'), code('directory_password_current'));
    await assert.rejects(change('', 'Another.Good.3'), code('directory_password_current'));
    await assert.rejects(change(present, 'short'), code('directory_password_policy'));
    await assert.rejects(change(present, 'alllowercaseletters'), code('directory_password_policy'));
    await assert.rejects(change(present, ''), code('directory_password_policy'));
    await assert.rejects(change(present, present), code('directory_password_policy'), 'history');
    assert.equal(await world.outcome(source, 'tuser06', present), 'ok');
  });

  it('sets it over StartTLS as well', async () => {
    const starttls = settingsOf(lab, { tls: 'starttls', addresses: [hostOf(lab.url)] });
    const other = await world.filledSource('ad', starttls, { settings: { changePassword: true } });
    const account = await world.accountId('tuser07');
    await world.change(other, account, right, 'Over.StartTLS.2');
    assert.equal(await world.outcome(other, 'tuser07', 'Over.StartTLS.2'), 'ok');
  });

  it('changes no password where the method does not allow it, or nobody is linked', async () => {
    await world.method(source, { settings: { changePassword: false } });
    const account = await world.accountId('tuser08');
    const change = (id: string) => world.change(source, id, right, 'Never.Arrives.2');
    await assert.rejects(change(account), code('directory_password_unchangeable'));
    await world.method(source, { settings: { changePassword: true } });
    await assert.rejects(change('user_00000000000000000000000000'), code('directory_password_unchangeable'));
    assert.equal(await world.outcome(source, 'tuser08', right), 'ok');
  });

  it('asks nobody whom the source does not cover', async () => {
    const sales = settingsOf(lab, { sourceNodes: [`OU=Sales,OU=Company,${lab.baseDn}`] });
    const narrow = await world.filledSource('ad', sales);
    assert.equal(await world.outcome(narrow, 'jsmith', right), 'ok');
    assert.equal(await world.outcome(narrow, 'zhangwei', right), 'unknown_person refused');
    const filtered = await world.filledSource('ad', settingsOf(lab, { userFilter: '(givenName=Test)' }));
    assert.equal(await world.outcome(filtered, 'tuser09', right), 'ok');
    assert.equal(await world.outcome(filtered, 'jsmith', right), 'unknown_person refused');
  });

  it('asks nobody whose name several have', async () => {
    const shared = await world.filledSource(
      'ad',
      settingsOf(lab, { logonIdentifiers: ['sAMAccountName', 'givenName'] }),
    );
    assert.equal(await world.outcome(shared, 'Test', right), 'ambiguous refused');
    assert.equal(await world.outcome(shared, 'tuser10', right), 'ok');
  });

  it('asks nobody who has no account here', async () => {
    await lab.modify(
      `dn: CN=New Comer,OU=Sales,OU=Company,${lab.baseDn}\nobjectClass: user\nsAMAccountName: newcomer\nunicodePwd:: ${utf16(right)}\nuserAccountControl: 512\n`,
    );
    assert.equal(await world.outcome(source, 'newcomer', right), 'not_linked refused');
    assert.equal(await world.outcome(source, 'newcomer', 'wrong'), 'not_linked refused');
    assert.equal(await readAttribute(lab, 'sAMAccountName', 'newcomer', 'badPwdCount'), '0');
    await world.engine.sync(source);
    assert.equal(await world.outcome(source, 'newcomer', right), 'ok');
    // A new person under the name of one who has left is not that one.
    await lab.modify(`dn: CN=New Comer,OU=Sales,OU=Company,${lab.baseDn}\nchangetype: delete\n`);
    await lab.modify(
      `dn: CN=New Comer,OU=Sales,OU=Company,${lab.baseDn}\nobjectClass: user\nsAMAccountName: newcomer\nunicodePwd:: ${utf16(right)}\nuserAccountControl: 512\n`,
    );
    assert.equal(await world.outcome(source, 'newcomer', right), 'not_linked refused');
  });

  it('follows the entry that was renamed and moved', async () => {
    await lab.modify(
      `dn: CN=Test User11,OU=Backend,OU=Engineering,OU=Company,${lab.baseDn}\nchangetype: moddn\nnewrdn: CN=Renamed, Person\ndeleteoldrdn: 1\nnewsuperior: OU=Sales,OU=Company,${lab.baseDn}\n`.replace(
        'Renamed, Person',
        'Renamed\\, Person',
      ),
    );
    const accountId = await world.accountId('tuser11');
    assert.deepEqual(await world.logOn(source, 'tuser11', right), { ok: true, accountId, reason: 'ok' });
    await world.change(source, accountId, right, 'After.The.Move.2');
    assert.equal(await world.outcome(source, 'tuser11', 'After.The.Move.2'), 'ok');
  });

  it('lets nobody in while the method or the source is off', async () => {
    await world.method(source, { enabled: false });
    assert.equal(await world.outcome(source, 'tuser01', right), 'delegation_off refused');
    await world.method(source, { enabled: true });
    await world.engine.db.query(`UPDATE source SET enabled = false WHERE id = $1`, [source]);
    assert.equal(await world.outcome(source, 'tuser01', right), 'delegation_off refused');
    await world.engine.db.query(`UPDATE source SET enabled = true WHERE id = $1`, [source]);
    assert.equal(await world.outcome(source, 'tuser01', right), 'ok');
  });

  it('knows no source of another instance', async () => {
    const { checkDirectoryPassword } = await import('../../src/logon/delegated.ts');
    const elsewhere = await checkDirectoryPassword(world.deps, 'other', source, 'tuser01', right);
    assert.deepEqual(elsewhere, { ok: false, reason: 'not_found', tell: 'unavailable' });
  });

  it('may be switched on over this machine’s own loopback without encryption', async () => {
    const local = await world.source('ad', settingsOf(lab, { tls: 'none', addresses: [hostOf(lab.url)] }));
    await assertSourceLogon(world.deps, 'acme', local, {
      updatePassword: false,
      changePassword: false,
      allowPlainText: false,
    });
  });
});

const utf16 = (password: string) => Buffer.from(`"${password}"`, 'utf16le').toString('base64');
