/** The routes beside those of oidc-provider: log-out, consent, refusal, the start from the portal. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { recordAudit } from '../audit/record.ts';
import { isFromHere, readForms } from '../http/forms.ts';
import { languageOf } from '../http/language.ts';
import { pageHeaders } from '../http/page.ts';
import { csrfMatches, csrfOf, personCookie, setPersonCookie } from '../logon/cookies.ts';
import { currentPerson, type PersonDeps, type SignedIn } from '../logon/person.ts';
import { answerConsent, answerRefused, findStep, type Step } from './interaction.ts';
import {
  LOGOUT_PARAMETERS,
  type LogoutParameters,
  LogoutRefused,
  type LogoutRequest,
  logOut,
  readLogout,
} from './logout.ts';
import { ROUTES } from './names.ts';
import {
  consentPage,
  logoutPage,
  noticePage,
  notUsablePage,
  protocolErrorPage,
  refusedPage,
} from './pages.ts';
import type { Providers } from './providers.ts';
import { startAt } from './start.ts';

const MAX_FORM_BYTES = 64 * 1024;

type Request = FastifyRequest<{ Params: { instance: string; uid: string; application: string } }>;
type Prompt = 'consent' | 'access';

export function ownRoutes(app: FastifyInstance, deps: PersonDeps, providers: Providers): void {
  readForms(app, MAX_FORM_BYTES);
  const pages: readonly [path: string, prompt: Prompt][] = [
    ['/:instance/oidc/consent/:uid', 'consent'],
    ['/:instance/oidc/refused/:uid', 'access'],
  ];
  for (const [path, prompt] of pages) {
    app.get(path, (request: Request, reply) => showStep(deps, providers, request, reply, prompt));
    app.post(path, (request: Request, reply) => takeStep(deps, providers, request, reply, prompt));
  }
  const logout = `/:instance/oidc${ROUTES.end_session}`;
  app.get(logout, (request: Request, reply) => askLogout(deps, request, reply));
  app.post(logout, (request: Request, reply) => askLogout(deps, request, reply));
  app.get('/:instance/oidc-start/:application', (request: Request, reply) => start(deps, request, reply));
}

const readerOf = (request: Request) => languageOf(request.headers['accept-language']);

/** `then`: where a form of the page may lead on to. */
function html(reply: FastifyReply, body: string, then?: string): FastifyReply {
  return reply
    .headers(pageHeaders({ formAction: then === undefined ? undefined : `'self' ${then}` }))
    .send(body);
}

const schemesFor = (uri: string) => (/^https?:/.test(uri) ? 'http: https:' : new URL(uri).protocol);

function personOf(deps: PersonDeps, request: Request): Promise<SignedIn | undefined> {
  return currentPerson(deps, request.params.instance, request.headers.cookie);
}

/** The value that forms of ours bring back; made from the cookie, which no other site can read. */
const secretOf = (deps: PersonDeps, request: Request) =>
  personCookie(deps.publicUrl, request.params.instance, request.headers.cookie) ?? '';

function isOwnForm(deps: PersonDeps, request: Request, form: URLSearchParams): boolean {
  const secret = secretOf(deps, request);
  return isFromHere(request) && secret !== '' && csrfMatches(secret, form.get('csrf'));
}

const formOf = (request: Request) =>
  new URLSearchParams(typeof request.body === 'string' ? request.body : '');

async function stepOf(deps: PersonDeps, providers: Providers, request: Request, prompt: Prompt) {
  const { instance, uid } = request.params;
  const { provider } = await providers.of(instance);
  const person = await personOf(deps, request);
  const { cookie } = request.headers;
  return {
    person,
    found: await findStep(deps, provider, { instanceId: instance, uid, prompt, cookie, person }),
  };
}

function expired(request: Request, reply: FastifyReply): FastifyReply {
  return html(reply.code(400), noticePage(readerOf(request), 'errorTitle', 'error'));
}

async function showStep(
  deps: PersonDeps,
  providers: Providers,
  request: Request,
  reply: FastifyReply,
  prompt: Prompt,
) {
  const { person, found } = await stepOf(deps, providers, request, prompt);
  if (!found || !person) return expired(request, reply);
  if (found.kind === 'go') return reply.redirect(found.to, 303);
  const { application, account, scopes, interaction } = found.step;
  // Allowed meanwhile: what was refused is looked at anew.
  if (prompt === 'access' && account.refusal === undefined)
    return reply.redirect(new URL(interaction.returnTo).pathname, 303);
  const asking = {
    application: application.name,
    username: person.username,
    csrf: csrfOf(secretOf(deps, request)),
  };
  const body =
    prompt === 'consent'
      ? consentPage(readerOf(request), asking, scopes)
      : refusedPage(readerOf(request), asking, account.refusal!);
  return html(reply.code(prompt === 'consent' ? 200 : 403), body, targetOf(found.step));
}

