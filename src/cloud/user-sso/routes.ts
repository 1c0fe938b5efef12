/** The pages of RAM users and the SAML service provider of a cloud account, below /ram/{account}. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Logger } from 'pino';
import type { Db } from '../../db/db.ts';
import { MusterError } from '../../errors/error.ts';
import { readForms } from '../../http/forms.ts';
import { languageOf } from '../../http/language.ts';
import { pageHeaders } from '../../http/page.ts';
import { FailedLogons } from '../../secrets/failed-logons.ts';
import { logOn } from '../oauth/logon.ts';
import { consoleLogonPage, enterpriseLogonPage, type LogonProblem } from '../oauth/logon-page.ts';
import { readParameters } from '../oauth/parameters.ts';
import {
  type AccountRequest,
  answerInPages,
  hasFormToken,
  newFormToken,
  refuseForeignForm,
} from '../page-answers.ts';
import { type PageAccount, requirePageAccount } from './accounts.ts';
import { pagePaths } from './addresses.ts';
import { consolePage } from './console-page.ts';
import { type CookieKind, type Cookies, readRamCookie, writeRamCookie } from './cookies.ts';
import { type From, logSignin, logSignout } from './log.ts';
import { LOGON_SECONDS, startSso } from './log-on.ts';
import { samlRoutes } from './saml-routes.ts';
import { beginSession, endSession, findSession, type RamSession } from './sessions.ts';
import { isSsoOn } from './settings.ts';
import type { FindSpKey } from './sp-keys.ts';

export interface UserSsoOptions {
  readonly db: Db;
  readonly publicUrl: string;
  readonly log: Logger;
  readonly now: () => Date;
  readonly spKeys: FindSpKey;
}

const MAX_FORM_BYTES = 16_384;

/** One call to a page of an account that exists. */
export interface Visit {
  readonly request: AccountRequest;
  readonly reply: FastifyReply;
  readonly account: PageAccount;
  readonly cookies: Cookies;
  readonly paths: ReturnType<typeof pagePaths>;
  readonly now: Date;
  readonly from: From;
  session(): Promise<RamSession | undefined>;
  cookie(kind: CookieKind): string | undefined;
}

/** What every page begins with. Throws `not_found`. */
async function visitOf(
  { db, publicUrl, now: clock }: UserSsoOptions,
  request: AccountRequest,
  reply: FastifyReply,
): Promise<Visit> {
  const account = await requirePageAccount(db, request.params.account);
  const cookies = { accountId: account.accountId, https: publicUrl.startsWith('https:') };
  const cookie = (kind: CookieKind) => readRamCookie(cookies, kind, request.headers.cookie);
  const now = clock();
  reply.headers(pageHeaders());
  return {
    request,
    reply,
    account,
    cookies,
    paths: pagePaths(publicUrl, account.accountId),
    now,
    from: { address: request.ip, agent: request.headers['user-agent'] },
    session: () => findSession(db, account.accountId, cookie('session'), now),
    cookie,
  };
}

export function userSsoRoutes(app: FastifyInstance, options: UserSsoOptions): void {
  app.register(
    async (scope) => {
      answerInPages(scope, { log: options.log, https: options.publicUrl.startsWith('https:') });
      const visit = (work: (visit: Visit) => Promise<unknown>) => {
        return async (request: AccountRequest, reply: FastifyReply) =>
          work(await visitOf(options, request, reply));
      };
      scope.register(async (inner) => {
        readForms(inner, MAX_FORM_BYTES);
        logonRoutes(inner, options, visit);
        consoleRoutes(inner, options, visit);
      });
      scope.register(async (inner) => samlRoutes(inner, options, visit));
    },
    { prefix: '/ram/:account', logLevel: 'warn' },
  );
}

export type Visiting = (
  work: (visit: Visit) => Promise<unknown>,
) => (request: AccountRequest, reply: FastifyReply) => Promise<unknown>;

