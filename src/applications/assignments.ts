/** Assignments of applications: accounts, organizations, groups, and rules. */
import type { Db, Sql } from '../db/db.ts';
import { type Actor, appendChanges } from '../directory/change-log.ts';
import { checked, lookupText } from '../directory/input.ts';
import { MusterError } from '../errors/error.ts';
import {
  type Assignment,
  AssignmentCreate,
  AssignmentIds,
  RuleCreate,
  type SubjectKind,
} from '../model/application-access.ts';
import { newId } from '../model/ids.ts';
import { checkExpression } from './expressions.ts';
import { requireApplication } from './sso.ts';

const TABLE: Record<SubjectKind, string> = { account: 'account', org: 'org_unit', group: 'directory_group' };
const WHAT: Record<SubjectKind, string> = { account: 'account', org: 'organization', group: 'group' };

interface Row {
  id: string;
  kind: Assignment['kind'];
  subject_id: string | null;
  rule: string | null;
  name: string;
  deleted: boolean;
  created_at: Date;
}

const SELECT = `SELECT g.id, g.kind, g.subject_id, g.rule, g.created_at,
      coalesce(a.username, o.name, d.name, g.name, b.name, '') AS name,
      g.kind <> 'rule' AND a.id IS NULL AND o.id IS NULL AND d.id IS NULL AS deleted
    FROM application_assignment g
    LEFT JOIN account a ON g.kind = 'account' AND a.id = g.subject_id
    LEFT JOIN org_unit o ON g.kind = 'org' AND o.id = g.subject_id
    LEFT JOIN directory_group d ON g.kind = 'group' AND d.id = g.subject_id
    LEFT JOIN recycle_bin b ON b.id = g.subject_id`;

export interface AssignmentPage {
  kind?: Assignment['kind'] | undefined;
  after?: string | undefined;
  limit: number;
}

/** The assignments of an application, oldest first. Throws `not_found`. */
export async function listAssignments(
  sql: Sql,
  instanceId: string,
  idOrName: string,
  { kind, after, limit }: AssignmentPage,
): Promise<Assignment[]> {
  const { id } = await requireApplication(sql, instanceId, idOrName);
  const { rows } = await sql.query<Row>(
    `${SELECT} WHERE g.application_id = $1 AND ($2::text IS NULL OR g.kind = $2) AND ($3::text IS NULL OR g.id > $3)
      ORDER BY g.id LIMIT $4`,
    [id, kind ?? null, after ?? null, limit],
  );
  return rows.map(shown);
}

/** Some of them, by their ids. */
export async function assignmentsOf(
  sql: Sql,
  applicationId: string,
  ids: readonly string[],
): Promise<Assignment[]> {
  const { rows } = await sql.query<Row>(
    `${SELECT} WHERE g.application_id = $1 AND g.id = ANY($2) ORDER BY g.id`,
    [applicationId, ids],
  );
  return rows.map(shown);
}

/**
 * Lets accounts, organizations with all below them, or groups in; those assigned already stay as they are. All or none:
 * throws `not_found` for an id that is not of this instance. Returns how many are new.
 */
