/** Sign-in as it is stored: made from the catalogue, checked, versioned, logged; beside pushes and without them. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { getSso, listSso } from '../../src/applications/sso.ts';
import { createCloudAccount } from '../../src/cloud/accounts.ts';
import { listChanges } from '../../src/directory/change-log.ts';
import { createInstance } from '../../src/directory/instances.ts';
import { explain } from '../../src/explain/explain.ts';
import {
  createApplication,
  deleteApplication,
  draftSettings,
  getApplication,
  listApplications,
  loadApplication,
  updateApplication,
} from '../../src/push/applications.ts';
import { startPush } from '../../src/push/run.ts';
import { failure, freshDirectory } from '../directory/directory.ts';
import { ACTOR, Applications, DEPS } from './world.ts';

const OWNER = { name: 'ada' };
let apps: Applications;
const directory = freshDirectory(async (db) => {
  apps = new Applications(db);
});
const RAM = { template: 'alibaba-cloud-user-sso', parameters: { accountId: '1234567890123456' } };
const saml = { spEntityId: 'urn:sp', acsUrls: ['https://sp.example.com/acs'] };

describe('an application that people only sign in to', () => {
  test('has no target, and no push touches it', async () => {
    const { id, provisioning, enabled, template } = await apps.create('Only SSO');
    assert.deepEqual([provisioning, enabled, template], [null, false, 'generic-saml']);
    const { db } = directory;
    const refused = failure('application_without_target', { name: 'Only SSO' });
    await assert.rejects(loadApplication(db, DEPS, 'acme', id), refused);
    await assert.rejects(startPush(db, ACTOR, 'acme', id), refused);
    await assert.rejects(
      draftSettings(db, DEPS, 'acme', { template: 'x', provisioning: {}, application: id }),
      refused,
    );
    await assert.rejects(updateApplication(db, DEPS, ACTOR, 'acme', id, { enabled: true }), refused);
    await assert.rejects(
      updateApplication(db, DEPS, ACTOR, 'acme', id, { provisioning: { rate: 2 } }),
      refused,
    );
    await assert.rejects(
      db.query(`UPDATE application SET enabled = true WHERE id = $1`, [id]),
      /application_target/,
    );
    const renamed = await updateApplication(db, DEPS, ACTOR, 'acme', id, { name: 'Renamed' }, 1);
    assert.deepEqual([renamed.name, renamed.version], ['Renamed', 2]);
    assert.ok((await listApplications(db, 'acme')).some((one) => one.id === id));
    const person = await apps.account('explained');
    const { targets } = await explain(db, DEPS, 'acme', person.username, 'en');
    assert.ok(!targets.some(({ applicationId }) => applicationId === id));
    await deleteApplication(db, ACTOR, 'acme', id);
    await assert.rejects(getSso(db, 'acme', id), failure('not_found'));
  });

  test('cannot be asked to push when it is made', async () => {
    for (const more of [{ enabled: true }, { provisioning: { rate: 2 } }])
      await assert.rejects(apps.create('x', more), failure('application_without_target'));
    assert.ok(!(await listSso(directory.db, 'acme')).some(({ template }) => template === 'x'));
  });
});

describe('an application with both', () => {
  test('has the target of its entry, which does not push before it is set up', async () => {
    const made = await apps.create('RAM', RAM);
    assert.deepEqual([made.template, made.enabled], ['alibaba-ram', false]);
    assert.equal(made.provisioning?.baseUrl, 'https://scim.aliyun.com');
    const set = await apps.create('RAM set up', {
      ...RAM,
      provisioning: { clientId: 'x', clientSecret: 'secret' },
    });
    assert.equal(set.enabled, true);
    assert.equal(set.provisioning?.clientSecret, '********');
    const sso = await getSso(directory.db, 'acme', made.id);
    assert.deepEqual([sso.enabled, sso.protocol, sso.authorisation], [false, 'saml', 'everyone']);
    assert.deepEqual(sso.parameters, {
      accountId: '1234567890123456',
      suffix: '1234567890123456.onaliyun.com',
    });
  });

  test('of a cloud account here pushes to it, signs in to it, and takes none of another instance', async () => {
    const { db } = directory;
    await createInstance(db, ACTOR, { id: 'other', name: 'Other' });
    const mine = await createCloudAccount(db, OWNER, 'acme', { name: 'Mine', alias: 'acme-corp' });
    const theirs = await createCloudAccount(db, OWNER, 'other', { name: 'Theirs' });
    const template = 'muster-cloud-user-sso';
    const made = await apps.create('Own cloud', { template, parameters: { cloudAccount: mine.id } });
    assert.equal(made.provisioning?.baseUrl, `${DEPS.publicUrl}/ram/${mine.id}/scim`);
    const sso = await getSso(db, 'acme', made.id);
    assert.equal(sso.saml?.nameId, 'Append(Lower(appUser.username), "@acme-corp.onaliyun.com")');
    await assert.rejects(
      apps.create('Their cloud', { template, parameters: { cloudAccount: theirs.id } }),
      failure('not_found'),
    );
    await assert.rejects(
      apps.set(made.id, { parameters: { cloudAccount: theirs.id } }),
      failure('not_found'),
    );
  });

  test('made for pushes alone gets its sign-in later', async () => {
    const { db } = directory;
    const { id } = await createApplication(db, DEPS, ACTOR, 'acme', {
      template: 'alibaba-ram',
      name: 'Pushes',
    });
    assert.deepEqual(
      (({ version, protocol, template }) => [version, protocol, template])(
        await getSso(db, 'acme', 'pushes'),
      ),
      [0, 'none', null],
    );
    await assert.rejects(apps.set(id, { enabled: true }), failure('sso_template_missing'));
    const sso = await apps.set(id, { ...RAM, enabled: true }, 0);
    assert.deepEqual([sso.version, sso.enabled, sso.template], [1, true, RAM.template]);
    assert.equal((await getApplication(db, 'acme', id)).version, 1);
  });

  test('of a template of pushes takes no parameters', async () => {
    await assert.rejects(
      apps.create('No parameters', { template: 'alibaba-ram', parameters: { accountId: '1' } }),
      failure('invalid_input', { field: 'parameters' }),
    );
    await assert.rejects(apps.create('Unknown', { template: 'nothing' }), failure('template_unknown'));
  });
});

describe('a change', () => {
  test('counts versions and refuses one that was made from another', async () => {
    const { id } = await apps.create('Versions');
    await apps.set(id, { saml }, 1);
    await assert.rejects(apps.set(id, { portal: 'hidden' }, 1), failure('version_conflict', { version: 2 }));
    assert.equal((await apps.set(id, { portal: 'hidden' }, 2)).version, 3);
  });

  test('is written down with before and after', async () => {
    const { id } = await apps.create('Logged');
    await apps.set(id, { saml, enabled: true });
    const [change] = await listChanges(directory.db, 'acme', { entityId: id, limit: 1 });
    assert.deepEqual(
      [change?.entity, change?.op, change?.before?.enabled, change?.after?.enabled],
      ['application_sso', 'update', false, true],
    );
    const person = await apps.account('logged');
    await apps.assign(id, 'account', person.id);
    await apps.give(id, [person.id, 'logged-there']);
    const entries = await listChanges(directory.db, 'acme', { entityId: id, limit: 2 });
    assert.deepEqual(
      entries.map(({ entity, op, after }) => [entity, op, after?.username ?? after?.subjectId]),
      [
        ['application_account', 'add', 'logged-there'],
        ['application_assignment', 'add', person.id],
      ],
    );
  });

  test('of parameters moves the settings they made', async () => {
    const { id } = await apps.create('Moved', RAM);
    await apps.set(id, { parameters: { accountId: '99999' } });
    const { saml: moved } = await getSso(directory.db, 'acme', id);
    assert.equal(moved?.spEntityId, 'https://signin.aliyun.com/99999/saml/SSO');
    assert.match(moved.nameId, /@99999\.onaliyun\.com/);
  });

  test('of the template begins anew and keeps who may', async () => {
    const { id } = await apps.create('Other template', RAM);
    await apps.set(id, { authorisation: 'assigned', portal: 'hidden', enabled: true });
    const sso = await apps.set(id, { template: 'gitlab', parameters: { url: 'https://git.example.com' } });
    assert.deepEqual(
      [sso.protocol, sso.saml, sso.oidc?.redirectUris, sso.authorisation, sso.portal, sso.enabled],
      [
        'oidc',
        null,
        ['https://git.example.com/users/auth/openid_connect/callback'],
        'assigned',
        'hidden',
        false,
      ],
    );
  });
});

describe('settings that cannot work are refused', () => {
  const PEM = '-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----';
  const cases: [what: string, patch: object, code: string, field?: string][] = [
    ['switched on without settings', { enabled: true }, 'sso_incomplete', 'saml'],
    ['settings of the other protocol', { oidc: {} }, 'sso_protocol_other', 'oidc'],
    [
      'a NameID that does not compile',
      { saml: { ...saml, nameId: 'user.' } },
      'expression_token',
      'saml.nameId',
    ],
    [
      'a NameID of a source',
      { saml: { ...saml, nameId: 'idpUser.mail' } },
      'expression_name_unknown',
      'saml.nameId',
    ],
    [
      'an attribute that does not compile',
      { saml: { ...saml, attributes: [{ name: 'a', expression: 'X()' }] } },
      'expression_function_unknown',
      'saml.attributes.0.expression',
    ],
    ['no ACS', { saml: { ...saml, acsUrls: [] } }, 'invalid_input', 'saml.acsUrls'],
    ['an ACS that is a script', { saml: { ...saml, acsUrls: ['javascript:alert(1)'] } }, 'invalid_input'],
    ['an ACS with a fragment', { saml: { ...saml, acsUrls: ['https://a.example.com/#x'] } }, 'invalid_input'],
    ['an ACS with a NUL', { saml: { ...saml, acsUrls: ['https://a.example.com/\0'] } }, 'invalid_input'],
    [
      'an entity ID with a NUL',
      { saml: { ...saml, spEntityId: 'a\0b' } },
      'invalid_input',
      'saml.spEntityId',
    ],
    ['nothing signed', { saml: { ...saml, signAssertion: false } }, 'invalid_input', 'saml.signAssertion'],
    [
      'encryption without a certificate',
      { saml: { ...saml, encryptAssertion: true } },
      'invalid_input',
      'saml.spCertificates',
    ],
    [
      'a certificate that is none',
      { saml: { ...saml, spCertificates: [PEM] } },
      'sso_certificate_invalid',
      'saml.spCertificates.0',
    ],
    [
      'a certificate without its lines',
      { saml: { ...saml, spCertificates: ['MIIB'] } },
      'sso_certificate_invalid',
    ],
    ['a field nobody knows', { saml: { ...saml, wantAssertionsUnsigned: true } }, 'invalid_input'],
    ['a protocol by hand', { protocol: 'oidc' }, 'invalid_input', 'protocol'],
    ['a template nobody knows', { template: 'nothing' }, 'template_unknown', 'template'],
    ['a template of pushes', { template: 'alibaba-ram' }, 'template_unknown', 'template'],
    ['parameters nobody asked for', { parameters: { url: 'x' } }, 'invalid_input', 'parameters.url'],
    [
      'a name by an expression over idpUser',
      { applicationUsername: { by: 'expression', expression: 'idpUser.a' } },
      'expression_name_unknown',
    ],
  ];
  for (const [what, patch, code, field] of cases)
    test(what, async () => {
      const { id } = await apps.create(`Refused: ${what}`);
      await assert.rejects(apps.set(id, patch), failure(code, field ? { field } : {}));
      assert.equal((await getSso(directory.db, 'acme', id)).version, 1);
    });

  for (const [what, uri] of [
    ['a script', 'javascript:alert(1)'],
    ['data', 'data:text/html,x'],
    ['a file', 'file:///etc/passwd'],
    ['a scheme of one word', 'myapp://back'],
    ['a fragment', 'https://a.example.com/#token'],
    ['a NUL', 'com.example.app:/\0'],
    ['a space', 'https://a.example.com/ b'],
  ] as const)
    test(`a redirect URI that is ${what}`, async () => {
      const { id } = await apps.create(`URI ${what}`, { template: 'generic-oidc' });
      await assert.rejects(apps.set(id, { oidc: { redirectUris: [uri] } }), failure('invalid_input'));
    });

  test('an address is kept without line breaks, as whoever reads it reads it', async () => {
    const { id } = await apps.create('Line break');
    const { saml: kept } = await apps.set(id, { saml: { ...saml, acsUrls: ['https://a.example.com/\nx'] } });
    assert.deepEqual(kept?.acsUrls, ['https://a.example.com/x']);
  });

  test('OIDC switched on without a redirect URI, though not for machines', async () => {
    const { id } = await apps.create('OIDC', { template: 'generic-oidc' });
    await assert.rejects(
      apps.set(id, { enabled: true }),
      failure('sso_incomplete', { field: 'oidc.redirectUris' }),
    );
    const sso = await apps.set(id, { enabled: true, oidc: { grantTypes: ['client_credentials'] } });
    assert.equal(sso.enabled, true);
  });
});
