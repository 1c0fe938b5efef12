import { MusterError } from '../../errors/error.ts';
import { compileMappings } from '../../expressions/mapping.ts';
import { DingTalkProvisioning } from '../../model/dingtalk-provisioning.ts';
import type { FieldMapping } from '../../model/mapping.ts';
import type { FlatUser } from '../flat-user.ts';
import type { Preset } from '../presets.ts';
import type { TargetKind } from '../target.ts';
import { userModel } from '../user-model.ts';
import { testDingTalk } from './check.ts';
import { knownOrgs, planOrgs, wantedOrgs } from './orgs.ts';
import { checkPersonMappings, departmentsOf, desiredPerson } from './person.ts';
import { DingTalkTarget } from './target.ts';

const field = (target: string, value: string): FieldMapping => ({ target, type: 'field', value });
const expression = (target: string, value: string): FieldMapping => ({ target, type: 'expression', value });

const PRESET: Preset<DingTalkProvisioning> = {
  id: 'dingtalk',
  title: { en: 'DingTalk', zh: '钉钉' },
  provisioning: {
    scope: { orgIds: [], groupIds: [] },
    baseUrl: 'https://oapi.dingtalk.com',
    clientId: null,
    departmentId: '1',
    organizations: 'departments',
    match: ['mobile'],
    operations: { create: true, update: true, delete: true },
    fullPush: { users: true },
    mappings: [
      field('userid', 'id'),
      expression('name', 'Coalesce(user.displayName, user.username)'),
      expression(
        'mobile',
        'IIF(IsNull(user.phoneRegion) || user.phoneRegion == "86", user.phoneNumber, Append("+", user.phoneRegion, "-", user.phoneNumber))',
      ),
      field('email', 'email'),
    ],
    existing: 'conflict',
    deprovision: 'delete',
    // A person removed from the company loses groups and files there: fewer than elsewhere go without a question.
    guard: { deletions: 10, share: 5 },
    disabled: 'keep',
    // The standard edition allows 20 calls a second of each API.
    rate: 15,
    concurrency: 8,
    caCertificate: null,
    connectTimeoutMs: 5000,
    requestTimeoutMs: 30_000,
  },
};

/** The columns that say where an account belongs. */
const PLACES = `a.primary_org_id AS u__primary,
  ARRAY(SELECT f.org_id FROM account_further_org f WHERE f.account_id = a.id ORDER BY f.org_id) AS u__further`;

export const dingtalk: TargetKind<DingTalkProvisioning> = {
  id: 'dingtalk',
  settings: DingTalkProvisioning,
  presets: [PRESET],
  sentTo: { clientSecret: ['baseUrl', 'caCertificate'] },
  merged: (kept, change) => ({ ...kept, ...change }),
  check(settings) {
    checkPersonMappings(settings);
    const { match, mappings } = settings;
    if (match.includes('job_number') && !mappings.some(({ target }) => /(^|\.)job_number$/.test(target)))
      throw new MusterError('invalid_input', {
        field: 'provisioning.match',
        reason: 'job_number is not mapped, so nobody can be found by it',
      });
  },
  meaning: ({ mappings, scope, disabled, deprovision, departmentId, organizations }) => [
    mappings,
    scope,
    disabled,
    deprovision,
    departmentId,
    organizations,
  ],
  async projection(sql, instanceId, settings) {
    const compiled = compileMappings(settings.mappings, 'user');
    const model = userModel(compiled.uses);
    const person = (row: Record<string, unknown>, label: string) =>
      desiredPerson(compiled, model.attributes(row), label);
    const key = (user: FlatUser) => String(user.mobile);
    if (settings.organizations === 'none')
      return { columns: model.columns, isVolatile: model.readsGroups, user: person, key };
    const { root, wanted } = await wantedOrgs(sql, instanceId, settings);
    const orgs = { root, ids: new Set(wanted.map(({ id }) => id)) };
    return {
      columns: `${model.columns}, ${PLACES}`,
      // Further organizations change without the account's version.
      isVolatile: true,
      user: (row, label) => ({
        ...person(row, label),
        departments: departmentsOf(String(row.u__primary), row.u__further as string[], orgs),
      }),
      key,
    };
  },
  async structurePlan(sql, { applicationId, instanceId }, settings) {
    if (settings.organizations === 'none') return null;
    const { wanted } = await wantedOrgs(sql, instanceId, settings);
    return planOrgs(wanted, await knownOrgs(sql, applicationId), settings.departmentId);
  },
  open: (settings) => new DingTalkTarget(settings),
  test: testDingTalk,
};
