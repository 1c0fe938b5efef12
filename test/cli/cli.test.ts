import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createFirstAdministrator } from '../../src/admin/first-start.ts';
import type { Client } from '../../src/cli/client.ts';
import type { Session } from '../../src/cli/session.ts';
import { watchRun } from '../../src/cli/watch.ts';
import { printable } from '../../src/printable.ts';
import { startApi, type TestApi } from '../api/server.ts';
import { muster } from './cli.ts';

let api: TestApi;
let folder: string;
before(async () => {
  api = await startApi();
  folder = await mkdtemp(join(tmpdir(), 'muster-cli-'));
});
after(async () => {
  await api.close();
  await rm(folder, { recursive: true });
});

const run = (...args: string[]) => muster({ url: api.url, token: api.tokens.admin }, args);

test('accounts by command line: create, find, change, lock, delete, restore', async () => {
  const created = await run(
    'account',
    'create',
    'zhang.wei',
    '--display-name',
    '张伟',
    '--email',
    'zw@example.com',
    '--json',
  );
  const { id } = JSON.parse(created.out);
  assert.match((await run('account', 'search', '张')).out, /zhang\.wei +张伟/);
  assert.equal(
    JSON.parse((await run('account', 'set', 'zhang.wei', '--email', '', '--json')).out).email,
    null,
  );
  await run('account', 'lock', 'zhang.wei');
  assert.match((await run('account', 'list')).out, /locked/);
  await run('account', 'unlock', id);
  await run('account', 'disable', id);
  assert.match((await run('account', 'list', '--disabled')).out, /disabled/);
  assert.equal((await run('account', 'rm', 'zhang.wei')).exit, 0);
  assert.match((await run('bin', 'list')).out, /zhang\.wei/);
  assert.equal((await run('account', 'restore', id)).exit, 0);
  const history = JSON.parse((await run('account', 'history', id, '--json')).out).items.map(
    ({ op }: { op: string }) => op,
  );
  assert.deepEqual(history, ['restore', 'delete', 'update', 'update', 'update', 'update', 'create']);
});

test('organizations and groups by command line', async () => {
  const sales = JSON.parse((await run('org', 'create', 'Sales', '--json')).out);
  await run('org', 'create', 'North', '--parent', sales.id);
  assert.match((await run('org', 'tree')).out, /Acme.*\n {2}Sales.*\n {4}North/);
  await run('account', 'create', 'li.na', '--org', sales.id);
  await run('group', 'create', 'Developers');
  assert.match((await run('group', 'add', 'developers', 'li.na')).out, /added +1/);
  assert.match((await run('group', 'members', 'Developers')).out, /li\.na/);
  assert.match((await run('group', 'remove', 'Developers', 'li.na')).out, /removed +1/);
  const full = await run('org', 'rm', sales.id);
  assert.equal(full.exit, 4);
  assert.match(full.err, /not empty/);
});

const ENDS: [string, string[], number, RegExp][] = [
  ['an unknown command', ['frobnicate'], 2, /unknown command/],
  ['a missing argument', ['account', 'show'], 2, /missing required argument/],
  ['an unknown option', ['account', 'list', '--colour'], 2, /unknown option/],
  ['a wrong value', ['account', 'create', 'a b'], 2, /username/],
  ['a wrong number', ['account', 'list', '--limit', 'many'], 2, /--limit must be a number/],
  ['what is not there', ['account', 'show', 'nobody'], 3, /no account nobody/],
  ['a conflict', ['instance', 'create', 'acme'], 4, /in use already/],
  ['a deletion without --yes', ['instance', 'rm', 'acme'], 4, /--yes/],
];
for (const [what, args, exit, message] of ENDS)
  test(`${what} ends with exit code ${exit}`, async () => {
    const ended = await run(...args);
    assert.equal(ended.exit, exit, ended.err);
    assert.match(ended.err, message);
  });

test('no server is exit code 6, no rights 7, in the language asked for', async () => {
  const unreachable = await muster({ url: 'http://127.0.0.1:1', token: 'x' }, [
    'account',
    'list',
    '--lang',
    'zh',
  ]);
  assert.equal(unreachable.exit, 6);
  assert.match(unreachable.err, /没有响应/);
  const stranger = await muster({ url: api.url }, ['instance', 'list']);
  assert.equal(stranger.exit, 7);
  const reader = await muster({ url: api.url, token: api.tokens['read-only'] }, ['group', 'create', 'X'], {
    env: { LANG: 'zh_CN.UTF-8' },
  });
  assert.equal(reader.exit, 7);
  assert.match(reader.err, /角色/);
});

test('--json gives the problem as the server told it', async () => {
  const { exit, out } = await run('account', 'show', 'nobody', '--json');
  assert.equal(exit, 3);
  assert.equal(JSON.parse(out).error.code, 'not_found');
});

