/** Everybody who may sign in to an application: the database finds whom assignments name, rules are tried on the others. */
import type { Sql } from '../db/db.ts';
import { MusterError } from '../errors/error.ts';
import type { ApplicationUser, ApplicationUserCounts } from '../model/application-access.ts';
import type { Sso } from '../model/sso.ts';
import { belowOrgs } from '../push/scope.ts';
import { userModel } from '../push/user-model.ts';
import { findSso, type SsoApplication } from './access.ts';
import { accountRule } from './catalogue.ts';
import { compiled } from './expressions.ts';
import { holdsRule } from './grants.ts';
import { USABLE } from './person.ts';
import { requireApplication } from './sso.ts';
import { usernameKey, usernamesFor } from './usernames.ts';

const BATCH = 2000;
/** Accounts looked at one by one for one page, and for the counts. */
const PAGE_LOOK = 5000;
const COUNT_LOOK = 50_000;
const DUPLICATES = 20;

export interface PeoplePage {
  people: ApplicationUser[];
  /** Where to go on; null at the end. A page may be short although there is more. */
  next: string | null;
}

/**
 * One page, by account id. Throws `not_found`, `sso_template_missing` for an application without sign-in.
 */
export async function listApplicationUsers(
  sql: Sql,
  instanceId: string,
  idOrName: string,
  { after = '', limit }: { after?: string | undefined; limit: number },
): Promise<PeoplePage> {
  const look = await lookAt(sql, instanceId, idOrName);
  const people: ApplicationUser[] = [];
  let looked = 0;
  let last = after;
  for (;;) {
    const size = Math.min(BATCH, Math.max(limit, 50));
    const batch = await look.read(last, size);
    for (const { user } of batch.rows) {
      if (!user) continue;
      people.push(user);
      if (people.length === limit) return { people, next: user.accountId };
    }
    looked += batch.rows.length;
    last = batch.last;
    if (batch.rows.length < size) return { people, next: null };
    if (looked >= PAGE_LOOK) return { people, next: last };
  }
}

/** How many may, and how; with those whose names would be missing or another's. Throws as `listApplicationUsers`. */
export async function countApplicationUsers(
  sql: Sql,
  instanceId: string,
  idOrName: string,
): Promise<ApplicationUserCounts> {
  const look = await lookAt(sql, instanceId, idOrName);
  const counts: ApplicationUserCounts = { ...(await look.count()), duplicates: [], complete: true };
  if (!look.needsEach) return counts;
  const named = new Map<string, { username: string; accounts: string[] }>();
  Object.assign(counts, { allowed: 0, byRule: 0, withoutUsername: 0 });
  let looked = 0;
  for (let last = ''; ; ) {
    const batch = await look.read(last, BATCH);
    for (const { user } of batch.rows) {
      if (!user) continue;
      counts.allowed++;
      if (user.by.includes('rule')) counts.byRule++;
      if (user.usernames.length === 0) counts.withoutUsername++;
      if (look.isShared) continue;
      for (const username of user.usernames) {
        const holders = named.get(usernameKey(username));
        if (holders) holders.accounts.push(user.account);
        else named.set(usernameKey(username), { username, accounts: [user.account] });
      }
    }
    looked += batch.rows.length;
    last = batch.last;
    if (batch.rows.length < BATCH) break;
    if (looked >= COUNT_LOOK) {
      counts.complete = false;
      break;
    }
  }
  counts.duplicates = [...named.values()]
    .filter(({ accounts }) => accounts.length > 1)
    .slice(0, DUPLICATES)
    .map(({ username, accounts }) => ({ username, accounts: accounts.slice(0, DUPLICATES) }));
  return counts;
}

interface Look {
  /** Rules or names can only be told account by account. */
  needsEach: boolean;
  isShared: boolean;
  /** Accounts after this id; `user` where the account may sign in. */
  read(after: string, limit: number): Promise<{ rows: { user?: ApplicationUser }[]; last: string }>;
  count(): Promise<Omit<ApplicationUserCounts, 'duplicates' | 'complete'>>;
}

interface Row extends Record<string, unknown> {
  id: string;
  username: string;
  display_name: string | null;
  by_account: boolean;
  by_org: boolean;
  by_group: boolean;
  names: string[] | null;
}

/** Conditions over `account a` for the application $2, its organizations $3. */
const BY_ACCOUNT = `EXISTS (SELECT FROM application_assignment g WHERE g.application_id = $2 AND g.kind = 'account' AND g.subject_id = a.id)`;
const BY_GROUP = `EXISTS (SELECT FROM group_member m JOIN application_assignment g ON g.kind = 'group' AND g.subject_id = m.group_id
    WHERE g.application_id = $2 AND m.account_id = a.id)`;