export async function assign(
  db: Db,
  actor: Actor,
  instanceId: string,
  idOrName: string,
  input: unknown,
): Promise<number> {
  const { kind, ids } = checked(AssignmentCreate, input);
  const subjects = [...new Set(ids.map(lookupText))];
  return db.tx(async (sql) => {
    const { id: applicationId } = await requireApplication(sql, instanceId, idOrName, 'FOR NO KEY UPDATE');
    // Locked, so that nothing of it is purged between this look and the commit.
    const { rows: present } = await sql.query<{ id: string }>(
      `SELECT id FROM ${TABLE[kind]} WHERE instance_id = $1 AND id = ANY($2) FOR KEY SHARE`,
      [instanceId, subjects],
    );
    const known = new Set(present.map(({ id }) => id));
    const missing = subjects.find((id) => !known.has(id));
    if (missing !== undefined)
      throw new MusterError('not_found', { what: WHAT[kind], id: missing, field: 'ids' });
    const { rows } = await sql.query<{ id: string; subject_id: string }>(
      `INSERT INTO application_assignment (id, application_id, kind, subject_id)
       SELECT u.id, $1, $2, u.subject FROM unnest($3::text[], $4::text[]) u (id, subject)
       ON CONFLICT (application_id, subject_id) WHERE kind <> 'rule' DO NOTHING RETURNING id, subject_id`,
      [applicationId, kind, subjects.map(() => newId('assignment')), subjects],
    );
    await log(
      sql,
      actor,
      instanceId,
      applicationId,
      rows.map(({ id, subject_id }) => ({ op: 'add', what: { id, kind, subjectId: subject_id } })),
    );
    return rows.length;
  });
}

/** Lets everybody in for whom the condition over `user` holds when they sign in. Throws `expression_…`, `duplicate_value`. */
export async function addRule(
  db: Db,
  actor: Actor,
  instanceId: string,
  idOrName: string,
  input: unknown,
): Promise<Assignment> {
  const { name, rule } = checked(RuleCreate, input);
  checkExpression(rule, 'rule', ['user']);
  return db.tx(async (sql) => {
    const { id: applicationId } = await requireApplication(sql, instanceId, idOrName, 'FOR NO KEY UPDATE');
    const id = newId('assignment');
    const { rowCount } = await sql.query(
      `INSERT INTO application_assignment (id, application_id, kind, rule, name) VALUES ($1, $2, 'rule', $3, $4)
       ON CONFLICT (application_id, md5(rule)) WHERE kind = 'rule' DO NOTHING`,
      [id, applicationId, rule, name],
    );
    if (rowCount === 0)
      throw new MusterError('duplicate_value', {
        field: 'rule',
        value: rule.slice(0, 80),
        holder: 'another rule',
      });
    await log(sql, actor, instanceId, applicationId, [{ op: 'add', what: { id, kind: 'rule', name, rule } }]);
    return (await assignmentsOf(sql, applicationId, [id]))[0]!;
  });
}

/** Takes assignments away, by their ids; those that are gone already are passed over. Returns how many. */
export async function unassign(
  db: Db,
  actor: Actor,
  instanceId: string,
  idOrName: string,
  input: unknown,
): Promise<number> {
  const { ids } = checked(AssignmentIds, input);
  return db.tx(async (sql) => {
    const { id: applicationId } = await requireApplication(sql, instanceId, idOrName, 'FOR NO KEY UPDATE');
    const { rows } = await sql.query<Omit<Row, 'deleted' | 'created_at'>>(
      `DELETE FROM application_assignment WHERE application_id = $1 AND id = ANY($2) RETURNING id, kind, subject_id, rule, name`,
      [applicationId, ids.map(lookupText)],
    );
    await log(
      sql,
      actor,
      instanceId,
      applicationId,
      rows.map(({ id, kind, subject_id, rule, name }) => ({
        op: 'remove',
        what: kind === 'rule' ? { id, kind, name, rule } : { id, kind, subjectId: subject_id },
      })),
    );
    return rows.length;
  });
}

async function log(
  sql: Sql,
  actor: Actor,
  instanceId: string,
  applicationId: string,
  lines: { op: 'add' | 'remove'; what: object }[],
): Promise<void> {
  await appendChanges(
    sql,
    actor,
    instanceId,
    lines.map(({ op, what }) => ({
      entity: 'application_assignment',
      entityId: applicationId,
      op,
      before: op === 'remove' ? what : null,
      after: op === 'add' ? what : null,
    })),
  );
}

function shown(row: Row): Assignment {
  return {
    id: row.id,
    kind: row.kind,
    subjectId: row.subject_id,
    rule: row.rule,
    name: row.name,
    isDeleted: row.deleted,
    createdAt: row.created_at.toISOString(),
  };
}