test('the token of the data folder opens the server on this machine, and only that', async () => {
  await writeFile(join(folder, 'cli-token'), `${api.tokens.admin}\n`);
  const local = await muster({ url: api.url }, ['instance', 'list'], { dataFolder: folder });
  assert.equal(local.exit, 0, local.err);
  const { port } = new URL(api.url);
  const elsewhere = await muster({ url: `http://127.0.0.1.nip.invalid:${port}` }, ['instance', 'list'], {
    dataFolder: folder,
  });
  assert.equal(elsewhere.exit, 6);
});

test('login keeps a token for the server in a file of its owner', async () => {
  await createFirstAdministrator(api.db, 'admin', 'a long password');
  const env = { XDG_CONFIG_HOME: folder };
  const wrong = await muster({ url: api.url }, ['login', '--password-stdin'], { env, input: 'wrong\n' });
  assert.equal(wrong.exit, 7);
  const right = await muster({ url: api.url }, ['login', '--password-stdin'], {
    env,
    input: 'a long password\n',
  });
  assert.equal(right.exit, 0, right.err);
  assert.equal((await stat(join(folder, 'muster', 'credentials.json'))).mode & 0o777, 0o600);
  const listed = await muster({ url: api.url }, ['token', 'list'], { env });
  assert.equal(listed.exit, 0, listed.err);
  assert.doesNotMatch(await readFile(join(folder, 'muster', 'credentials.json'), 'utf8'), /a long password/);
});

test('a secret on the command line is refused', async () => {
  const { exit, err } = await run('app', 'add', 'RAM', '--set', 'clientSecret=pa55');
  assert.equal(exit, 2);
  assert.match(err, /everybody on this machine/);
  assert.doesNotMatch(err, /pa55/);
});

test('what others wrote into the directory cannot steer the terminal', () => {
  assert.equal(printable('a\u001b[31mb\u202ec\nd'), 'a\ufffd[31mb\ufffdc d');
});

test('nor can what a server says about a failure', async () => {
  const evil = 'gone\u001b]0;owned\u0007';
  const body = JSON.stringify({ code: 'not_found', detail: evil, remedy: evil });
  const server = createServer((_request, response) => {
    response.writeHead(404, { 'content-type': 'application/problem+json' }).end(body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const { err } = await muster({ url: `http://127.0.0.1:${port}`, token: 'x' }, ['account', 'show', 'x']);
  server.close();
  assert.match(err, /gone\ufffd\]0;owned\ufffd\n.*gone\ufffd/);
});

test('nor can the error of a run', async () => {
  const evil = 'refused\u001b[2J';
  const answers: Record<string, unknown> = {
    events: {
      id: 'run_1',
      state: 'failed',
      seconds: 1,
      rate: 0,
      counters: {},
      progress: {},
      error: { message: evil, remedy: evil },
    },
  };
  const client = {
    async *events() {
      yield { data: answers.events };
    },
  } as unknown as Client;
  let out = '';
  const context = { out: { write: (text: string) => (out += text) }, err: { write() {} } };
  const session = { client, context, asJson: false, exit: 0, say: () => '', note() {} };
  await watchRun(session as unknown as Session, 'acme', 'run_1');
  assert.match(out, /refused\ufffd\[2J\n.*refused\ufffd/);
});

test('local commands get their options and give the exit code', async () => {
  let given: unknown;
  const local = {
    demo: async (options: object) => {
      given = options;
      return 5;
    },
  };
  const { exit } = await muster({ url: api.url }, ['demo', '--once'], { local });
  assert.deepEqual([exit, given], [5, { once: true, fresh: false, with: [] }]);
});

for (const shell of ['bash', 'zsh', 'fish'])
  test(`completion for ${shell} parses where the shell is there, and knows every command`, async (t) => {
    const { exit, out } = await run('completion', shell);
    assert.equal(exit, 0);
    for (const name of ['source', 'preview', '--force', 'cloud secret']) assert.ok(out.includes(name), name);
    const parsed = spawnSync(shell, ['-n'], { input: out, encoding: 'utf8' });
    if (parsed.error) t.diagnostic(`${shell} is not installed; only the text was checked`);
    else assert.equal(parsed.status, 0, parsed.stderr);
  });

test('bash completes words and options', async (t) => {
  const { out } = await run('completion', 'bash');
  const complete = (...words: string[]) => {
    const script = `${out}\nCOMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _muster; echo "\${COMPREPLY[*]}"`;
    return spawnSync('bash', ['-c', script], { encoding: 'utf8' });
  };
  if (complete('muster', '').error) {
    t.skip('bash is not installed');
    return;
  }
  assert.equal(complete('muster', 'acc').stdout.trim(), 'account');
  assert.equal(complete('muster', 'source', 'pre').stdout.trim(), 'preview');
  assert.equal(complete('muster', '--json', 'source', 'sync', 'AD', '--pl').stdout.trim(), '--plan');
});
