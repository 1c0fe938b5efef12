/** The SAML service provider of a cloud account: metadata, and the way back from the identity provider. */
import type { FastifyInstance } from 'fastify';
import { MusterError } from '../../errors/error.ts';
import { readForms } from '../../http/forms.ts';
import { languageOf } from '../../http/language.ts';
import { FailedLogons } from '../../secrets/failed-logons.ts';
import { readParameters } from '../oauth/parameters.ts';
import { refuseForeignForm } from '../page-answers.ts';
import { serviceProvider } from './addresses.ts';
import { switchPage } from './console-page.ts';
import { writeRamCookie } from './cookies.ts';
import { logSignin } from './log.ts';
import { land, takeResponse } from './log-on.ts';
import { spMetadata } from './messages.ts';
import { refuseAnswer } from './response.ts';
import type { UserSsoOptions, Visit, Visiting } from './routes.ts';

/** A response with its certificate has some 10 kB; base64 and form encoding make that half as long again. */
const MAX_RESPONSE_BYTES = 256 * 1024;
const MAX_FORM_BYTES = 16_384;

export function samlRoutes(app: FastifyInstance, options: UserSsoOptions, visit: Visiting): void {
  metadataRoutes(app, options, visit);
  app.register(async (inner) => answerRoute(inner, options, visit));
  app.register(async (inner) => landingRoutes(inner, options, visit));
}

/** The entity ID leads to the metadata too, as SAML Metadata §4.1 proposes. */
function metadataRoutes(app: FastifyInstance, { publicUrl, spKeys }: UserSsoOptions, visit: Visiting): void {
  const metadata = visit(async ({ account: { accountId }, reply }) => {
    const { certificate } = await spKeys(accountId);
    return reply
      .header('content-type', 'application/samlmetadata+xml')
      .send(spMetadata(serviceProvider(publicUrl, accountId), certificate));
  });
  app.get('/saml', metadata);
  app.get('/saml/metadata.xml', metadata);
}

/** Comes from another site by its nature: the signature speaks for it, and who the browser is shows in the next step. */
function answerRoute(app: FastifyInstance, options: UserSsoOptions, visit: Visiting): void {
  readForms(app, MAX_RESPONSE_BYTES);
  const failures = new FailedLogons();
  app.post(
    '/saml/SSO',
    visit(async (at) => {
      const { account, now, reply, paths } = at;
      try {
        const ticket = await takeResponse(options, account, samlResponseOf(at), now);
        // Whatever RelayState says: where this leads is known here.
        return reply.redirect(`${paths.landed}?ticket=${ticket}`, 303);
      } catch (error) {
        if (error instanceof MusterError && error.status < 500) await refused(options, failures, at, error);
        throw error;
      }
    }),
  );
}

function samlResponseOf({ request }: Visit): string {
  const values = new URLSearchParams(typeof request.body === 'string' ? request.body : '').getAll(
    'SAMLResponse',
  );
  const [value] = values;
  return values.length === 1 && value ? value : refuseAnswer('form');
}

/** Keeps why an answer was refused; a flood from one address is told to wait before it fills the log. */
async function refused(
  { db }: UserSsoOptions,
  failures: FailedLogons,
  { account, from }: Visit,
  { code, params }: MusterError,
): Promise<void> {
  failures.count(from.address);
  const name = code === 'ram_sso_user_unknown' ? String(params.value) : 'unknown';
  const reason = String(params.reason ?? code);
  await logSignin(db, account, { userId: undefined, name }, { via: 'sso', from, reason });
}

function landingRoutes(app: FastifyInstance, { db }: UserSsoOptions, visit: Visiting): void {
  readForms(app, MAX_FORM_BYTES);
  app.get(
    '/saml/landed',
    visit((at) => arrive(readParameters(at.request.raw.url ?? '', undefined).get('ticket'), false, at)),
  );
  app.post(
    '/saml/landed',
    visit(async (at) => {
      const form = readParameters('', at.request.body);
      refuseForeignForm(at.request);
      const session = await at.session();
      if (session === undefined || form.get('csrf') !== session.csrf) {
        throw new MusterError('ram_sso_begin_again', { reason: 'csrf' });
      }
      return arrive(form.get('ticket'), true, at);
    }),
  );

  async function arrive(ticket = '', confirmed: boolean, at: Visit): Promise<unknown> {
    const { account, now, reply, paths, cookies, from, request } = at;
    const session = await at.session();
    const arrival = { ticket, browser: at.cookie('logon'), session, confirmed, from };
    const landed = await land(db, account, arrival, now).catch(async (error) => {
      const reason = error instanceof MusterError ? String(error.params.reason) : undefined;
      const user = { userId: undefined, name: 'unknown' };
      // Only who holds a ticket gets that far, so nobody can fill the log with this.
      if (reason === 'other_browser') await logSignin(db, account, user, { via: 'sso', from, reason });
      throw error;
    });
    if (landed.kind === 'allow') return reply.redirect(`${paths.allow}?request=${landed.requestId}`, 303);
    if (landed.kind === 'switch') {
      const language = languageOf(request.headers['accept-language']);
      return reply.send(switchPage(language, session!, landed.upn, { ...paths, ticket }));
    }
    reply.header('set-cookie', writeRamCookie(cookies, 'session', landed.cookie, landed.seconds));
    return reply.redirect(paths.console, 303);
  }
}
