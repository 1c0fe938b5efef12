import type { Provisioning } from '../model/application.ts';
import { DISABLED } from './user-model.ts';

/** SQL that is true for `account a` in the sync scope; `values` receives its parameters. */
export function inScope(
  instanceId: string,
  settings: Pick<Provisioning, 'scope' | 'disabled'>,
  values: unknown[],
): string {
  const parameter = (value: unknown) => `$${values.push(value)}`;
  const { orgIds, groupIds } = settings.scope;
  const conditions = [`a.instance_id = ${parameter(instanceId)}`];
  if (settings.disabled === 'remove') conditions.push(`NOT ${DISABLED}`);
  const either: string[] = [];
  if (orgIds.length > 0) {
    const below = belowOrgs(parameter(orgIds));
    either.push(`a.primary_org_id IN ${below}`);
    either.push(
      `EXISTS (SELECT FROM account_further_org f WHERE f.account_id = a.id AND f.org_id IN ${below})`,
    );
  }
  if (groupIds.length > 0)
    either.push(
      `EXISTS (SELECT FROM group_member m WHERE m.account_id = a.id AND m.group_id = ANY(${parameter(groupIds)}))`,
    );
  if (either.length > 0) conditions.push(`(${either.join(' OR ')})`);
  return conditions.join(' AND ');
}

/** The organizations of an array parameter with all below them, as a subquery. */
export function belowOrgs(parameter: string): string {
  return `(WITH RECURSIVE below AS (SELECT id FROM org_unit WHERE id = ANY(${parameter}::text[])
    UNION SELECT o.id FROM org_unit o JOIN below b ON o.parent_id = b.id) SELECT id FROM below)`;
}
