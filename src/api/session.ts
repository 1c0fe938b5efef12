import { z } from 'zod';
import { changeOwnPassword } from '../admin/administrators.ts';
import { Role } from '../admin/caller.ts';
import { closeSession, openSession, sessionCookie, setCookie } from '../admin/sessions.ts';
import { recordAudit } from '../audit/record.ts';
import { MusterError } from '../errors/error.ts';
import { Password, Username } from '../secrets/credentials.ts';
import { type Call, Nothing, type Route, route } from './route.ts';

const Session = z
  .strictObject({
    kind: z.enum(['token', 'session']),
    name: z.string(),
    role: Role,
    /** The one instance a limited token is for. */
    instanceId: z.string().nullable(),
  })
  .meta({ id: 'Session' });

const Logon = z
  .strictObject({
    username: Username,
    password: z.string().min(1).max(256).meta({ secret: true }),
  })
  .meta({ id: 'Logon' });

const PasswordChange = z
  .strictObject({
    current: z.string().min(1).max(256).meta({ title: 'Present password', zh: '当前密码', secret: true }),
    password: Password,
  })
  .meta({ id: 'PasswordChange' });

/** `id`: null where the log-on was refused. */
function audit({ db, request }: Call, name: string, id: string | null): Promise<void> {
  return recordAudit(db, {
    instanceId: null,
    category: 'logon',
    action: id === null ? 'administrator.logon_refused' : 'administrator.logon',
    actor: { kind: 'administrator', id, name },
    result: id === null ? 'refused' : 'ok',
    ...(id === null && { reason: 'logon_refused' }),
    address: request.address,
    agent: request.agent,
  });
}

export const sessionRoutes: readonly Route[] = [
  route({
    id: 'logOn',
    method: 'POST',
    path: '/session',
    can: 'anyone',
    summary: 'Log an administrator on; the answer sets the session cookie',
    body: Logon,
    reply: Session,
    async run(call, { body }) {
      const { address, secure } = call.request;
      const opened = await call.failures.attempt(address, body.username, () =>
        openSession(call.db, body.username, body.password),
      );
      if (!opened) {
        await audit(call, body.username, null);
        throw new MusterError('logon_refused');
      }
      const { secret, caller } = opened;
      await audit(call, caller.name, caller.id);
      call.setHeader('set-cookie', setCookie(secure, secret));
      call.log.info({ administrator: caller.name, address }, 'administrator logged on');
      return { kind: 'session' as const, name: caller.name, role: caller.role!, instanceId: null };
    },
  }),
  route({
    id: 'getSession',
    method: 'GET',
    path: '/session',
    can: 'own',
    summary: 'Who am I: the caller, and what it may do',
    reply: Session,
    run: async ({ caller }) => ({
      kind: caller.kind === 'token' ? ('token' as const) : ('session' as const),
      name: caller.name,
      role: caller.role!,
      instanceId: caller.instanceId,
    }),
  }),
  route({
    id: 'logOff',
    method: 'DELETE',
    path: '/session',
    can: 'own',
    summary: 'Log off: end the session of the cookie',
    reply: Nothing,
    async run(call) {
      const secret = sessionCookie(call.request.cookie, call.request.secure);
      if (secret !== undefined) await closeSession(call.db, secret);
      call.setHeader('set-cookie', setCookie(call.request.secure));
    },
  }),
  route({
    id: 'changeOwnPassword',
    method: 'PUT',
    path: '/session/password',
    can: 'own',
    summary:
      'Change one’s own password, with a session; other sessions and one’s tokens end, this one gets a new cookie',
    body: PasswordChange,
    reply: Nothing,
    async run({ db, actor, caller, failures, request, log, setHeader }, { body }) {
      const secret = sessionCookie(request.cookie, request.secure);
      if (caller.kind !== 'session' || secret === undefined)
        throw new MusterError('session_needed', { caller: caller.name });
      const { address } = request;
      const own = { administratorId: caller.id, secret };
      const newSecret = await failures.attempt(address, caller.name, () =>
        changeOwnPassword(db, actor, own, body.current, body.password),
      );
      if (newSecret === undefined) throw new MusterError('password_wrong', { field: 'current' });
      setHeader('set-cookie', setCookie(request.secure, newSecret));
      log.info({ administrator: caller.name, address }, 'administrator changed the password');
    },
  }),
];
