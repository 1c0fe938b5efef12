/** The catalogue: every entry, by the id that applications keep. */
import { MusterError } from '../errors/error.ts';
import type { Guide, Icon } from '../model/application-catalogue.ts';
import { alibabaRoleSso, alibabaRoleSsoInternational } from './catalogue/alibaba-role-sso.ts';
import {
  alibabaUserSso,
  alibabaUserSsoInternational,
  ownCloudUserSso,
} from './catalogue/alibaba-user-sso.ts';
import { github, gitlab, jenkins } from './catalogue/development.ts';
import { type AccountRule, type Entry, PERSONAL } from './catalogue/entry.ts';
import { huaweiCloud } from './catalogue/huawei-cloud.ts';
import { alibabaCloudSso, awsIdentityCenter } from './catalogue/identity-centers.ts';
import { grafana, nextcloud } from './catalogue/operations.ts';
import { genericOidc, genericSaml } from './catalogue/standard.ts';
import { tencentCloud } from './catalogue/tencent-cloud.ts';

export type { Entry, Icon };

export const CATALOGUE: ReadonlyMap<string, Entry> = new Map(
  [
    alibabaUserSso,
    alibabaUserSsoInternational,
    ownCloudUserSso,
    alibabaRoleSso,
    alibabaRoleSsoInternational,
    alibabaCloudSso,
    awsIdentityCenter,
    tencentCloud,
    huaweiCloud,
    gitlab,
    github,
    jenkins,
    grafana,
    nextcloud,
    genericOidc,
    genericSaml,
  ].map((entry) => [entry.id, entry]),
);

/** Undefined for an id that no entry has, such as one of a later version. */
export function catalogueEntry(id: string): Entry | undefined {
  return CATALOGUE.get(id);
}

/** Throws `template_unknown`. */
export function entryOf(id: string, known: readonly string[] = []): Entry {
  const entry = CATALOGUE.get(id);
  if (entry) return entry;
  throw new MusterError('template_unknown', {
    field: 'template',
    template: id,
    known: [...CATALOGUE.keys(), ...known].join(', '),
  });
}

/** What accounts at an application of the entry are like. */
export function accountRule(id: string): AccountRule {
  return CATALOGUE.get(id)?.accounts ?? PERSONAL;
}

/** The steps with the application's own addresses in them. */
export function guideOf({ guide }: Entry, addresses: Readonly<Record<string, string>>): Guide {
  const filled = (steps: readonly string[]) =>
    steps.map((step) => step.replace(/\{(\w+)\}/g, (braced, name: string) => addresses[name] ?? braced));
  return { en: filled(guide.en), zh: filled(guide.zh) };
}
