/** New applications, from a template of a target or from the catalogue. */
import type { Db } from '../db/db.ts';
import type { Actor } from '../directory/change-log.ts';
import { checked } from '../directory/input.ts';
import { type Application, ApplicationCreate } from '../model/application.ts';
import { hasSettings } from '../push/application-rows.ts';
import {
  createApplication as createWithTarget,
  insertWithoutTarget,
  insertWithTarget,
  type Seals,
} from '../push/applications.ts';
import { TEMPLATES } from '../push/kinds.ts';
import type { Entry } from './catalogue/entry.ts';
import { entryOf } from './catalogue.ts';
import { filled, parametersOf, type Values } from './fill.ts';
import { insertSso, knownValues, type SsoDeps } from './sso.ts';

/**
 * An application of the template: with a target alone, with sign-in, or with both, as the template has them. Sign-in is
 * not switched on yet; provisioning of an entry of the catalogue only where settings for it are given. Throws as
 * `createApplication` of pushes and `updateSso`.
 */
export async function createApplication(
  db: Db,
  deps: Seals & SsoDeps,
  actor: Actor,
  instanceId: string,
  input: unknown,
): Promise<Application> {
  const given = checked(ApplicationCreate, input);
  if (TEMPLATES.has(given.template)) return createWithTarget(db, deps, actor, instanceId, given);
  const entry = entryOf(given.template, [...TEMPLATES.keys()]);
  const { parameters = {}, ...rest } = given;
  return db.tx(async (sql) => {
    const known = await knownValues(sql, deps, instanceId, parameters);
    const values = { ...known, ...parametersOf(entry, parameters, known) };
    const application = entry.target
      ? await insertWithTarget(sql, deps, actor, instanceId, withTarget(rest, entry.target, values))
      : await insertWithoutTarget(sql, actor, instanceId, rest);
    await insertSso(sql, deps, actor, instanceId, application, entry, parameters);
    return application;
  });
}

function withTarget(
  given: ApplicationCreate,
  { template, settings = {} }: NonNullable<Entry['target']>,
  values: Values,
): ApplicationCreate {
  const own = filled(settings, values, false) as Record<string, string>;
  return {
    ...given,
    template,
    enabled: given.enabled ?? hasSettings(given.provisioning),
    provisioning: { ...own, ...given.provisioning },
  };
}
