import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Json } from '../../src/cli/client.ts';
import { loadConfig } from '../../src/config.ts';
import { readCliToken } from '../../src/demo/folder.ts';
import { type Serving, serve } from '../../src/main.ts';
import { serverParts } from '../../src/parts.ts';
import { type TestDb, testDb } from '../db.ts';
import { changesOf } from '../story/product.ts';

/** One server on one database and one data folder, started again as often as a test likes. */
interface Machine {
  readonly url: string;
  config: ReturnType<typeof loadConfig>['config'];
  call(
    method: string,
    path: string,
    body?: object,
    language?: string,
  ): Promise<{ status: number; body: Json }>;
  start(environment?: Record<string, string>): Promise<void>;
  stop(): Promise<void>;
  end(): Promise<void>;
}

async function newMachine(): Promise<Machine> {
  const database: TestDb = await testDb();
  const folder = await mkdtemp(join(tmpdir(), 'muster-lab-'));
  const { config } = loadConfig({ MUSTER_DATA: folder });
  let serving: Serving | undefined;
  let port = '0';
  const machine: Machine = {
    get url() {
      return serving!.url;
    },
    config,
    async start(environment = {}) {
      const { config: settings } = loadConfig({
        MUSTER_DATA: folder,
        DATABASE_URL: database.url,
        MUSTER_PORT: port,
        MUSTER_PUBLIC_URL: 'https://muster.example.com',
        MUSTER_ADMIN_PASSWORD: 'Nobody logs on with this one.',
        MUSTER_LOG_LEVEL: process.env.TEST_LOG ?? 'silent',
        ...environment,
      });
      serving = await serve(
        settings,
        serverParts('0.0.0-test', () => {}),
      );
      port = new URL(serving.url).port;
    },
    async stop() {
      await serving?.stop();
    },
    async end() {
      await serving?.stop();
      await database.drop();
      await rm(folder, { recursive: true });
    },
    async call(method, path, body, language = 'en') {
      const response = await fetch(`${serving!.url}/api/v1${path}`, {
        method,
        headers: {
          authorization: `Bearer ${readCliToken(config)}`,
          'accept-language': language,
          ...(body && { 'content-type': 'application/json' }),
        },
        ...(body && { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
    },
  };
  return machine;
}

const LAB = '/instances/acme/lab';

describe('the lab', () => {
  let machine: Machine;
  before(async () => {
    machine = await newMachine();
    await machine.start();
    for (const id of ['acme', 'other']) await good('POST', '/instances', { id, name: id });
  });
  after(() => machine.end());

  async function good(method: string, path: string, body?: object, language?: string): Promise<Json> {
    const answer = await machine.call(method, path, body, language);
    assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  /** The run when it has ended. */
  async function run(path: string, end = 'success'): Promise<Json> {
    const { id } = await good('POST', `/instances/acme${path}`, {});
    for (;;) {
      const now = await good('GET', `/instances/acme/runs/${id}`);
      if (!['pending', 'running'].includes(now.state)) {
        assert.equal(now.state, end, JSON.stringify(now.error ?? now.counters));
        return now;
      }
      await sleep(50);
    }
  }

  const syncOf = ({ source }: Json) => `/sources/${source.id}/sync`;
  const pushOf = ({ application }: Json) => `/applications/${application.id}/push`;
  const ramUsers = async ({ cloudAccount }: Json): Promise<number> =>
    (await good('GET', `/instances/acme/cloud-accounts/${cloudAccount.id}`)).userCount;
  const account = (name: string): Promise<{ status: number; body: Json }> =>
    machine.call('GET', `/instances/acme/accounts/${name}`);
  const userSso = async ({ cloudAccount }: Json): Promise<Json> => {
    const path = `/instances/acme/cloud-accounts/${cloudAccount.id}/user-sso`;
    const { ssoEnabled, metadataDocument } = await good('GET', path);
    return { ssoEnabled, metadataDocument };
  };
  const signIn = async ({ application }: Json): Promise<Json> =>
    good('GET', `/instances/acme/applications/${application.id}/sso`);
  const logonMethod = async ({ source }: Json): Promise<Json> =>
    (await good('GET', '/instances/acme/logon-methods')).items.find(
      ({ sourceId }: Json) => sourceId === source.id,
    );
  const logged = async (): Promise<number> =>
    (await good('GET', '/instances/acme/changes?limit=500')).items.length;

  it('is not there at first, and nobody of it can change', async () => {
    assert.deepEqual(await good('GET', LAB), {
      allowed: true,
      setUp: false,
      running: false,
      directory: null,
      source: null,
      cloudAccount: null,
      cloudApp: null,
      application: null,
      signIn: null,
    });
    const { status, body } = await machine.call('POST', `${LAB}/changes`, { change: 'join' });
    assert.deepEqual([status, body.code], [409, 'lab_absent']);
  });

  it('is set up in one call, and a second one changes nothing', async () => {
    const both = await Promise.all([good('POST', LAB, {}), good('POST', LAB, {})]);
    // Whichever of the two comes first makes everything.
    const [first, second] = both.sort((a, b) => b.made.length - a.made.length);
    assert.deepEqual(first.made, ['source', 'cloudAccount', 'application', 'signIn']);
    assert.deepEqual([first.setUp, first.running, first.directory.people], [true, true, 300]);
    assert.deepEqual([second.made, second.repaired], [[], []]);
    const before = await logged();
    const third = await good('POST', LAB, {});
    assert.deepEqual({ ...third, made: first.made }, first);
    assert.equal(await logged(), before);
    const { running, directory } = await good('GET', LAB);
    assert.deepEqual([running, directory], [true, first.directory]);
    const [source, ...others] = (await good('GET', '/instances/acme/sources')).items;
    assert.deepEqual(
      [source.id, source.kind, source.config.addresses, others],
      [first.source.id, 'ad', [first.directory.address], []],
    );
  });

  it('neither synchronizes nor pushes by itself; a person does, and all arrive', async () => {
    const lab = await good('GET', LAB);
    assert.deepEqual((await good('GET', '/instances/acme/runs')).items, []);
    assert.equal(await ramUsers(lab), 0);
    const sync = await run(syncOf(lab));
    assert.deepEqual([sync.counters.user.read, sync.counters.user.created], [300, 300]);
    await run(pushOf(lab));
    assert.equal(await ramUsers(lab), 300);
  });

  it('lets people join, leave, marry, move and be disabled, and the directory follows', async () => {
    const lab = await good('GET', LAB);
    const change = async (body: object, language?: string) =>
      (await good('POST', `${LAB}/changes`, body, language)).items as {
        account: string;
        name: string;
        text: string;
      }[];
    const joined = await change({ change: 'join', count: 3 });
    const left = await change({ change: 'leave', count: 2 });
    const [renamed] = await change({ change: 'rename' });
    const [moved] = await change({ change: 'move' });
    const [disabled] = await change({ change: 'disable' }, 'zh');
    assert.deepEqual([joined.length, left.length], [3, 2]);
    assert.match(joined[0]!.text, /^.+ \([a-z].*\) joined .+\.$/);
    assert.match(moved!.text, / moved from .+ to .+\.$/);
    assert.match(disabled!.text, /已被禁用。$/);
    const old = /\(([^)]+)\) is now called /.exec(renamed!.text)?.[1];
    assert.ok(old && old !== renamed!.account, renamed!.text);
    const was = (await account(old)).body;
    assert.equal((await good('GET', LAB)).directory.people, 301);

    const { user } = (await run(syncOf(lab))).counters;
    assert.deepEqual([user.created, user.deleted, user.rejected], [3, 2, 0]);
    for (const { account: name } of joined) assert.equal((await account(name)).status, 200);
    for (const { account: name } of left) assert.equal((await account(name)).status, 404);
    assert.equal((await account(renamed!.account)).body.id, was.id);
    assert.equal((await account(disabled!.account)).body.enabled, false);
    const { primaryOrgId } = (await account(moved!.account)).body;
    const { name: unit } = await good('GET', `/instances/acme/orgs/${primaryOrgId}`);
    assert.ok(moved!.text.endsWith(` to ${unit}.`), `${moved!.text} ${unit}`);
    await run(pushOf(lab));
    assert.equal(await ramUsers(lab), 301);
  });

  it('lets its people log on by their AD passwords, and into the cloud account', async () => {
    const lab = await good('GET', LAB);
    const { person, logonUrl, ramLogonUrl } = lab.signIn;
    assert.ok(logonUrl.endsWith('/acme/login') && ramLogonUrl.endsWith(`/ram/${lab.cloudAccount.id}/login`));
    assert.equal((await account(person.username)).body.displayName, person.name);
    const { enabled, settings } = await logonMethod(lab);
    assert.deepEqual([enabled, settings.allowPlainText], [true, false]);
    const { items } = await good('GET', '/instances/acme/logon-methods');
    assert.equal(items[0].sourceId, lab.source.id, 'first on the log-on page');
    const { metadataDocument, ssoEnabled } = await userSso(lab);
    const { template, enabled: on, saml, parameters } = await signIn(lab);
    assert.deepEqual([ssoEnabled, on, template], [true, true, 'muster-cloud-user-sso']);
    assert.deepEqual(parameters.cloudAccount, lab.cloudAccount.id);
    assert.ok(metadataDocument.includes(`/acme/saml/${lab.application.id}/sso`));
    assert.ok(saml.acsUrls[0].endsWith(`/ram/${lab.cloudAccount.id}/saml/SSO`));
  });

  it('tells the password of its people to administrators only, and each lab has another', async () => {
    const { token } = await good('POST', '/tokens', { name: 'looks on', role: 'read-only' });
    const headers = { authorization: `Bearer ${token}` };
    const { signIn: seen } = (await (await fetch(`${machine.url}/api/v1${LAB}`, { headers })).json()) as Json;
    const { signIn: told } = await good('GET', LAB);
    assert.deepEqual(seen, { ...told, person: { ...told.person, password: null } });
    const second = await good('POST', '/instances/other/lab', {});
    assert.match(second.signIn.person.password, /^.{20}$/);
    assert.notEqual(second.signIn.person.password, told.person.password);
    await good('DELETE', '/instances/other/lab');
  });

  it('switches sign-in on again, but leaves alone what somebody led elsewhere', async () => {
    const lab = await good('GET', LAB);
    const method = await logonMethod(lab);
    await good('PATCH', `/instances/acme/logon-methods/${method.id}`, { enabled: false });
    assert.deepEqual(
      [(await good('GET', LAB)).setUp, (await good('GET', LAB)).signIn, (await good('POST', LAB, {})).made],
      [false, null, ['signIn']],
    );
    const cloud = `/instances/acme/cloud-accounts/${lab.cloudAccount.id}/user-sso`;
    const { metadataDocument } = await userSso(lab);
    const foreign = metadataDocument.replaceAll('/acme/saml/', '/elsewhere/saml/');
    await good('PATCH', cloud, { metadataDocument: foreign });
    const { made, repaired, signIn: none } = await good('POST', LAB, {});
    assert.deepEqual([made, repaired, none], [[], [], null]);
    assert.equal((await userSso(lab)).metadataDocument, foreign);
    await good('PATCH', cloud, { ssoEnabled: false, metadataDocument: null });
    await good('POST', LAB, {});
    assert.deepEqual(await userSso(lab), { ssoEnabled: true, metadataDocument });
  });

  it('has a company for each instance', async () => {
    const other = await good('POST', '/instances/other/lab', { steps: ['source'] });
    assert.deepEqual([other.made, other.setUp, other.directory.people], [['source'], false, 300]);
    assert.notEqual(other.directory.address, (await good('GET', LAB)).directory.address);
    const { items } = await good('POST', '/instances/other/lab/changes', { change: 'leave', count: 50 });
    assert.equal(items.length, 50);
    assert.equal((await good('GET', '/instances/other/lab')).directory.people, 250);
    assert.equal((await good('GET', LAB)).directory.people, 301);
  });

  it('comes back after a restart as it was, on another port if its own is taken', async () => {
    const lab = await good('GET', LAB);
    await machine.stop();
    const taken = createServer().listen(Number(lab.directory.address.split(':')[1]), '127.0.0.1');
    await once(taken, 'listening');
    await machine.start();
    const again = await good('GET', LAB);
    assert.notEqual(again.directory.address, lab.directory.address);
    const { address } = again.directory;
    assert.deepEqual(again, { ...lab, directory: { ...lab.directory, address } });
    assert.equal((await good('GET', '/instances/other/lab')).directory.people, 250);
    assert.deepEqual(changesOf(await run(syncOf(again))), {});
    assert.deepEqual(changesOf(await run(pushOf(again))), {});
    const { made, repaired } = await good('POST', LAB, {});
    assert.deepEqual([made, repaired], [[], []]);
    taken.close();
    await once(taken, 'close');
  });

  it('leads its application to where the server listens now, and sign-in to where people reach it', async () => {
    await machine.stop();
    await machine.start({ MUSTER_PORT: '0', MUSTER_PUBLIC_URL: 'https://id.example.com' });
    const lab = await good('POST', LAB, {});
    assert.deepEqual([lab.made, lab.repaired], [[], ['application', 'signIn']]);
    assert.doesNotMatch(JSON.stringify([await userSso(lab), (await signIn(lab)).saml]), /muster\.example/);
    assert.deepEqual(changesOf(await run(pushOf(lab))), {});
    await good('POST', `${LAB}/changes`, { change: 'join' });
    await run(syncOf(lab));
    await run(pushOf(lab));
    assert.equal(await ramUsers(lab), 302);
  });

  it('leaves a source alone that somebody led elsewhere', async () => {
    const { source, directory } = await good('GET', '/instances/other/lab');
    const path = `/instances/other/sources/${source.id}`;
    const { config } = await good('GET', path);
    const own = { ...config, addresses: ['ad.example.com:389'], bindPassword: 'Something.Else.2026' };
    await good('PATCH', path, { config: own });
    assert.equal((await good('GET', '/instances/other/lab')).source, null);
    const lab = await good('POST', '/instances/other/lab', { steps: ['source'] });
    assert.deepEqual(lab.made, ['source']);
    assert.notEqual(lab.source.id, source.id);
    assert.notEqual(lab.source.name, source.name);
    assert.equal(lab.directory.address, directory.address);
    assert.deepEqual((await good('GET', path)).config.addresses, ['ad.example.com:389']);
  });

  it('goes without the people it brought, and comes back to them', async () => {
    const lab = await good('GET', LAB);
    const removed = await good('DELETE', LAB);
    assert.deepEqual(removed.removed, ['source', 'signIn', 'application']);
    assert.deepEqual(await userSso(lab), { ssoEnabled: false, metadataDocument: null });
    assert.deepEqual(removed.kept, { accounts: 302, organizations: 27, groups: 32, ramUsers: 302 });
    assert.match(removed.text, / 302 accounts, 27 organizations and 32 groups stay/);
    assert.equal(await listens(lab.directory.address), false);
    assert.equal(await ramUsers(lab), 302);
    const gone = await good('GET', LAB);
    assert.deepEqual([gone.setUp, gone.running, gone.source, gone.application], [false, false, null, null]);
    assert.equal(gone.signIn, null);
    assert.deepEqual((await good('DELETE', LAB)).removed, []);

    const again = await good('POST', LAB, {});
    assert.deepEqual(again.made, ['source', 'application', 'signIn']);
    // The company is the one it was, and so is what its people log on with.
    assert.deepEqual(again.signIn, lab.signIn);
    assert.deepEqual([again.cloudAccount, again.directory.people], [lab.cloudAccount, 302]);
    // The groups that stayed are the directory’s own now and keep their names.
    const { user } = (await run(syncOf(again), 'partial_success')).counters;
    assert.deepEqual([user.read, user.bound, user.created, user.rejected], [302, 302, 0, 0]);
    const pushed = (await run(pushOf(again))).counters.user;
    assert.deepEqual([pushed.total, pushed.created, pushed.conflict], [302, 0, 0]);
    assert.equal(await ramUsers(again), 302);
  });

  it('remembers so many changes and no more, so that a restart stays short', async () => {
    let calls = 0;
    const disable = () => {
      calls++;
      return machine.call('POST', '/instances/other/lab/changes', { change: 'disable', count: 50 });
    };
    let answer = await disable();
    while (answer.status === 200 && calls < 60) answer = await disable();
    assert.deepEqual([answer.status, answer.body.code], [409, 'lab_changes_over']);
    assert.ok(calls < 60);
    assert.equal((await good('GET', '/instances/other/lab')).directory.people, 250);
  });

  it('ends with its instance', async () => {
    const { directory } = await good('GET', '/instances/other/lab');
    assert.equal(await listens(directory.address), true);
    await good('DELETE', '/instances/other?confirm=other');
    await good('POST', LAB, {});
    assert.equal(await listens(directory.address), false);
  });

  it('does not run where the configuration forbids it, but can be removed', async () => {
    await machine.stop();
    await machine.start({ MUSTER_LAB: 'off' });
    const { allowed, setUp, running } = await good('GET', LAB);
    assert.deepEqual([allowed, setUp, running], [false, true, false]);
    await machine.stop();
    await machine.start({ MUSTER_ROLES: 'web' });
    assert.deepEqual((await good('GET', LAB)).allowed, false);
    for (const [path, body] of [
      [LAB, {}],
      [`${LAB}/changes`, { change: 'join' }],
    ] as const) {
      const answer = await machine.call('POST', path, body);
      assert.deepEqual([answer.status, answer.body.code], [403, 'lab_off']);
    }
    assert.deepEqual((await good('DELETE', LAB)).removed, ['source', 'signIn', 'application']);
  });
});

function listens(address: string): Promise<boolean> {
  const [host, port] = address.split(':');
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect({ host: host!, port: Number(port) });
  socket.once('connect', () => {
    socket.destroy();
    resolve(true);
  });
  socket.once('error', () => resolve(false));
  return promise;
}
