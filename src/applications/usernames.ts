/** What a person is called at an application. */
import type { Sql } from '../db/db.ts';
import { itemsOf, textOf } from '../expressions/values.ts';
import type { Sso } from '../model/sso.ts';
import { accountRule } from './catalogue.ts';
import { compiled } from './expressions.ts';
import type { Person } from './person.ts';

const MAX = 256;

/**
 * The names the person has at an application of this template, none where the expression fails or gives what cannot be
 * a name there. Without several, only the first counts.
 */
export function usernamesFor(
  template: string,
  sso: Pick<Sso, 'applicationUsername'>,
  person: Pick<Person, 'username' | 'user'>,
  byHand: readonly string[],
): string[] {
  const names = rawNames(sso, person, byHand).filter((name) => isUsername(template, name));
  return accountRule(template).several ? [...new Set(names)] : names.slice(0, 1);
}

function rawNames(
  { applicationUsername }: Pick<Sso, 'applicationUsername'>,
  { username, user }: Pick<Person, 'username' | 'user'>,
  byHand: readonly string[],
): readonly string[] {
  if (applicationUsername.by === 'username') return [username];
  if (applicationUsername.by === 'manual') return byHand;
  try {
    const value = compiled(applicationUsername.expression).evaluate({ user });
    return itemsOf(value).flatMap((one) => textOf('appUser.username', one) ?? []);
  } catch {
    return [];
  }
}

/** May this be a name at an application of the template? Never one that looks like another (spaces at the ends, controls). */
export function isUsername(template: string, name: string): boolean {
  const { pattern } = accountRule(template);
  return (
    name.length > 0 &&
    name.length <= MAX &&
    name === name.trim() &&
    name.isWellFormed() &&
    !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(name) &&
    (pattern?.test(name) ?? true)
  );
}

/** Equal keys are the same name; applications compare without regard to case, RAM among them. */
export function usernameKey(name: string): string {
  return name.normalize('NFKC').toLowerCase();
}

/** Is the name at the application's target the user that another account was pushed to? */
export async function isHeldByAnother(
  sql: Sql,
  applicationId: string,
  accountId: string,
  username: string,
): Promise<boolean> {
  const { rows } = await sql.query<{ held: boolean }>({
    name: 'application-username-held',
    text: `SELECT EXISTS (SELECT FROM target_link WHERE application_id = $1 AND remote_key = $2 AND account_id <> $3) AS held`,
    values: [applicationId, usernameKey(username), accountId],
  });
  return rows[0]!.held;
}
