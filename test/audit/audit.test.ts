/** The audit log through the API: what is written, how it is chained, and that tampering is found. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { recordAudit } from '../../src/audit/record.ts';
import { createInstance } from '../../src/directory/instances.ts';
import { createRun } from '../../src/runs/runs.ts';
import { startApi, type TestApi } from '../api/server.ts';
import { type AuditChainDeps, chainAll, superuser } from './world.ts';

let api: TestApi;
let deps: AuditChainDeps;

const list = async (query = '', instance = 'acme') =>
  (await api.call('GET', `/instances/${instance}/audit${query}`)).body;
const verify = async (body: object = {}) => (await api.call('POST', '/audit/verify', { body })).body;
const logon = (name: string, result: 'ok' | 'refused', instanceId = 'acme') =>
  recordAudit(api.db, {
    instanceId,
    category: 'logon',
    action: `logon.${result}`,
    actor: { kind: 'person', id: null, name },
    result,
    address: '192.0.2.7',
    agent: 'Firefox',
    ...(result === 'refused' && { reason: 'password_wrong' }),
  });

before(async () => {
  api = await startApi();
  deps = { db: api.db, sealer: api.deps };
  await createInstance(api.db, { name: 'test' }, { id: 'other', name: 'Other' });
});
after(() => api.close());

describe('what is written', () => {
  it('has who, what, from where, before and after of an administrator’s change', async () => {
    await api.call('POST', '/instances/acme/accounts', { body: { username: 'ann', displayName: 'Ann' } });
    await api.call('PATCH', '/instances/acme/accounts/ann', { body: { displayName: 'Ann Smith' } });
    const { items } = await list('?action=account.');
    const [update, create] = items;
    assert.equal(create.action, 'account.create');
    assert.equal(update.action, 'account.update');
    assert.deepEqual(
      [update.actorKind, update.actorName, update.address],
      ['token', 'token:admin', '127.0.0.1'],
    );
    assert.deepEqual([update.before, update.after], [{ displayName: 'Ann' }, { displayName: 'Ann Smith' }]);
    assert.equal(update.subjectId, create.subjectId);
  });

  it('has log-ons of administrators, right and wrong, without what was typed as a password', async () => {
    await api.call('POST', '/administrators', {
      body: { username: 'root', role: 'admin', password: 'a long enough one 42' },
    });
    for (const password of ['wrong-but-secret', 'a long enough one 42'])
      await api.call('POST', '/session', { as: 'nobody', body: { username: 'root', password } });
    const { body } = await api.call('GET', '/audit?installation=own&category=logon');
    assert.deepEqual(
      body.items.map(({ action, result }: { action: string; result: string }) => [action, result]),
      [
        ['administrator.logon', 'ok'],
        ['administrator.logon_refused', 'refused'],
      ],
    );
    assert.doesNotMatch(
      JSON.stringify((await api.call('GET', '/audit?limit=500')).body),
      /secret|long enough/,
    );
  });

  it('has one entry for a run, and a digest of what it changed', async () => {
    const { rows } = await api.db.query<{ root_org_id: string }>(
      `SELECT root_org_id FROM instance WHERE id = 'acme'`,
    );
    await api.db.query(
      `INSERT INTO source (id, instance_id, kind, name, config, mappings, target_org_id, guard, leavers)
       VALUES ('idp_ad', 'acme', 'ad', 'AD', '{}', '{"user":[],"org":[],"group":[]}', $1, '{}', '{}')`,
      [rows[0]!.root_org_id],
    );
    const run = await createRun(api.db, {
      instanceId: 'acme',
      kind: 'sync',
      subjectId: 'idp_ad',
      trigger: 'manual',
      createdBy: 'root',
    });
    const id = typeof run === 'string' ? run : (run as { id: string }).id;
    await api.db.query(
      `INSERT INTO change_log (instance_id, actor, run_id, entity, entity_id, op, after)
       SELECT 'acme', 'root', $1, 'account', 'user_' || n, 'create', '{"username":"u"}' FROM generate_series(1, 12000) n`,
      [id],
    );
    await api.db.query(`UPDATE run SET state = 'running' WHERE id = $1`, [id]);
    await api.db.query(`UPDATE run SET state = 'success', ended_at = now() WHERE id = $1`, [id]);
    await chainAll(deps);
    const { items } = await list('?category=sync');
    assert.deepEqual(
      items.map(({ action }: { action: string }) => action),
      ['sync.digest', 'sync.success'],
    );
    assert.equal(items[0].details.lines, 12_000);
    assert.deepEqual([items[1].subjectName, items[1].actorName], ['AD', 'root']);
    assert.equal((await list('?action=account.&limit=500')).items.length, 2);
  });

  it('is of its instance only', async () => {
    await logon('stranger', 'ok', 'other');
    assert.doesNotMatch(JSON.stringify(await list('?limit=500')), /stranger/);
    assert.match(JSON.stringify(await list('', 'other')), /stranger/);
    const { body } = await api.call('POST', '/tokens', {
      body: { name: 'acme only', role: 'read-only', instanceId: 'acme' },
    });
    const as = { token: body.token };
    assert.equal((await api.call('GET', '/instances/other/audit', { as })).status, 403);
    assert.equal((await api.call('GET', '/audit', { as })).status, 403);
  });

  it('takes whatever a stranger sends as a name', async () => {
    await logon('a\0b\ud800\n<script>', 'refused');
    const { items } = await list('?action=logon.refused');
    assert.equal(items[0].actorName, 'ab\ufffd\n<script>');
  });
});

describe('reading', () => {
  it('filters by kind, who, what, result, address and time', async () => {
    await logon('Zhang', 'refused');
    for (const query of [
      '?category=logon&actor=zhang',
      '?result=refused&actor=Zhang',
      '?address=192.0.2.7&actor=zhang',
      '?action=logon.&actor=zhang',
    ])
      assert.equal((await list(query)).items.length, 1, query);
    assert.equal((await list('?actor=zhang&until=2020-01-01T00:00:00Z')).items.length, 0);
    assert.equal((await list('?category=nonsense')).status, 422);
  });

  it('gives pages that join', async () => {
    const seen: number[] = [];
    let cursor: string | undefined;
    do {
      const page: { items: { id: number }[]; nextCursor: string | null } = await list(
        `?limit=3${cursor ? `&cursor=${cursor}` : ''}`,
      );
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    assert.equal(new Set(seen).size, seen.length);
    assert.deepEqual(
      seen,
      [...seen].sort((a, b) => b - a),
    );
    assert.equal(seen.length, (await list('?limit=500')).items.length);
  });

  it('exports JSON Lines and CSV, formulas made harmless', async () => {
    await logon('=HYPERLINK("http://evil")', 'refused');
    const lines = (await api.call('GET', '/instances/acme/audit-lines?category=logon')).body as string;
    const entries = lines
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.equal(entries[0].actorName, '=HYPERLINK("http://evil")');
    const csv = (await api.call('GET', '/instances/acme/audit-table?category=logon')).body as string;
    assert.match(csv, /"'=HYPERLINK\(""http:\/\/evil""\)"/);
    assert.equal(csv.trim().split('\r\n').length, entries.length + 1);
  });
});

describe('the chain', () => {
  it('is whole after everything above', async () => {
    await chainAll(deps);
    const verdict = await verify();
    assert.deepEqual([verdict.intact, verdict.pending, verdict.runs], [true, 0, 1]);
    assert.equal(verdict.head.position, verdict.entries);
  });

  it('is one chain also when many work at it', async () => {
    await Promise.all(Array.from({ length: 200 }, (_, i) => logon(`p${i}`, 'ok')));
    await Promise.all(Array.from({ length: 8 }, () => chainAll(deps)));
    assert.equal((await verify()).intact, true);
  });

  it('lets nobody change, remove or empty entries in passing', async () => {
    for (const sql of [
      `UPDATE audit_entry SET actor_name = 'me'`,
      `UPDATE audit_entry SET position = NULL, hash = NULL`,
      `DELETE FROM audit_entry`,
      `TRUNCATE audit_entry`,
    ])
      await assert.rejects(api.db.query(sql), /append-only/, sql);
  });

  for (const [what, sql, kind] of [
    ['a changed name', `UPDATE audit_entry SET actor_name = 'somebody else' WHERE position = 3`, 'changed'],
    [
      'a changed time',
      `UPDATE audit_entry SET at = at + interval '1 microsecond' WHERE position = 4`,
      'changed',
    ],
    [
      'a changed value',
      `UPDATE audit_entry SET after = '{"displayName":"x"}' WHERE action = 'account.update'`,
      'changed',
    ],
    ['an entry taken out', `DELETE FROM audit_entry WHERE position = 5`, 'missing'],
    ['the end cut off', `DELETE FROM audit_entry WHERE position > 10`, 'missing'],
    [
      'two that changed places',
      `UPDATE audit_entry SET position = CASE position WHEN 6 THEN -6 ELSE position END`,
      'missing',
    ],
    [
      'a line of a run',
      `UPDATE change_log SET actor = 'x' WHERE run_id IS NOT NULL AND entity_id = 'user_7'`,
      'run',
    ],
    [
      'a line taken out of a run',
      `DELETE FROM change_log WHERE run_id IS NOT NULL AND entity_id = 'user_8'`,
      'run',
    ],
  ] as const)
    it(`finds ${what}`, async () => {
      await chainAll(deps);
      await superuser(api.db, sql, async () => {
        const verdict = await verify();
        assert.equal(verdict.intact, false);
        assert.ok(
          verdict.findings.some((finding: { kind: string }) => finding.kind === kind),
          JSON.stringify(verdict.findings),
        );
      });
      assert.equal((await verify()).intact, true);
    });

  it('finds a chain that was made anew as a whole: the seals need the key', async () => {
    await superuser(api.db, `UPDATE audit_entry SET actor_name = 'forged' WHERE position = 2`, async () => {
      await rechain();
      const verdict = await verify();
      assert.equal(verdict.intact, false);
      assert.ok(verdict.findings.some(({ kind }: { kind: string }) => kind === 'anchor'));
    });
  });

  it('finds an end that is not the one that was noted', async () => {
    const { head } = await verify();
    assert.equal((await verify({ known: head })).intact, true);
    await logon('later', 'ok');
    await chainAll(deps);
    assert.equal((await verify({ known: head })).intact, true);
    for (const known of [
      { ...head, hash: '0'.repeat(64) },
      { ...head, position: head.position + 1000 },
    ])
      assert.deepEqual(
        (await verify({ known })).findings.map(({ kind }: { kind: string }) => kind),
        ['head'],
      );
  });
});

/** What somebody with all rights on the database, but without the key, could do. */
async function rechain(): Promise<void> {
  const { HASHED, chainHash, GENESIS } = await import('../../src/audit/chain.ts');
  const { rows } = await api.db.query<{ id: number; content: string }>(
    `SELECT id, ${HASHED} AS content FROM audit_entry WHERE position IS NOT NULL ORDER BY position`,
  );
  let hash: Buffer = GENESIS;
  let position = 0;
  for (const { id, content } of rows) {
    hash = chainHash(hash, ++position, content);
    await api.db.query(`UPDATE audit_entry SET hash = $2 WHERE id = $1`, [id, hash]);
  }
}
