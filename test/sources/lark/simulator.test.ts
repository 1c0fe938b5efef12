/** The simulator as a process of its own, changed over HTTP as a person who tries it out does. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { larkConfig } from '../../../src/sources/lark/config.ts';
import { lark } from '../../../src/sources/lark/index.ts';
import { io, readAll } from './world.ts';

const MAIN = fileURLToPath(new URL('../../../sim/lark/main.ts', import.meta.url));

test('what is done there is what the source reads next', async () => {
  const child = spawn(process.execPath, [MAIN, '--people', '60', '--seed', '4'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const { url, appId, appSecret, people } = JSON.parse(line);
  const act = async (action: string, given: unknown = {}) => {
    const answer = await fetch(`${url}/sim/${action}`, { method: 'POST', body: JSON.stringify(given) });
    const body = (await answer.json()) as { result: unknown; error?: string; actions?: string[] };
    return { status: answer.status, ...body };
  };
  const config = larkConfig.parse({
    appId,
    appSecret,
    apiOrigin: url,
    callsPerSecond: 10_000,
    callsPerMinute: 1_000_000,
  });
  const source = lark.open(config, io());
  try {
    assert.equal((await readAll(source)).totals.user, people);
    const [first] = (await act('people', { limit: 1 })).result as { unionId: string }[];
    const department = (await act('add-department', { name: '新部门' })).result as string;
    const added = (
      await act('add-user', { name: '新人', departments: [department], mobile: '+8613800000009' })
    ).result as { unionId: string };
    await act('change-user', { union_id: first!.unionId, job_title: '总监', status: { is_frozen: true } });
    await act('settings', { withdrawn: ['contact:user.gender:readonly'] });
    await act('fault', { fault: 'limit', path: '/open-apis/contact/v3/users' });
    const { of, totals } = await readAll(source);
    assert.equal(totals.user, people + 1);
    assert.deepEqual(of('user', added.unionId).parents(), [department, '0']);
    assert.equal(of('user', added.unionId).attributes().mobile, '+8613800000009');
    assert.partialDeepStrictEqual(of('user', first!.unionId).attributes(), {
      job_title: '总监',
      enabled: false,
    });
    assert.ok(totals.withheld!.includes('gender'));
    assert.equal((await act('remove-department', { id: department })).status, 400, 'somebody is in it');
    assert.equal((await act('add-user', { departments: [] })).status, 400);
    const unknown = await act('toString');
    assert.ok(unknown.status === 404 && unknown.actions!.includes('add-user'));
  } finally {
    await source.close();
    child.kill();
    await once(child, 'exit');
  }
});
