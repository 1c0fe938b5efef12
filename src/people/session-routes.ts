/** The sessions of a person: which there are, and their end. */
import { z } from 'zod';
import { MusterError } from '../errors/error.ts';
import { setPersonCookie } from '../logon/cookies.ts';
import { auditLogon } from '../logon/logon-audit.ts';
import { endSession, endSessionsOf } from '../logon/session-end.ts';
import { listPersonSessions } from '../logon/session-store.ts';
import { PersonSession } from '../model/person-api.ts';
import { Nothing, type PersonRoute, personRoute, type SignedInCall } from './frame.ts';

/** More than anybody has browsers. */
const SHOWN = 200;

export const sessionRoutes: readonly PersonRoute[] = [
  personRoute({
    method: 'DELETE',
    path: '/session',
    needs: 'person',
    reply: Nothing,
    async run(call) {
      const { deps, person, instance } = call;
      await deps.db.tx(async (sql) => {
        await endSession(sql, person.sessionId, 'logged_out');
        await audit(call, sql, 'session.logged_out', [person.sessionId]);
      });
      call.setCookie(setPersonCookie(deps.publicUrl, instance.id));
    },
  }),
  personRoute({
    method: 'GET',
    path: '/sessions',
    needs: 'person',
    reply: z.strictObject({ items: z.array(PersonSession) }),
    async run({ deps, person, instance }) {
      const filter = { accountId: person.accountId, limit: SHOWN };
      return { items: await listPersonSessions(deps.db, instance.id, filter, person.sessionId) };
    },
  }),
  personRoute({
    method: 'DELETE',
    path: '/sessions/{session}',
    needs: 'person',
    reply: Nothing,
    async run(call, { params }) {
      const { deps, person, instance } = call;
      await deps.db.tx(async (sql) => {
        const { rowCount } = await sql.query(
          `SELECT FROM person_session WHERE id = $1 AND account_id = $2 AND ended_at IS NULL FOR UPDATE`,
          [params.session, person.accountId],
        );
        if (rowCount === 0)
          throw new MusterError('not_found', { what: 'session', id: params.session.slice(0, 80) });
        await endSession(sql, params.session, 'ended_by_person');
        await audit(call, sql, 'session.ended', [params.session]);
      });
      if (params.session === person.sessionId) call.setCookie(setPersonCookie(deps.publicUrl, instance.id));
    },
  }),
  personRoute({
    method: 'DELETE',
    path: '/sessions',
    needs: 'person',
    reply: z.strictObject({ ended: z.number().int() }),
    async run(call) {
      const { deps, person } = call;
      return deps.db.tx(async (sql) => {
        const ended = await endSessionsOf(sql, person.accountId, 'ended_by_person', person.sessionId);
        if (ended.length > 0) await audit(call, sql, 'session.ended', ended);
        return { ended: ended.length };
      });
    },
  }),
];

async function audit(
  { person, from, instance }: SignedInCall,
  sql: Parameters<typeof auditLogon>[0],
  action: string,
  sessions: string[],
): Promise<void> {
  const account = { id: person.accountId, username: person.username };
  const { id: instanceId } = instance;
  await auditLogon(sql, {
    instanceId,
    category: 'session',
    action,
    result: 'ok',
    account,
    from,
    details: { sessions },
  });
}
