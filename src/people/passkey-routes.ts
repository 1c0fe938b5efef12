/** Passkeys in the portal: made, renamed, removed. */
import { z } from 'zod';
import { enrolPasskey, ownFactors, removeFactor, renameOwnPasskey } from '../logon/factor-changes.ts';
import { passkeyRegistrationOptions } from '../logon/passkey.ts';
import { PasskeyCreate, PasskeyOptions, PasskeyRename, RecoveryCodes } from '../model/portal.ts';
import { Nothing, type PersonRoute, personRoute } from './frame.ts';

export const passkeyRoutes: readonly PersonRoute[] = [
  personRoute({
    method: 'POST',
    path: '/factors/passkeys/options',
    needs: 'recent',
    reply: PasskeyOptions,
    run: async ({ deps, person }) => ({
      ...(await passkeyRegistrationOptions(deps, person.accountId, person.sessionId)),
    }),
  }),
  personRoute({
    method: 'POST',
    path: '/factors/passkeys',
    needs: 'recent',
    body: PasskeyCreate,
    reply: RecoveryCodes.extend({ id: z.string() }),
    run: ({ deps, person, from }, { body }) =>
      enrolPasskey(deps, ownFactors(person, from), person.sessionId, body.name, body.response),
  }),
  personRoute({
    method: 'PATCH',
    path: '/factors/passkeys/{passkey}',
    needs: 'recent',
    body: PasskeyRename,
    reply: Nothing,
    run: ({ deps, person, from }, { params, body }) =>
      renameOwnPasskey(deps, ownFactors(person, from), params.passkey, body.name),
  }),
  personRoute({
    method: 'DELETE',
    path: '/factors/passkeys/{passkey}',
    needs: 'recent',
    reply: Nothing,
    run: ({ deps, person, from }, { params }) =>
      removeFactor(deps, ownFactors(person, from), { passkey: params.passkey }),
  }),
];
