/** What the log-on page begins with, or goes on with. */
import type { z } from 'zod';
import type { Sql } from '../db/db.ts';
import { MusterError } from '../errors/error.ts';
import { type Attempt, beginAttempt, findAttempt } from '../logon/attempt.ts';
import { restart, standing } from '../logon/flow.ts';
import { countPage } from '../logon/limits.ts';
import { logonTabs } from '../logon/methods.ts';
import { resetPossible } from '../logon/password-reset.ts';
import { currentPerson } from '../logon/person.ts';
import { rulesOf } from '../logon/policy.ts';
import { safeReturn } from '../logon/return-to.ts';
import { logonSettings, lookOf } from '../logon/settings.ts';
import type { LogonPage, LogonQuery, Step } from '../model/person-api.ts';
import type { PersonCall } from './frame.ts';

/**
 * The log-on page: goes on with what this browser has under way, or begins. Who is logged on already is sent on, unless
 * the application asked for another log-on (`prompt`, `max_age`).
 */
export async function showLogon(
  call: PersonCall,
  query: z.output<typeof LogonQuery>,
): Promise<z.input<typeof LogonPage>> {
  const { deps, instance, from, cookie } = call;
  const returnTo = safeReturn(instance.id, query.return);
  const person = await currentPerson(deps, instance.id, cookie);
  const fresh =
    person &&
    query.prompt !== 'login' &&
    (query.max_age === undefined || deps.now().getTime() - person.at.getTime() <= query.max_age * 1000);
  let attempt = await findAttempt(deps, instance.id, cookie);
  if (attempt && query.return !== undefined && returnTo !== attempt.returnTo)
    attempt = await leadTo(deps.db, attempt, returnTo);
  if (!attempt) {
    countPage(deps.db, from.address);
    const hint = query.hint ?? person?.username ?? null;
    attempt = await beginAttempt(deps, instance.id, { returnTo, hint }, cookie);
    for (const line of attempt.setCookies) call.setCookie(line);
  }
  const settings = await logonSettings(deps.db, instance.id);
  const step: Step = fresh ? { kind: 'done', to: attempt.returnTo } : await shownStep(call, attempt);
  return {
    csrf: attempt.csrf,
    instance,
    look: lookOf(settings, instance.name),
    methods: await logonTabs(deps, instance.id, settings.methodOrder, await resetPossible(deps, instance.id)),
    step,
    returnTo: attempt.returnTo,
    hint: attempt.hint,
    resetRules: rulesOf(settings.passwordPolicy),
  };
}

/** A page that is only looked at never finishes a log-on; one that has nothing left to ask for begins again. */
async function shownStep({ deps, from }: PersonCall, attempt: Attempt): Promise<Step> {
  try {
    return (await standing(deps, attempt, from)) ?? (await restart(deps, attempt));
  } catch (error) {
    // Told when the factor was given; here it is a page to begin on.
    if (error instanceof MusterError && error.code === 'second_factor_impossible') return { kind: 'start' };
    throw error;
  }
}

async function leadTo(sql: Sql, attempt: Attempt, returnTo: string): Promise<Attempt> {
  await sql.query(`UPDATE logon_attempt SET return_to = $2 WHERE hash = $1`, [attempt.hash, returnTo]);
  return { ...attempt, returnTo };
}
