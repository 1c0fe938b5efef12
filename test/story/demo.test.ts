/** `muster demo --with …` as a person runs it: the same people everywhere are one account each, a second run changes nothing, and whoever it names signs in. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { findChromium, launchChromium, openView } from '../console/browser.ts';
import { buildConsole } from '../console/build.ts';
import { type TestDb, testDb } from '../db.ts';
import { giveNameAndPassword, inPortal, see } from '../people/hands.ts';

const PROGRAM = fileURLToPath(new URL('../../bin/muster.js', import.meta.url));
const PEOPLE = '300';
const VENDORS = 'dingtalk,wecom,lark';

let database: TestDb;
let folder: string;
before(async () => {
  database = await testDb();
  folder = await mkdtemp(join(tmpdir(), 'muster-demo-'));
});
after(async () => {
  await database.drop();
  await rm(folder, { recursive: true });
});

const start = (...options: string[]) =>
  spawn(process.execPath, [PROGRAM, 'demo', ...options], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, MUSTER_DATA: folder, DATABASE_URL: database.url },
  });

async function demo(...more: string[]): Promise<{ out: string; err: string }> {
  const child = start('--once', ...more);
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  assert.equal(code, 0, out + err);
  return { out, err };
}

/** How the summary says that it can be tried. */
function signInOf(out: string): { portal: string; ramLogon: string; username: string; password: string } {
  const said = (label: string) => new RegExp(`^  ${label} +(\\S+)`, 'm').exec(out)?.[1] ?? assert.fail(out);
  return {
    portal: said('Portal'),
    ramLogon: said('RAM log-on page'),
    username: said('as'),
    password: said('password'),
  };
}

/** What was done to the people of each source: read, created, bound, updated, same, failed. */
function peopleOf(out: string): Record<string, string[]> {
  const lines = out.matchAll(/^(Active Directory|DingTalk|WeCom|Lark) +\w+ +(\d[\d ]+)$/gm);
  return Object.fromEntries([...lines].map(([, source, numbers]) => [source!, numbers!.trim().split(/ +/)]));
}

test('everybody is created once, bound by every vendor and pushed once', async () => {
  const { out } = await demo('--with', VENDORS);
  const bound = [PEOPLE, '0', PEOPLE, '0', '0', '0'];
  assert.deepEqual(peopleOf(out), {
    'Active Directory': [PEOPLE, PEOPLE, '0', '0', '0', '0'],
    ...{ DingTalk: bound, WeCom: bound, Lark: bound },
  });
  assert.match(out, /^RAM users +300 +300 +0 +0 +0$/m);
  assert.match(out, /^demo: 300 accounts synchronized, 300 pushed, 0 failed$/m);
});

test('a second run changes nothing, wherever a vendor listens then', async (t) => {
  // Its own port is taken by somebody else now.
  const other = createServer().listen(3391, '127.0.0.1');
  t.after(() => other.close());
  // Or by another program already.
  await once(other, 'listening').catch(() => {});
  const { out } = await demo('--with', VENDORS);
  const same = [PEOPLE, '0', '0', '0', PEOPLE, '0'];
  assert.deepEqual(peopleOf(out), {
    ...{ 'Active Directory': same, DingTalk: same, WeCom: same, Lark: same },
  });
  assert.match(out, /^Nothing changed: everything was in place already\.$/m);
});

test('the person it names signs in to the cloud account with the AD password, and finds its tile in the portal', {
  skip: findChromium() === undefined && 'Chromium is not installed',
}, async (t) => {
  buildConsole();
  const child = start();
  const ended = once(child, 'exit');
  t.after(async () => {
    child.kill('SIGINT');
    await ended;
  });
  let out = '';
  for await (const piece of child.stdout.setEncoding('utf8')) {
    out += piece;
    if (out.includes('Muster keeps serving')) break;
  }
  const { portal, ramLogon, username, password } = signInOf(out);
  const chromium = await launchChromium();
  t.after(() => chromium.close());
  const page = await (await openView(chromium)).newPage();
  await page.goto(ramLogon);
  await page.getByRole('link', { name: 'Log on with enterprise account' }).click();
  // No tab to choose: the AD comes first.
  await giveNameAndPassword(page, { username, password });
  await see(page.getByText(`${username}@demo-lab.onaliyun.com`));
  await page.goto(portal);
  await inPortal(page);
  await see(page.getByRole('link', { name: /Alibaba Cloud RAM \(lab\)/ }));
});

test('without vendors nothing is said of them, though their sources are there', async () => {
  const { out, err } = await demo();
  assert.doesNotMatch(out, /DingTalk|WeCom|Lark|MATCHED/);
  assert.doesNotMatch(err, /"level":"error"/);
  assert.match(out, /^Nothing changed: everything was in place already\.$/m);
  assert.match(out, /^demo: 300 accounts synchronized, 300 pushed, 0 failed$/m);
});