function logonRoutes(app: FastifyInstance, options: UserSsoOptions, visit: Visiting): void {
  const { db, publicUrl } = options;
  const failures = new FailedLogons();
  app.get(
    '/login',
    visit(async (at) => {
      const { request, reply, paths, account } = at;
      if (await at.session()) return reply.redirect(paths.console, 303);
      const loggedOut = readParameters(request.raw.url ?? '', undefined).has('loggedOut');
      if (!(await isSsoOn(db, account.accountId))) {
        return showForm(at, loggedOut ? 'loggedOut' : undefined);
      }
      const language = languageOf(request.headers['accept-language']);
      return reply.send(enterpriseLogonPage(language, account.name, paths.startSso, loggedOut));
    }),
  );
  app.post(
    '/login',
    visit(async (at) => {
      const form = readParameters('', at.request.body);
      refuseForeignForm(at.request);
      if (await isSsoOn(db, at.account.accountId)) throw new MusterError('ram_sso_password_off');
      if (!hasFormToken(at.request, form.get('csrf'))) return showForm(at, 'expired');
      return takePassword(db, failures, at, form.get('username') ?? '', form.get('password') ?? '');
    }),
  );
  app.get(
    '/login/sso',
    visit(async ({ account, cookie, cookies, reply, now }) => {
      const deps = { db, publicUrl, keys: options.spKeys };
      const start = { browser: cookie('logon'), continuation: undefined };
      const { location, browser } = await startSso(deps, account.accountId, start, now);
      reply.header('set-cookie', writeRamCookie(cookies, 'logon', browser, LOGON_SECONDS));
      return reply.redirect(location, 303);
    }),
  );
}

function showForm(
  { request, reply, account, cookies, paths }: Visit,
  notice?: LogonProblem | 'loggedOut',
): unknown {
  const csrf = newFormToken(reply, { path: paths.logon, https: cookies.https });
  const language = languageOf(request.headers['accept-language']);
  const isProblem = notice !== undefined && notice !== 'loggedOut';
  return reply
    .code(isProblem ? 403 : 200)
    .send(consoleLogonPage(language, account.name, new Map([['csrf', csrf]]), notice));
}

async function takePassword(
  db: Db,
  failures: FailedLogons,
  at: Visit,
  userName: string,
  password: string,
): Promise<unknown> {
  const { account, now, from, cookies, reply, paths } = at;
  const { accountId } = account;
  const verdict = await logOn(db, failures, { accountId, userName, password, address: from.address }, now);
  const signin = { via: 'password', from } as const;
  if (typeof verdict === 'string') {
    // Busy: nothing was checked, and a flood must not fill the log.
    const known = { userId: undefined, name: userName.slice(0, 64) };
    if (verdict === 'refused') await logSignin(db, account, known, { ...signin, reason: 'password' });
    return showForm(at, verdict);
  }
  const { userId } = verdict;
  const session = await db.tx(async (sql) => {
    await logSignin(sql, account, { userId, name: userName.slice(0, 64) }, signin);
    return beginSession(sql, { accountId, userId, via: 'password' }, now);
  });
  reply.header('set-cookie', writeRamCookie(cookies, 'session', session.cookie, session.seconds));
  return reply.redirect(paths.console, 303);
}

function consoleRoutes(app: FastifyInstance, { db }: UserSsoOptions, visit: Visiting): void {
  app.get(
    '/',
    visit(async (at) => {
      const { request, reply, account, paths } = at;
      const session = await at.session();
      if (session === undefined) return reply.redirect(paths.logon, 303);
      const language = languageOf(request.headers['accept-language']);
      return reply.send(consolePage(language, account, session, paths.logOut));
    }),
  );
  app.post(
    '/logout',
    visit(async (at) => {
      const { request, reply, account, cookies, paths, from } = at;
      const form = readParameters('', request.body);
      refuseForeignForm(request);
      const session = await at.session();
      const cookie = at.cookie('session');
      if (session !== undefined && cookie !== undefined) {
        if (form.get('csrf') !== session.csrf)
          throw new MusterError('ram_sso_begin_again', { reason: 'csrf' });
        await db.tx(async (sql) => {
          const ended = await endSession(sql, account.accountId, cookie);
          const user = { userId: session.userId, name: session.userName };
          if (ended) await logSignout(sql, account, user, from);
        });
      }
      reply.header('set-cookie', writeRamCookie(cookies, 'session', undefined));
      return reply.redirect(`${paths.logon}?loggedOut=1`, 303);
    }),
  );
}
