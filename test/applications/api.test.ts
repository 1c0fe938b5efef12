/** The administration API of sign-in: catalogue, settings, assignments, accounts, who may, and “try it”. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createAccount, updateAccount } from '../../src/directory/accounts.ts';
import { createGroup } from '../../src/directory/groups.ts';
import { createInstance } from '../../src/directory/instances.ts';
import { addMembers } from '../../src/directory/members.ts';
import { createOrg } from '../../src/directory/orgs.ts';
import { type Answer, startApi, type TestApi } from '../api/server.ts';

const ACTOR = { name: 'test' };
let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

const call = (method: string, path: string, body?: object, instance = 'acme'): Promise<Answer> =>
  api.call(method, `/instances/${instance}${path}`, body ? { body } : {});
async function ok(method: string, path: string, body?: object, instance?: string) {
  const answer = await call(method, path, body, instance);
  assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}
const account = (username: string, fields: object = {}, instance = 'acme') =>
  createAccount(api.db, ACTOR, instance, { username, ...fields });
/** A SAML application that is switched on; returns its path. */
async function application(name: string, patch: object = {}): Promise<string> {
  const { id } = await ok('POST', '/applications', { name, template: 'generic-saml' });
  await ok('PATCH', `/applications/${id}/sso`, {
    saml: { spEntityId: 'urn:sp', acsUrls: ['https://sp.example.com/acs'] },
    enabled: true,
    ...patch,
  });
  return `/applications/${id}`;
}

test('the catalogue tells every entry with its parameters and steps', async () => {
  const { body } = await api.call('GET', '/application-catalogue');
  const own = body.items.find(({ id }: { id: string }) => id === 'muster-cloud-user-sso');
  assert.deepEqual(
    [own.protocol, own.provisioning, own.parameters.map(({ name }: { name: string }) => name)],
    ['saml', 'alibaba-ram', ['cloudAccount', 'suffix']],
  );
  assert.match(own.guide.en.join(), /\/<instance>\/saml\/<application>\/metadata/);
  for (const { tested, testedWith } of body.items) assert.equal(tested, testedWith !== null);
});

test('an application of the catalogue is made, completed and switched on', async () => {
  const made = await ok('POST', '/applications', {
    name: 'Grafana',
    template: 'grafana',
    parameters: { url: 'https://grafana.example.com' },
  });
  assert.deepEqual([made.provisioning, made.enabled], [null, false]);
  const path = `/applications/${made.id}/sso`;
  const sso = await ok('GET', path);
  assert.equal(sso.oidc.redirectUris[0], 'https://grafana.example.com/login/generic_oauth');
  assert.equal(sso.addresses.issuer, `${api.url}/acme/oidc`);
  assert.match(sso.guide.zh.join(), new RegExp(`${api.url}/acme/oidc/.well-known`));
  const on = await api.call('PATCH', `/instances/acme${path}`, {
    body: { enabled: true },
    headers: { 'if-match': '"1"' },
  });
  assert.deepEqual([on.status, on.body.version], [200, 2]);
  const again = await api.call('PATCH', `/instances/acme${path}`, {
    body: { enabled: false },
    headers: { 'if-match': '"1"' },
  });
  assert.deepEqual([again.status, again.body.code], [412, 'version_conflict']);
  const { items } = await ok('GET', '/sso');
  assert.ok(items.some(({ applicationId }: { applicationId: string }) => applicationId === made.id));
});

test('only administrators change who signs in to what', async () => {
  const path = `/instances/acme${await application('Roles of callers')}`;
  const writes: [string, string, object][] = [
    ['PATCH', '/sso', { enabled: false }],
    ['POST', '/assignments', { kind: 'account', ids: ['x'] }],
    ['DELETE', '/assignments', { ids: ['x'] }],
    ['POST', '/rules', { name: 'x', rule: 'true' }],
    ['POST', '/accounts', { items: [{ accountId: 'x', username: 'x' }] }],
    ['DELETE', '/accounts', { ids: ['x'] }],
  ];
  for (const [method, rest, body] of writes)
    for (const as of ['operator', 'read-only'] as const)
      assert.equal(
        (await api.call(method, path + rest, { as, body })).status,
        403,
        `${method} ${rest} as ${as}`,
      );
});

test('a hundred ids to a call, no more and none', async () => {
  const path = await application('Hundred');
  for (const ids of [[], Array.from({ length: 101 }, (_, n) => `user_${n}`)]) {
    for (const [method, rest, body] of [
      ['POST', '/assignments', { kind: 'account', ids }],
      ['DELETE', '/assignments', { ids }],
      ['DELETE', '/accounts', { ids }],
      ['POST', '/accounts', { items: ids.map((accountId) => ({ accountId, username: 'x' })) }],
    ] as const) {
      const { status, body: told } = await call(method, path + rest, body);
      assert.deepEqual([status, told.code], [422, 'invalid_input'], `${method} ${rest} ${ids.length}`);
    }
  }
});

