import { z } from 'zod';
import type { Actor } from '../directory/change-log.ts';
import { MusterError } from '../errors/error.ts';

export const Role = z
  .enum(['admin', 'operator', 'read-only'])
  .meta({ id: 'Role', title: 'Role', zh: '角色' });
export type Role = z.infer<typeof Role>;

/**
 * What a call needs: nothing, to be somebody (`own`: it concerns the caller only), to look, to work with the directory
 * and runs, or to change settings and administrators.
 */
export type Permission = 'anyone' | 'own' | 'read' | 'operate' | 'admin';

const NEEDED: Record<'read' | 'operate' | 'admin', readonly Role[]> = {
  // From least to most.
  read: ['read-only', 'operator', 'admin'],
  operate: ['operator', 'admin'],
  admin: ['admin'],
};

/** Who calls: a program with a token, a person with a session, or (for `anyone` routes) nobody known. */
export interface Caller {
  kind: 'token' | 'session' | 'nobody';
  /** Id of the token or the administrator. */
  id: string;
  name: string;
  role: Role | null;
  /** The administrator it is, or whose token it is; null for a token of this machine. */
  administratorId: string | null;
  /** Set for a token that is limited to one instance. */
  instanceId: string | null;
}

export const NOBODY: Caller = {
  kind: 'nobody',
  id: '',
  name: '',
  role: null,
  administratorId: null,
  instanceId: null,
};

/** The role that may do less. */
export function lesserRole(a: Role, b: Role): Role {
  return NEEDED.read.indexOf(a) < NEEDED.read.indexOf(b) ? a : b;
}

/** Throws `forbidden`, or `outside_instance` for a limited token that leaves its instance. */
export function authorise(caller: Caller, needed: Permission, instanceId: string | undefined): void {
  if (needed === 'anyone') return;
  if (caller.role === null) throw new MusterError('unauthenticated');
  if (needed === 'own') return;
  if (caller.instanceId !== null && caller.instanceId !== instanceId)
    throw new MusterError('outside_instance', { caller: caller.name, instance: caller.instanceId });
  if (!NEEDED[needed].includes(caller.role))
    throw new MusterError('forbidden', { caller: caller.name, role: caller.role, needed: NEEDED[needed][0] });
}

/** Whether the caller may see what lies above instances: administrators and tokens. */
export function seesAdministration({ role, instanceId }: Caller): boolean {
  return role === 'admin' && instanceId === null;
}

/** The caller's name in the change log. */
export function actorOf(caller: Caller): Actor {
  return { name: caller.kind === 'token' ? `token:${caller.name}` : caller.name };
}
