/** Second factors in the portal. */
import {
  beginTotpEnrolment,
  confirmTotpEnrolment,
  factorPolicy,
  ownFactors,
  removeFactor,
  renewRecoveryCodes,
} from '../logon/factor-changes.ts';
import { describeFactors } from '../logon/factors.ts';
import { relyingParty } from '../logon/passkey.ts';
import { CodeBody, OwnFactors, RecoveryCodes, TotpEnrolment } from '../model/portal.ts';
import { Nothing, type PersonRoute, personRoute } from './frame.ts';

export const factorRoutes: readonly PersonRoute[] = [
  personRoute({
    method: 'GET',
    path: '/factors',
    needs: 'person',
    reply: OwnFactors,
    async run({ deps, person }) {
      const { needed } = await factorPolicy(deps, deps.db, person.instanceId);
      return {
        ...(await describeFactors(deps.db, person.accountId)),
        passkeysPossible: relyingParty(deps.publicUrl) !== undefined,
        mail: deps.mail !== undefined,
        needed,
      };
    },
  }),
  personRoute({
    method: 'POST',
    path: '/factors/totp',
    needs: 'recent',
    reply: TotpEnrolment,
    run: ({ deps, person }) => beginTotpEnrolment(deps, person.accountId, person.sessionId),
  }),
  personRoute({
    method: 'PUT',
    path: '/factors/totp',
    needs: 'recent',
    body: CodeBody,
    reply: RecoveryCodes,
    run: ({ deps, person, from }, { body }) =>
      confirmTotpEnrolment(deps, ownFactors(person, from), person.sessionId, body.code),
  }),
  personRoute({
    method: 'DELETE',
    path: '/factors/totp',
    needs: 'recent',
    reply: Nothing,
    run: ({ deps, person, from }) => removeFactor(deps, ownFactors(person, from), { totp: true }),
  }),
  personRoute({
    method: 'POST',
    path: '/factors/recovery',
    needs: 'recent',
    reply: RecoveryCodes,
    async run({ deps, person, from }) {
      return { recoveryCodes: await renewRecoveryCodes(deps, ownFactors(person, from)) };
    },
  }),
];
