import { MusterError } from '../errors/error.ts';
import type { By } from '../logon/password-admin.ts';
import type { Call } from './route.ts';

/** The caller as change log and audit log name it. */
export function byOf({ actor, caller, request }: Call): By {
  if (caller.kind === 'nobody') throw new MusterError('unauthenticated');
  const kind = caller.kind === 'token' ? 'token' : 'administrator';
  return { actor, audit: { kind, id: caller.id, name: caller.name }, address: request.address };
}