test('assignments are listed page by page with their names, and taken away', async () => {
  const path = await application('Listed');
  const group = await createGroup(api.db, ACTOR, 'acme', { name: '研发' });
  const people = await Promise.all(['l1', 'l2', 'l3'].map((name) => account(name)));
  assert.deepEqual(
    await ok('POST', `${path}/assignments`, { kind: 'account', ids: people.map(({ id }) => id) }),
    { assigned: 3 },
  );
  await ok('POST', `${path}/assignments`, { kind: 'group', ids: [group.id] });
  const rule = await ok('POST', `${path}/rules`, { name: 'Staff', rule: 'user.username != "guest"' });
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const page: { items: { id: string; name: string }[]; nextCursor: string | null } = await ok(
      'GET',
      `${path}/assignments?limit=2${cursor ? `&cursor=${cursor}` : ''}`,
    );
    seen.push(...page.items.map(({ name }) => name));
    cursor = page.nextCursor;
  } while (cursor);
  assert.deepEqual(seen.sort(), ['Staff', 'l1', 'l2', 'l3', '研发'].sort());
  assert.deepEqual(await ok('DELETE', `${path}/assignments`, { ids: [rule.id, rule.id, 'asg_nothing'] }), {
    removed: 1,
  });
  const { items } = await ok('GET', `${path}/assignments?kind=rule`);
  assert.deepEqual(items, []);
});

describe('who may sign in', () => {
  test('is counted by each way, and listed with the reason and the name', async () => {
    await createInstance(api.db, ACTOR, { id: 'counted', name: 'Counted' });
    const at = (method: string, path: string, body?: object) => ok(method, path, body, 'counted');
    const { id } = await at('POST', '/applications', { name: 'App', template: 'generic-saml' });
    const path = `/applications/${id}`;
    const org = await createOrg(api.db, ACTOR, 'counted', { name: 'Lab' });
    const below = await createOrg(api.db, ACTOR, 'counted', { name: 'Deep', parentId: org.id });
    const group = await createGroup(api.db, ACTOR, 'counted', { name: 'g' });
    const direct = await account('direct', { primaryOrgId: below.id }, 'counted');
    const grouped = await account('grouped', {}, 'counted');
    const ruled = await account('ruled', { displayName: '张伟' }, 'counted');
    await account('outside', {}, 'counted');
    await account('twin', { displayName: '章炜', primaryOrgId: org.id }, 'counted');
    const off = await account('off', { primaryOrgId: org.id }, 'counted');
    await updateAccount(api.db, ACTOR, 'counted', off.id, { enabled: false });
    await addMembers(api.db, ACTOR, 'counted', group.id, [grouped.id, direct.id]);
    await at('POST', `${path}/assignments`, { kind: 'account', ids: [direct.id] });
    await at('POST', `${path}/assignments`, { kind: 'org', ids: [org.id] });
    await at('POST', `${path}/assignments`, { kind: 'group', ids: [group.id] });
    const counts = () => at('GET', `${path}/user-counts`);
    const first = { accounts: 5, allowed: 3, byAccount: 1, byOrg: 2, byGroup: 2, byRule: 0 };
    const rest = { withoutUsername: 0, duplicates: [], complete: true };
    assert.deepEqual(await counts(), { ...first, ...rest });
    await at('POST', `${path}/rules`, { name: 'r', rule: 'user.username == "ruled"' });
    assert.deepEqual(await counts(), { ...first, allowed: 4, byRule: 1, ...rest });
    await at('PATCH', `${path}/sso`, {
      applicationUsername: { by: 'expression', expression: 'Pinyin(user.displayName)' },
    });
    const named = await counts();
    assert.equal(named.withoutUsername, 2);
    assert.deepEqual(named.duplicates, [{ username: 'zhangwei', accounts: ['ruled', 'twin'] }]);
    const { items, nextCursor } = await at('GET', `${path}/users?limit=2`);
    const more = await at('GET', `${path}/users?limit=2&cursor=${nextCursor}`);
    assert.deepEqual(
      [...items, ...more.items].map((one: { account: string; by: string[]; usernames: string[] }) => [
        one.account,
        one.by.join('+'),
        one.usernames[0] ?? null,
      ]),
      [
        ['direct', 'account+org+group', null],
        ['grouped', 'group', null],
        ['ruled', 'rule', 'zhangwei'],
        ['twin', 'org', 'zhangwei'],
      ],
    );
    await at('PATCH', `${path}/sso`, { applicationUsername: { by: 'manual' }, authorisation: 'everyone' });
    await at('POST', `${path}/accounts`, { items: [{ accountId: ruled.id, username: 'w' }] });
    const open = await counts();
    assert.deepEqual([open.allowed, open.withoutUsername], [5, 4]);
  });

  test('of an application without sign-in is nobody’s to ask', async () => {
    await ok('POST', '/applications', { name: 'Pushed only', template: 'generic-strict', enabled: false });
    for (const rest of ['users', 'user-counts', 'users/x']) {
      const { status, body } = await call('GET', `/applications/pushed%20only/${rest}`);
      assert.deepEqual([status, body.code], [422, 'sso_template_missing'], rest);
    }
  });
});

