/** Why is this person, or why is this person not, at a target: everything Muster knows, in the order of the data. */
import type { Sql } from '../db/db.ts';
import { getAccount } from '../directory/accounts.ts';
import { lookupText } from '../directory/input.ts';
import { orgPath } from '../directory/orgs.ts';
import { accountProvenance } from '../directory/provenance.ts';
import type { ErrorCode } from '../errors/catalogue.ts';
import { describe, type ErrorParams, type Language, MusterError } from '../errors/error.ts';
import type { Explanation } from '../model/explanation.ts';
import { loadApplication, type Seals } from '../push/applications.ts';
import { inScope } from '../push/scope.ts';
import { type Said, say } from './sentences.ts';

type Account = Awaited<ReturnType<typeof getAccount>>;
interface Failure {
  code: ErrorCode;
  params: ErrorParams;
}

/** `who`: username, e-mail address or id of an account, or the name or key of a record that never became one. */
export async function explain(
  sql: Sql,
  seals: Pick<Seals, 'open'>,
  instanceId: string,
  who: string,
  language: Language = 'en',
): Promise<Explanation> {
  const asked = lookupText(who);
  const id = await findAccount(sql, instanceId, asked);
  const account = id === undefined ? undefined : await getAccount(sql, instanceId, id);
  const entityId = account?.id;
  const deleted = account ? null : await findDeleted(sql, instanceId, asked);
  const records = entityId === undefined ? [] : await recordsOf(sql, entityId);
  const rejections = await rejectionsOf(sql, instanceId, [asked, ...records.map(({ key }) => key)], language);
  if (!account && !deleted && rejections.length === 0)
    throw new MusterError('explain_unknown', { who: asked.slice(0, 80) });
  const targets = await targetsOf(sql, seals, instanceId, account, entityId ?? deleted?.id, language);
  return {
    asked,
    account: account ? await shownAccount(sql, instanceId, account) : null,
    deleted,
    records,
    match: await matchOf(sql, instanceId, entityId ?? deleted?.id),
    rejections,
    values: account ? await accountProvenance(sql, instanceId, account.id) : [],
    targets,
    verdict: overall(account, deleted, rejections, targets, language),
  };
}

async function findAccount(sql: Sql, instanceId: string, who: string): Promise<string | undefined> {
  const { rows } = await sql.query<{ id: string }>(
    `SELECT id FROM account WHERE instance_id = $1 AND (id = $2 OR lower(username) = lower($2) OR lower(email) = lower($2))
      ORDER BY id = $2 DESC, lower(username) = lower($2) DESC LIMIT 1`,
    [instanceId, who],
  );
  return rows[0]?.id;
}

async function shownAccount(sql: Sql, instanceId: string, account: Account): Promise<Explanation['account']> {
  return {
    id: account.id,
    username: account.username,
    enabled: account.enabled,
    expired: account.expiresAt !== null && Date.parse(account.expiresAt) <= Date.now(),
    organization: await orgPath(sql, instanceId, account.primaryOrgId),
    updatedAt: account.updatedAt,
  };
}

async function findDeleted(sql: Sql, instanceId: string, who: string): Promise<Explanation['deleted']> {
  const { rows } = await sql.query<{
    id: string;
    deleted_at: Date;
    deleted_by: string;
    run_id: string | null;
  }>(
    `SELECT id, deleted_at, deleted_by, run_id FROM recycle_bin
      WHERE instance_id = $1 AND entity = 'account' AND (id = $2 OR lower(name) = lower($2)) ORDER BY deleted_at DESC LIMIT 1`,
    [instanceId, who],
  );
  const [row] = rows;
  return row ? { id: row.id, at: row.deleted_at.toISOString(), by: row.deleted_by, runId: row.run_id } : null;
}

async function recordsOf(sql: Sql, entityId: string): Promise<Explanation['records']> {
  const { rows } = await sql.query<{
    source_id: string;
    name: string;
    locator: string;
    key: string;
    changed_at: Date;
    gone_since: Date | null;
    raw: Record<string, unknown>;
  }>(
    `SELECT l.source_id, s.name, l.locator, l.key, l.changed_at, l.gone_since, l.raw FROM link l JOIN source s ON s.id = l.source_id
      WHERE l.entity_id = $1 ORDER BY s.priority, s.id`,
    [entityId],
  );
  return rows.map((row) => ({
    sourceId: row.source_id,
    sourceName: row.name,
    locator: row.locator,
    key: row.key,
    changedAt: row.changed_at.toISOString(),
    goneSince: row.gone_since?.toISOString() ?? null,
    attributes: row.raw,
  }));
}

async function matchOf(
  sql: Sql,
  instanceId: string,
  entityId: string | undefined,
): Promise<Explanation['match']> {
  const { rows } = await sql.query<{ at: Date; op: string; actor: string; run_id: string | null }>(
    `SELECT at, op, actor, run_id FROM change_log
      WHERE instance_id = $1 AND entity_id = $2 AND entity = 'account' AND op IN ('create', 'bind', 'restore', 'delete') ORDER BY seq`,
    [instanceId, entityId ?? ''],
  );
  return rows.map(({ at, op, actor, run_id }) => ({ at: at.toISOString(), op, actor, runId: run_id }));
}

