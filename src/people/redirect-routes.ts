/** Log-on on somebody else's page: the way there, a call of our page, and the way back, which browsers make by themselves. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { refuseHostile } from '../api/json-body.ts';
import { MusterError } from '../errors/error.ts';
import { guardAnswers } from '../http/answers.ts';
import { findAttempt } from '../logon/attempt.ts';
import type { LogonDeps } from '../logon/deps.ts';
import { closeDirectories } from '../logon/directory-pool.ts';
import { closeProviders } from '../logon/inbound-oidc.ts';
import { beginRedirect, finishRedirect } from '../logon/redirect.ts';
import { findInstance, fromOf, type PersonRoute, personRoute } from './frame.ts';

export const RedirectBegin = z.strictObject({ method: z.string().max(64) });
export const RedirectTo = z.strictObject({ to: z.url() }).meta({ id: 'RedirectTo' });

export const redirectRoutes: readonly PersonRoute[] = [
  personRoute({
    method: 'POST',
    path: '/logon/redirect',
    needs: 'attempt',
    body: RedirectBegin,
    reply: RedirectTo,
    async run({ deps, attempt, from }, { body }) {
      return { to: await beginRedirect(deps, attempt, body.method, from) };
    },
  }),
];

/**
 * Fastify plugin: `/{instance}/login/back/{method}`. Whatever happens, the browser goes on to the log-on page or where the
 * log-on leads; a failure is named in `?problem=<code>`, and no more of it, since addresses are seen. Ends the kept
 * connections to directories and providers with the server.
 */
export async function redirectBack(app: FastifyInstance, deps: LogonDeps): Promise<void> {
  // Of its headers that no Referer is sent counts most: the address holds a code until the next one is loaded.
  await guardAnswers(app, { https: deps.publicUrl.startsWith('https:') });
  app.route({
    method: 'GET',
    // A look at the head would use up the code.
    exposeHeadRoute: false,
    url: '/:instance/login/back/:method',
    handler: (request, reply) => comeBack(deps, request, reply),
  });
  app.addHook('onClose', async () => {
    await closeDirectories(deps.db);
    await closeProviders();
  });
}

async function comeBack(
  deps: LogonDeps,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  refuseHostile(request.params);
  const params = request.params as { instance: string; method: string };
  const { id: instanceId } = await findInstance(deps, params.instance);
  const { cookie } = request.headers;
  const attempt = await findAttempt(deps, instanceId, cookie);
  const page = `/${instanceId}/login`;
  let to = page;
  try {
    const address = new URL(request.url, deps.publicUrl);
    const back = { instanceId, methodId: params.method, address };
    const step = await finishRedirect(deps, attempt, back, fromOf(request));
    if (step.kind === 'done') to = step.to;
  } catch (error) {
    if (!(error instanceof MusterError)) throw error;
    to = `${page}?problem=${error.code}`;
  }
  for (const line of attempt?.setCookies ?? []) reply.header('set-cookie', line);
  return reply.redirect(to, 302);
}
