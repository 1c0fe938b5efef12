/** “Try it”: what one account would meet at an application, and what the application would be told. Writes nothing. */

import type { Sql } from '../db/db.ts';
import { getAccount } from '../directory/accounts.ts';
import { asMusterError, describe, type Language, MusterError } from '../errors/error.ts';
import type { Models } from '../expressions/scope.ts';
import type { AccessTrial } from '../model/application-access.ts';
import type { Words } from '../model/application-catalogue.ts';
import type { Sso } from '../model/sso.ts';
import { findSso, personAt, type RefusedAtApplication } from './access.ts';
import { assignmentsOf } from './assignments.ts';
import { accessOf } from './grants.ts';
import { readPerson } from './person.ts';
import { requireApplication } from './sso.ts';
import { usernamesFor } from './usernames.ts';
import { claim, oneText, texts } from './values.ts';

const REASONS: Record<RefusedAtApplication, Words> = {
  sso_disabled: {
    en: 'Sign-in to the application is switched off.',
    zh: '该应用的单点登录未启用。',
  },
  not_assigned: {
    en: 'The application is not assigned to the account: neither itself, nor its organizations, groups or a rule.',
    zh: '应用未授权给该账户：账户本身、所属组织、组或规则均未匹配。',
  },
  no_application_username: {
    en: 'The account has no name at the application: none was given, or the expression fails or gives none that can be used.',
    zh: '该账户没有应用账户：未分配，或表达式执行失败、结果不可用。',
  },
  application_username_taken: {
    en: 'The name it would have at the application is that of the user another account was pushed to.',
    zh: '其应用账户与另一账户已同步到目标的用户同名。',
  },
  account_unusable: {
    en: 'The account is disabled, locked or expired.',
    zh: '该账户已禁用、锁定或过期。',
  },
};

/** Throws `not_found`, `sso_template_missing`. */
export async function checkAccess(
  sql: Sql,
  instanceId: string,
  idOrName: string,
  accountIdOrName: string,
  language: Language,
): Promise<AccessTrial> {
  const { id, name } = await requireApplication(sql, instanceId, idOrName);
  const application = await findSso(sql, instanceId, id);
  if (!application) throw new MusterError('sso_template_missing', { name });
  const account = await getAccount(sql, instanceId, accountIdOrName);
  const person = await readPerson(sql, instanceId, account.id, [id]);
  const own = person?.applications[0];
  if (!person || !own) throw new MusterError('not_found', { what: 'account', id: account.id });
  const { sso, template } = application;
  const result = await personAt(sql, application, account.id);
  const access = accessOf(sso, own, person.user);
  const usernames = usernamesFor(template, sso, person, own.usernames);
  const models: Models = { user: person.user, appUser: { username: usernames[0] ?? null, usernames } };
  return {
    accountId: account.id,
    account: account.username,
    allowed: result.ok,
    reason: result.ok ? null : result.reason,
    reasonText: result.ok ? null : REASONS[result.reason],
    by: access?.by === 'everyone' ? 'everyone' : await assignmentsOf(sql, id, access?.ids ?? []),
    usernames,
    values: usernames.length === 0 ? [] : valuesOf(application.sso, models, language),
  };
}

function valuesOf({ saml, oidc }: Sso, models: Models, language: Language): AccessTrial['values'] {
  const tried = (name: string, make: () => unknown): AccessTrial['values'][number] => {
    try {
      return { name, value: make(), error: null };
    } catch (error) {
      const { code, params } = asMusterError(error);
      const { message, remedy } = describe(code, params, language);
      return { name, value: null, error: { code, message, remedy } };
    }
  };
  if (saml)
    return [
      tried('NameID', () => oneText(saml.nameId, models)),
      ...saml.attributes.map(({ name, expression }) => tried(name, () => texts(expression, models))),
    ];
  if (!oidc) return [];
  return [
    tried('sub', () => oneText(oidc.subject, models)),
    ...oidc.claims.map(({ name, expression }) => tried(name, () => claim(expression, models))),
  ];
}