/** Only the latest run of each source counts: what an older one refused may have been mended since. */
async function rejectionsOf(
  sql: Sql,
  instanceId: string,
  names: string[],
  language: Language,
): Promise<Explanation['rejections']> {
  const { rows } = await sql.query<{
    source: string;
    run_id: string;
    created_at: Date;
    label: string;
    code: ErrorCode;
    params: ErrorParams;
  }>(
    `SELECT s.name AS source, r.id AS run_id, r.created_at, p.label, p.code, p.params FROM source s
       CROSS JOIN LATERAL (SELECT id, created_at FROM run WHERE subject_id = s.id AND kind = 'sync' AND state IN ('success', 'partial_success')
                            ORDER BY id DESC LIMIT 1) r
       JOIN run_record p ON p.run_id = r.id
      WHERE s.instance_id = $1 AND p.kind = 'user' AND (lower(p.label) = ANY($2) OR lower(p.key) = ANY($2))`,
    [instanceId, names.map((name) => name.toLowerCase())],
  );
  return rows.map((row) => ({
    sourceName: row.source,
    runId: row.run_id,
    at: row.created_at.toISOString(),
    label: row.label,
    reason: reasonOf(row, language),
  }));
}

function reasonOf({ code, params }: Failure, language: Language) {
  const { message, remedy } = describe(code, params, language);
  return { code, message, remedy };
}

interface LinkRow {
  state: NonNullable<Explanation['targets'][number]['state']>;
  remote_id: string | null;
  remote_name: string | null;
  desired: Record<string, unknown> | null;
  acked: Record<string, unknown> | null;
  acked_at: Date | null;
  attempts: number;
  next_attempt_at: Date;
  error: (Failure & { at?: string }) | null;
}

async function targetsOf(
  sql: Sql,
  seals: Pick<Seals, 'open'>,
  instanceId: string,
  account: Account | undefined,
  accountId: string | undefined,
  language: Language,
): Promise<Explanation['targets']> {
  const { rows: applications } = await sql.query<{ id: string }>(
    `SELECT id FROM application WHERE instance_id = $1 AND provisioning IS NOT NULL ORDER BY id`,
    [instanceId],
  );
  const targets: Explanation['targets'] = [];
  for (const { id } of applications) {
    const application = await loadApplication(sql, seals, instanceId, id);
    const link = await linkOf(sql, id, accountId);
    const covered =
      account !== undefined && (await covers(sql, instanceId, application.settings, account.id));
    const error = link?.error ?? null;
    targets.push({
      applicationId: id,
      applicationName: application.name,
      enabled: application.enabled,
      inScope: covered,
      state: link?.state ?? null,
      remoteId: link?.remote_id ?? null,
      remoteName: link?.remote_name ?? null,
      desired: link?.desired ?? null,
      acknowledged: link?.acked ?? null,
      acknowledgedAt: link?.acked_at?.toISOString() ?? null,
      attempts: link?.attempts ?? 0,
      nextAttemptAt: link?.state === 'due' ? link.next_attempt_at.toISOString() : null,
      refusal: error && {
        ...reasonOf(error, language),
        at: error.at ? new Date(error.at).toISOString() : null,
      },
      verdict: say(targetSentence(application.enabled, covered, account !== undefined, link), language, {
        target: application.name,
        id: link?.remote_id ?? '',
      }),
    });
  }
  return targets;
}

async function linkOf(
  sql: Sql,
  applicationId: string,
  accountId: string | undefined,
): Promise<LinkRow | undefined> {
  const { rows } = await sql.query<LinkRow>(
    `SELECT state, remote_id, remote_name, desired, acked, acked_at, attempts, next_attempt_at, error
       FROM target_link WHERE application_id = $1 AND account_id = $2`,
    [applicationId, accountId ?? ''],
  );
  return rows[0];
}

async function covers(
  sql: Sql,
  instanceId: string,
  settings: Parameters<typeof inScope>[1],
  accountId: string,
): Promise<boolean> {
  const values: unknown[] = [accountId];
  const { rows } = await sql.query(
    `SELECT FROM account a WHERE a.id = $1 AND ${inScope(instanceId, settings, values)}`,
    values,
  );
  return rows.length > 0;
}

function targetSentence(
  enabled: boolean,
  covered: boolean,
  exists: boolean,
  link: LinkRow | undefined,
): Said {
  if (!exists && !link) return 'target_no_account';
  if (!link) return !covered ? 'target_out_of_scope' : enabled ? 'target_not_pushed' : 'target_switched_off';
  if (link.state === 'synced') return 'target_synced';
  if (link.state === 'due') return link.error ? 'target_retrying' : 'target_due';
  return `target_${link.state}`;
}

function overall(
  account: Account | undefined,
  deleted: Explanation['deleted'],
  rejections: Explanation['rejections'],
  targets: Explanation['targets'],
  language: Language,
): string {
  if (deleted) return say('deleted', language, { by: deleted.by });
  if (!account) return say('rejected', language, { reason: rejections[0]?.reason.message ?? '' });
  const there = targets
    .filter(({ state }) => state === 'synced')
    .map(({ applicationName }) => applicationName);
  const missing = targets.filter(({ state }) => state !== 'synced');
  if (targets.length === 0) return say('no_targets', language, {});
  const expired = account.expiresAt !== null && Date.parse(account.expiresAt) <= Date.now();
  const inactive = account.enabled && !expired ? '' : ` ${say('inactive', language, {})}`;
  if (missing.length === 0) return say('everywhere', language, { targets: there.join(', ') }) + inactive;
  return missing.map(({ verdict }) => verdict).join(' ');
}
