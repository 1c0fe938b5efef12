/** The password of a person who is logged on. */
import { z } from 'zod';
import { csrfOf, setPersonCookie } from '../logon/cookies.ts';
import { changeOwnPassword, ownPassword } from '../logon/password-change.ts';
import { OwnPassword, OwnPasswordChange } from '../model/person-api.ts';
import { type PersonRoute, personRoute } from './frame.ts';

export const passwordRoutes: readonly PersonRoute[] = [
  personRoute({
    method: 'GET',
    path: '/password',
    needs: 'person',
    reply: OwnPassword,
    run: ({ deps, person }) => ownPassword(deps, person),
  }),
  personRoute({
    method: 'PUT',
    path: '/password',
    needs: 'recent',
    body: OwnPasswordChange,
    // The session has another secret, so its token is another one.
    reply: z.strictObject({ csrf: z.string() }),
    async run(call, { body }) {
      const { deps, person, from, instance } = call;
      const { secret } = await changeOwnPassword(deps, person, body, from);
      call.setCookie(setPersonCookie(deps.publicUrl, instance.id, secret));
      return { csrf: csrfOf(secret) };
    },
  }),
];