describe('“try it” for one account', () => {
  test('says by what, under which names, and what the application would be told', async () => {
    const path = await application('Tried', {
      saml: {
        spEntityId: 'urn:sp',
        acsUrls: ['https://sp.example.com/acs'],
        nameId: 'Append(appUser.username, "@corp")',
        attributes: [
          { name: 'mail', expression: 'user.email' },
          { name: 'tags', expression: 'Split("<a>,b", ",")' },
          { name: 'broken', expression: 'Lower(user.custom)' },
        ],
      },
    });
    const { id } = await account('tried', { email: 'tried@example.com' });
    const before = await ok('GET', `${path}/users/${id}`);
    assert.deepEqual([before.allowed, before.reason, before.by], [false, 'not_assigned', []]);
    assert.match(before.reasonText.zh, /\p{Script=Han}/u);
    await ok('POST', `${path}/assignments`, { kind: 'account', ids: [id] });
    await ok('POST', `${path}/rules`, { name: 'Mine', rule: 'user.email == "tried@example.com"' });
    const tried = await ok('GET', `${path}/users/tried`);
    assert.deepEqual([tried.allowed, tried.reason, tried.usernames], [true, null, ['tried']]);
    assert.deepEqual(
      tried.by.map(({ kind, name }: { kind: string; name: string }) => [kind, name]),
      [
        ['account', 'tried'],
        ['rule', 'Mine'],
      ],
    );
    assert.deepEqual(
      tried.values.map(
        ({ name, value, error }: { name: string; value: unknown; error: { code: string } | null }) => [
          name,
          error ? error.code : value,
        ],
      ),
      [
        ['NameID', 'tried@corp'],
        ['mail', ['tried@example.com']],
        ['tags', ['<a>', 'b']],
        ['broken', 'expression_failed'],
      ],
    );
  });

  test('tells claims of OpenID Connect as JSON', async () => {
    const { id } = await ok('POST', '/applications', { name: 'Claims', template: 'generic-oidc' });
    await ok('PATCH', `/applications/${id}/sso`, {
      authorisation: 'everyone',
      enabled: true,
      oidc: {
        redirectUris: ['https://rp.example.com/back'],
        subject: 'appUser.username',
        claims: [{ name: 'groups', expression: 'ArrayMap(user.groups, __item.groupName)' }],
      },
    });
    const person = await account('claims');
    const group = await createGroup(api.db, ACTOR, 'acme', { name: 'ops' });
    await addMembers(api.db, ACTOR, 'acme', group.id, [person.id]);
    const { values, by } = await ok('GET', `/applications/${id}/users/claims`);
    assert.equal(by, 'everyone');
    assert.deepEqual(
      values.map(({ value }: { value: unknown }) => value),
      ['claims', ['ops']],
    );
  });

  test('of an account of another instance finds nobody', async () => {
    await createInstance(api.db, ACTOR, { id: 'elsewhere', name: 'Elsewhere' });
    const stranger = await account('stranger', {}, 'elsewhere');
    const path = await application('Strangers', { authorisation: 'everyone' });
    for (const who of [stranger.id, 'stranger', 'user_00000000000000000000000000'])
      assert.equal((await call('GET', `${path}/users/${who}`)).status, 404, who);
  });
});

test('an application of another instance is not there under this one', async () => {
  await createInstance(api.db, ACTOR, { id: 'theirs', name: 'Theirs' });
  const { id } = await ok('POST', '/applications', { name: 'Theirs', template: 'generic-saml' }, 'theirs');
  const person = await account('reaches-over');
  for (const [method, rest, body] of [
    ['GET', '/sso'],
    ['PATCH', '/sso', { enabled: false }],
    ['GET', '/assignments'],
    ['POST', '/assignments', { kind: 'account', ids: [person.id] }],
    ['DELETE', '/assignments', { ids: ['asg_x'] }],
    ['POST', '/rules', { name: 'x', rule: 'true' }],
    ['GET', '/accounts'],
    ['POST', '/accounts', { items: [{ accountId: person.id, username: 'x' }] }],
    ['DELETE', '/accounts', { ids: ['apu_x'] }],
    ['GET', '/users'],
    ['GET', '/user-counts'],
    ['GET', `/users/${person.id}`],
  ] as [string, string, object?][]) {
    const { status, body: told } = await call(method, `/applications/${id}${rest}`, body);
    assert.deepEqual([status, told.code], [404, 'not_found'], `${method} ${rest}`);
  }
});