const BELOW = belowOrgs('$3');
const BY_ORG = `(a.primary_org_id IN ${BELOW}
    OR EXISTS (SELECT FROM account_further_org f WHERE f.account_id = a.id AND f.org_id IN ${BELOW}))`;
const NAMES = `(SELECT array_agg(n.username ORDER BY n.id) FROM application_account n WHERE n.application_id = $2 AND n.account_id = a.id)`;
const FLAGS = `${BY_ACCOUNT} AS by_account, ${BY_ORG} AS by_org, ${BY_GROUP} AS by_group`;

async function lookAt(sql: Sql, instanceId: string, idOrName: string): Promise<Look> {
  const { id, name } = await requireApplication(sql, instanceId, idOrName);
  const application = await findSso(sql, instanceId, id);
  if (!application) throw new MusterError('sso_template_missing', { name });
  const { sso, template } = application;
  const { rules, orgIds } = await assignedTo(sql, id);
  const isOpen = sso.authorisation === 'everyone';
  const isShared = accountRule(template).shared;
  const tried = isOpen ? [] : rules;
  const needsEach = tried.length > 0 || sso.applicationUsername.by === 'expression';
  const model = userModel(usesOf(sso, tried));
  const values = [instanceId, id, orgIds];
  const everyone = isOpen || tried.length > 0;
  return {
    needsEach,
    isShared,
    async read(after, limit) {
      const { rows } = await sql.query<Row>(
        `SELECT * FROM (SELECT a.id, a.username, a.display_name, ${FLAGS}, ${NAMES} AS names, ${model.columns}
            FROM account a WHERE a.instance_id = $1 AND ${USABLE} AND a.id > $4) p
          WHERE ${everyone} OR by_account OR by_org OR by_group ORDER BY id LIMIT $5`,
        [...values, after, limit],
      );
      const shown = rows.map((row) => userOf(application, tried, row, model.attributes(row)));
      return { rows: shown, last: rows.at(-1)?.id ?? after };
    },
    async count() {
      const allowed = isOpen ? 'true' : '(by_account OR by_org OR by_group)';
      const { rows } = await sql.query<Omit<ApplicationUserCounts, 'duplicates' | 'complete'>>(
        `SELECT count(*) AS accounts, count(*) FILTER (WHERE ${allowed}) AS allowed,
            count(*) FILTER (WHERE by_account) AS "byAccount", count(*) FILTER (WHERE by_org) AS "byOrg",
            count(*) FILTER (WHERE by_group) AS "byGroup", 0 AS "byRule",
            count(*) FILTER (WHERE ${allowed} AND names IS NULL AND $4) AS "withoutUsername"
           FROM (SELECT ${FLAGS}, ${NAMES} AS names FROM account a WHERE a.instance_id = $1 AND ${USABLE}) p`,
        [...values, sso.applicationUsername.by === 'manual'],
      );
      return rows[0]!;
    },
  };
}

async function assignedTo(sql: Sql, applicationId: string): Promise<{ rules: string[]; orgIds: string[] }> {
  const { rows } = await sql.query<{ rules: string[]; orgs: string[] }>(
    `SELECT coalesce(array_agg(rule ORDER BY id) FILTER (WHERE kind = 'rule'), '{}') AS rules,
            coalesce(array_agg(subject_id) FILTER (WHERE kind = 'org'), '{}') AS orgs
       FROM application_assignment WHERE application_id = $1`,
    [applicationId],
  );
  return { rules: rows[0]!.rules, orgIds: rows[0]!.orgs };
}

/** Fields of the account that rules and the name read; `*` for all. */
function usesOf({ applicationUsername }: Sso, rules: readonly string[]): string[] {
  const texts = applicationUsername.by === 'expression' ? [applicationUsername.expression, ...rules] : rules;
  const paths = texts.flatMap((text) => compiled(text).uses);
  return paths.map((path) => path.split('.')[1] ?? '*');
}

function userOf(
  { template, sso }: SsoApplication,
  rules: readonly string[],
  row: Row,
  user: Record<string, unknown>,
): { user?: ApplicationUser } {
  const by: ApplicationUser['by'] = [];
  if (sso.authorisation === 'everyone') by.push('everyone');
  else {
    if (row.by_account) by.push('account');
    if (row.by_org) by.push('org');
    if (row.by_group) by.push('group');
    if (rules.some((rule) => holdsRule(rule, user))) by.push('rule');
    if (by.length === 0) return {};
  }
  const { id: accountId, username: account, display_name: displayName, names } = row;
  const usernames = usernamesFor(template, sso, { username: account, user }, names ?? []);
  return { user: { accountId, account, displayName, by, usernames } };
}
