/** Where a tile of the portal leads: the application is asked to begin (OpenID Connect Core §4). */

import { logonAddress, type PersonDeps, type SignedIn } from '../logon/person.ts';
import { accountAt, type Refusal } from './account.ts';
import { findOidc } from './client.ts';
import { issuerOf } from './names.ts';

export type Start =
  | { kind: 'go'; to: string }
  | { kind: 'refused'; application: string; applicationId: string; reason: Refusal }
  | { kind: 'no-address' }
  | { kind: 'unknown' };

/** Looks whether the person may use the application before they are sent there. */
export async function startAt(
  deps: PersonDeps,
  instanceId: string,
  applicationId: string,
  person: SignedIn | undefined,
): Promise<Start> {
  if (!person)
    return {
      kind: 'go',
      to: logonAddress(instanceId, `/${instanceId}/oidc-start/${encodeURIComponent(applicationId)}`),
    };
  const application = await findOidc(deps.db, instanceId, applicationId);
  if (!application) return { kind: 'unknown' };
  const { refusal } = await accountAt(deps.db, application, person.accountId);
  if (refusal !== undefined)
    return { kind: 'refused', application: application.name, applicationId: application.id, reason: refusal };
  const { loginUri } = application.oidc;
  if (loginUri === null) return { kind: 'no-address' };
  const to = new URL(loginUri);
  to.searchParams.set('iss', issuerOf(deps.publicUrl, instanceId));
  // Where the person should end up: the application itself, not its log-on once more.
  to.searchParams.set('target_link_uri', `${to.origin}/`);
  return { kind: 'go', to: to.href };
}