function targetOf({ interaction }: Step): string | undefined {
  const { redirect_uri: uri } = interaction.params;
  return typeof uri === 'string' ? schemesFor(uri) : undefined;
}

async function takeStep(
  deps: PersonDeps,
  providers: Providers,
  request: Request,
  reply: FastifyReply,
  prompt: Prompt,
) {
  const { person, found } = await stepOf(deps, providers, request, prompt);
  const form = formOf(request);
  if (!found || !person || !isOwnForm(deps, request, form)) return expired(request, reply);
  if (found.kind === 'go') return reply.redirect(found.to, 303);
  if (prompt === 'access')
    return reply.redirect(await answerRefused(found.step, found.step.account.refusal), 303);
  const allowed = form.get('answer') === 'allow';
  const { application } = found.step;
  await audit(deps, request, person, application, {
    action: allowed ? 'sso.consent' : 'sso.refused',
    result: allowed ? 'ok' : 'refused',
    ...(allowed ? { details: { scopes: found.step.scopes } } : { reason: 'consent_denied' }),
  });
  return reply.redirect(await answerConsent(deps, found.step, allowed), 303);
}

/** The application's request, or the person's answer to our question about it. */
async function askLogout(deps: PersonDeps, request: Request, reply: FastifyReply) {
  const { instance } = request.params;
  const form = request.method === 'POST' ? formOf(request) : undefined;
  const person = await personOf(deps, request);
  const given = readParameters(form ?? new URLSearchParams(request.raw.url!.split('?', 2)[1]));
  if (given === undefined) return refuseLogout(request, reply, 'a parameter was given twice');
  let asked: LogoutRequest;
  try {
    asked = await readLogout(deps, instance, given, person);
  } catch (error) {
    if (error instanceof LogoutRefused) return refuseLogout(request, reply, error.message);
    throw error;
  }
  const answer = form?.has('csrf') ? form.get('answer') : null;
  if (answer !== null && !(person && isOwnForm(deps, request, form!))) return expired(request, reply);
  if (person && answer === null && !asked.ofSession) {
    const hidden = { ...given, csrf: csrfOf(secretOf(deps, request)) };
    const page = logoutPage(readerOf(request), { username: person.username, hidden });
    return html(reply, page, asked.to === undefined ? undefined : schemesFor(asked.to));
  }
  if (person && answer !== 'stay') {
    await logOut(deps, person);
    reply.header('set-cookie', setPersonCookie(deps.publicUrl, instance));
    await audit(deps, request, person, asked.application, { action: 'sso.logout', result: 'ok' });
  }
  if (asked.to !== undefined) return reply.redirect(asked.to, 303);
  return html(
    reply,
    noticePage(readerOf(request), answer === 'stay' ? 'stayedTitle' : 'loggedOutTitle', 'closePage'),
  );
}

function refuseLogout(request: Request, reply: FastifyReply, why: string): FastifyReply {
  return html(reply.code(400), protocolErrorPage(readerOf(request), false, `invalid_request: ${why}`));
}

/** Undefined where one is given twice. */
function readParameters(given: URLSearchParams): LogoutParameters | undefined {
  const read: LogoutParameters = {};
  for (const name of LOGOUT_PARAMETERS) {
    const [value, ...more] = given.getAll(name);
    if (more.length > 0) return undefined;
    if (value) read[name] = value;
  }
  return read;
}

async function start(deps: PersonDeps, request: Request, reply: FastifyReply) {
  const { instance, application } = request.params;
  const person = await personOf(deps, request);
  const next = await startAt(deps, instance, application, person);
  const language = readerOf(request);
  switch (next.kind) {
    case 'go':
      return reply.redirect(next.to, 303);
    case 'no-address':
      return html(reply.code(404), noticePage(language, 'errorTitle', 'startNone'));
    case 'unknown':
      return html(reply.code(404), noticePage(language, 'errorTitle', 'unknownApplication'));
    case 'refused':
      await audit(
        deps,
        request,
        person!,
        { id: next.applicationId, name: next.application },
        {
          action: 'sso.refused',
          result: 'refused',
          reason: next.reason,
        },
      );
      return html(reply.code(403), notUsablePage(language, next.application, next.reason));
  }
}

function audit(
  deps: PersonDeps,
  request: Request,
  person: SignedIn,
  application: { id: string; name: string } | undefined,
  told: { action: string; result: 'ok' | 'refused'; reason?: string; details?: object },
): Promise<void> {
  return recordAudit(deps.db, {
    instanceId: request.params.instance,
    category: 'sso',
    actor: { kind: 'person', id: person.accountId, name: person.username },
    ...(application && { subject: { kind: 'application', id: application.id, name: application.name } }),
    address: request.ip,
    agent: request.headers['user-agent'],
    ...told,
  });
}
