/** All calls of people below `/{instance}`, and the work behind them: telling of ended sessions, sweeping. */
import type { FastifyInstance } from 'fastify';
import type { LogonDeps } from '../logon/deps.ts';
import { resetsWritten } from '../logon/password-reset.ts';
import { startTelling } from '../logon/session-end.ts';
import { startSweeping } from '../logon/session-sweep.ts';
import { factorRoutes } from './factor-routes.ts';
import { type PersonRoute, servePeople } from './frame.ts';
import { logonRoutes } from './logon-routes.ts';
import { passkeyRoutes } from './passkey-routes.ts';
import { passwordRoutes } from './password-routes.ts';
import { profileRoutes } from './profile-routes.ts';
import { redirectBack, redirectRoutes } from './redirect-routes.ts';
import { sessionRoutes } from './session-routes.ts';

export const PERSON_ROUTES: readonly PersonRoute[] = [
  ...logonRoutes,
  ...redirectRoutes,
  ...sessionRoutes,
  ...passwordRoutes,
  ...factorRoutes,
  ...passkeyRoutes,
  ...profileRoutes,
];

/** Fastify plugin. `checkReplies`: every answer against its schema too; tests do. */
export async function peopleRoutes(
  app: FastifyInstance,
  { checkReplies, ...deps }: LogonDeps & { checkReplies?: boolean },
): Promise<void> {
  await servePeople(app, deps, PERSON_ROUTES, checkReplies);
  await app.register(redirectBack, deps);
  const working = [startTelling(deps.db, deps.log), startSweeping(deps.db, deps.log)];
  app.addHook('onClose', async () => {
    for (const work of working) await work.stop();
    await resetsWritten(deps);
  });
}
