/** The portal about its person: profile, applications, recent log-ons, e-mail address. */
import { z } from 'zod';
import { listUsable } from '../applications/access.ts';
import type { Sql } from '../db/db.ts';
import { csrfOf, personCookie } from '../logon/cookies.ts';
import { ownFactors } from '../logon/factor-changes.ts';
import { logonSettings, lookOf } from '../logon/settings.ts';
import { CodeBody, EmailVerify, Me, MePatch, OwnLogon, PortalTile } from '../model/portal.ts';
import { Nothing, type PersonRoute, personRoute, RECENT_MS, type SignedInCall } from './frame.ts';
import { beginEmailVerification, changeProfile, confirmEmail, readProfile } from './profile.ts';

const LOGONS_SHOWN = 50;

export const profileRoutes: readonly PersonRoute[] = [
  personRoute({ method: 'GET', path: '/me', needs: 'person', reply: Me, run: me }),
  personRoute({
    method: 'PATCH',
    path: '/me',
    needs: 'person',
    body: MePatch,
    reply: Me,
    async run(call, { body }) {
      await changeProfile(call.deps.db, ownFactors(call.person, call.from), body);
      return me(call);
    },
  }),
  personRoute({
    method: 'POST',
    path: '/me/email/verify',
    needs: 'recent',
    body: EmailVerify,
    reply: Nothing,
    run: ({ deps, person, from }, { body }) =>
      beginEmailVerification(deps, ownFactors(person, from), body?.email),
  }),
  personRoute({
    method: 'PUT',
    path: '/me/email/verify',
    needs: 'recent',
    body: CodeBody,
    reply: Nothing,
    run: ({ deps, person, from }, { body }) => confirmEmail(deps, ownFactors(person, from), body.code),
  }),
  personRoute({
    method: 'GET',
    path: '/applications',
    needs: 'person',
    reply: z.strictObject({ items: z.array(PortalTile) }),
    run: async ({ deps, person }) => ({
      items: await listUsable(deps.db, person.instanceId, person.accountId),
    }),
  }),
  personRoute({
    method: 'GET',
    path: '/logons',
    needs: 'person',
    reply: z.strictObject({ items: z.array(OwnLogon) }),
    run: async ({ deps, person }) => ({
      items: await recentLogons(deps.db, person.instanceId, person.accountId),
    }),
  }),
];

async function me({ deps, person, instance, cookie }: SignedInCall): Promise<Me> {
  const { version: _, ...profile } = await readProfile(deps.db, person.instanceId, person.accountId);
  return {
    csrf: csrfOf(personCookie(deps.publicUrl, instance.id, cookie) ?? ''),
    sessionId: person.sessionId,
    instance,
    look: lookOf(await logonSettings(deps.db, instance.id), instance.name),
    ...profile,
    mail: deps.mail !== undefined,
    recentUntil: new Date(person.at.getTime() + RECENT_MS).toISOString(),
  };
}

/** Of this account, refused ones too; the latest first. */
async function recentLogons(
  sql: Sql,
  instanceId: string,
  accountId: string,
): Promise<z.infer<typeof OwnLogon>[]> {
  const { rows } = await sql.query<Omit<z.infer<typeof OwnLogon>, 'at'> & { at: Date }>(
    `SELECT at, result, address, agent FROM audit_entry
      WHERE instance_id = $1 AND category = 'logon' AND action LIKE 'logon.%' AND (actor_id = $2 OR subject_id = $2)
      ORDER BY id DESC LIMIT $3`,
    [instanceId, accountId, LOGONS_SHOWN],
  );
  return rows.map(({ at, ...entry }) => ({ at: at.toISOString(), ...entry }));
}
