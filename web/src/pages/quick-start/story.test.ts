/** How far the quick start says an instance is, for what the API may tell. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Application, CloudApp, LogonMethod, Run, Source } from '../../api/generated.ts';
import { type Facts, type RamSide, STEPS, storyOf } from './story.ts';

const OWN = 'https://muster.example.com/ram/ca_1/scim';

const NOTHING: Facts = {
  sources: [],
  lastSync: undefined,
  accounts: 0,
  ram: [],
  applications: [],
  links: undefined,
  lastPush: undefined,
  methods: [],
  connectivity: undefined,
};

const source = { id: 'idp_1', name: 'AD' } as Source;
const run = (state: Run['state'], mode: Run['mode'] = 'run') => ({ id: 'run_1', state, mode }) as Run;
const application = (baseUrl = OWN, enabled = true) =>
  ({ id: 'app_1', name: 'RAM', enabled, provisioning: { baseUrl } }) as Application;

function ram(scopes: CloudApp['predefinedScopes'], secrets: number): RamSide {
  const account = { id: 'ca_1', name: 'Cloud', scimBaseUrl: OWN } as RamSide['account'];
  return { account, apps: [{ app: { appId: '1', predefinedScopes: scopes } as CloudApp, secrets }] };
}

const EVERYTHING: Facts = {
  ...NOTHING,
  sources: [source],
  lastSync: run('success'),
  accounts: 300,
  ram: [ram(['/acs/scim'], 1)],
  applications: [application()],
  links: { synced: 300 },
  lastPush: run('success'),
};

test('a new instance begins with the source, and says what comes later', () => {
  const { states, next } = storyOf(NOTHING);
  assert.equal(next, 'source');
  assert.deepEqual(states, {
    instance: 'done',
    source: 'todo',
    sync: 'later',
    ram: 'todo',
    application: 'later',
    test: 'later',
    push: 'later',
    logon: 'optional',
  });
});

test('with everything in place nothing is next', () => {
  const { states, next, oauthApp } = storyOf(EVERYTHING);
  assert.equal(next, undefined);
  assert.deepEqual(new Set(STEPS.map((id) => states[id])), new Set(['done', 'optional']));
  assert.equal(oauthApp?.secrets, 1);
});

test('the RAM side is ready only with scope and secret', () => {
  const facts = { ...NOTHING, sources: [source], lastSync: run('success'), accounts: 3 };
  assert.equal(storyOf({ ...facts, ram: [ram(['/acs/scim'], 0)] }).states.ram, 'todo');
  assert.equal(storyOf({ ...facts, ram: [ram(['openid'], 1)] }).states.ram, 'todo');
  const ready = storyOf({ ...facts, ram: [ram(['/acs/scim'], 1)] });
  assert.equal(ready.states.ram, 'done');
  assert.equal(ready.next, 'application');
});

test('a target that is not of this Muster needs no cloud account here', () => {
  const { states, next } = storyOf({
    ...EVERYTHING,
    ram: [],
    applications: [application('https://scim.example.com/v2')],
  });
  assert.equal(states.ram, 'elsewhere');
  assert.equal(next, undefined);
});

test('a cloud account of this Muster is known by another name of the server too', () => {
  const { states, ram: known } = storyOf({
    ...EVERYTHING,
    applications: [application('http://127.0.0.1:3300/ram/ca_1/scim')],
  });
  assert.deepEqual([states.ram, known?.account.id], ['done', 'ca_1']);
});

test('runs show as they are: under way, waiting, failed, only previewed', () => {
  const syncs = (lastSync: Run, accounts = 0) =>
    storyOf({ ...NOTHING, sources: [source], lastSync, accounts }).states.sync;
  assert.equal(syncs(run('running')), 'busy');
  assert.equal(syncs(run('awaiting_confirmation')), 'waits');
  assert.equal(syncs(run('failed'), 300), 'failed');
  assert.equal(syncs(run('partial_success')), 'partly');
  assert.equal(syncs(run('success', 'plan')), 'todo');
  assert.equal(syncs(run('discarded', 'plan'), 300), 'done');
});

test('a test of the connection says more than an old push', () => {
  assert.equal(storyOf({ ...EVERYTHING, connectivity: 'failed' }).states.test, 'failed');
  const untested = { ...EVERYTHING, links: { synced: 0 }, lastPush: undefined };
  assert.equal(storyOf(untested).states.test, 'todo');
  assert.equal(storyOf({ ...untested, connectivity: 'passed' }).states.test, 'done');
});

test('accounts that are stopped make a push that succeeded need a look; live push alone counts too', () => {
  assert.equal(storyOf({ ...EVERYTHING, links: { synced: 299, parked: 1 } }).states.push, 'partly');
  assert.equal(storyOf({ ...EVERYTHING, lastPush: undefined }).states.push, 'done');
  assert.equal(storyOf({ ...EVERYTHING, lastPush: undefined, links: {} }).states.push, 'todo');
});

test('log-on is done when people of a source can, and never stands in the way', () => {
  const method = (kind: LogonMethod['kind'], enabled: boolean) => ({ kind, enabled }) as LogonMethod;
  const logon = (...methods: LogonMethod[]) => storyOf({ ...EVERYTHING, methods }).states.logon;
  assert.equal(logon(method('password', true), method('source', false)), 'optional');
  assert.equal(logon(method('password', false), method('source', true)), 'done');
});

test('the application that provisions is the one of the story', () => {
  const off = { ...application(OWN, false), id: 'app_0' };
  assert.equal(storyOf({ ...EVERYTHING, applications: [off, application()] }).application?.id, 'app_1');
  assert.equal(storyOf({ ...EVERYTHING, applications: [off] }).states.application, 'partly');
});
