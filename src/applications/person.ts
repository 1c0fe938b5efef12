/** A person as applications see them, with what was assigned to them: one query, whatever the size of the directory. */
import type { Sql } from '../db/db.ts';
import { lookupText } from '../directory/input.ts';
import { userModel } from '../push/user-model.ts';
import type { SsoRow } from './sso-rows.ts';

/** What one application has of a person. */
export interface SsoOfPerson extends Pick<SsoRow, 'template' | 'settings' | 'enabled'> {
  id: string;
  name: string;
  /** Assignments that name the account, a group of it, or an organization it is in or below. */
  assigned: string[];
  /** All rules of the application; whether they hold is for `holdsRule`. */
  rules: { id: string; rule: string }[];
  /** Names given by hand, oldest first. */
  usernames: string[];
}

export interface Person {
  accountId: string;
  username: string;
  /** Enabled, not locked, not expired. */
  isUsable: boolean;
  /** The model `user` of expressions. */
  user: Record<string, unknown>;
  applications: SsoOfPerson[];
}

/** True for an `account a` that may sign in; by the clock of the database. */
export const USABLE = `(a.enabled AND (a.locked_until IS NULL OR a.locked_until <= now()) AND (a.expires_at IS NULL OR a.expires_at > now()))`;

const MODEL = userModel(['*']);

/** The organizations that the account $2 is in, with all above them. */
const ABOVE = `above AS (
    SELECT o.id, o.parent_id FROM org_unit o
     WHERE o.id = (SELECT a.primary_org_id FROM account a WHERE a.id = $2)
        OR o.id IN (SELECT f.org_id FROM account_further_org f WHERE f.account_id = $2)
    UNION SELECT o.id, o.parent_id FROM org_unit o JOIN above b ON o.id = b.parent_id)`;

/** Everything an assignment may name for the account $2 to be let in; ids of different kinds never are the same. */
const SUBJECTS = `subjects AS MATERIALIZED (SELECT array_agg(id) AS ids FROM (
    SELECT $2::text AS id UNION ALL SELECT id FROM above
    UNION ALL SELECT m.group_id FROM group_member m WHERE m.account_id = $2) s)`;

const APPLICATIONS = `(SELECT coalesce(json_agg(json_build_object('id', app.id, 'name', app.name, 'template', s.template,
      'settings', s.settings, 'enabled', s.enabled, 'assigned', g.assigned, 'rules', r.rules, 'usernames', n.usernames)
      ORDER BY lower(app.name), app.id), '[]')
    FROM application app JOIN application_sso s ON s.application_id = app.id
    CROSS JOIN LATERAL (
      SELECT coalesce(json_agg(g.id ORDER BY g.id), '[]') AS assigned FROM application_assignment g
       WHERE g.application_id = app.id AND g.kind <> 'rule' AND g.subject_id = ANY((SELECT ids FROM subjects)::text[])) g
    CROSS JOIN LATERAL (
      SELECT coalesce(json_agg(json_build_object('id', r.id, 'rule', r.rule) ORDER BY r.id), '[]') AS rules
        FROM application_assignment r WHERE r.application_id = app.id AND r.kind = 'rule') r
    CROSS JOIN LATERAL (
      SELECT coalesce(json_agg(n.username ORDER BY n.id), '[]') AS usernames
        FROM application_account n WHERE n.application_id = app.id AND n.account_id = $2) n
   WHERE app.instance_id = $1 AND ($3::text[] IS NULL AND s.enabled OR app.id = ANY($3)))`;

const QUERY = `WITH RECURSIVE ${ABOVE}, ${SUBJECTS}
  SELECT a.id AS account_id, a.username, ${USABLE} AS usable, ${APPLICATIONS} AS applications, ${MODEL.columns}
    FROM account a WHERE a.instance_id = $1 AND a.id = $2`;

/** The account with the applications named, or with all whose sign-in is enabled; undefined where there is no such account. */
export async function readPerson(
  sql: Sql,
  instanceId: string,
  accountId: string,
  applicationIds: readonly string[] | null,
): Promise<Person | undefined> {
  const { rows } = await sql.query<Record<string, unknown> & PersonRow>({
    name: 'person-at-applications',
    text: QUERY,
    values: [lookupText(instanceId), lookupText(accountId), applicationIds],
  });
  const [row] = rows;
  return (
    row && {
      accountId: row.account_id,
      username: row.username,
      isUsable: row.usable,
      user: MODEL.attributes(row),
      applications: row.applications,
    }
  );
}

interface PersonRow {
  account_id: string;
  username: string;
  usable: boolean;
  applications: SsoOfPerson[];
}
