/** The pages that oidc-provider asks us to draw. */
import { type Client, type ErrorOut, errors, type KoaContextWithOIDC } from 'oidc-provider';
import { MusterError } from '../errors/error.ts';
import { languageOf } from '../http/language.ts';
import {
  type DeviceProblem,
  deviceCodePage,
  deviceConfirmPage,
  devicePage,
  protocolErrorPage,
} from './pages.ts';
import { stateOf } from './session.ts';

type Context = Pick<KoaContextWithOIDC, 'get' | 'type' | 'body' | 'status'>;

const readerOf = (ctx: Pick<KoaContextWithOIDC, 'get'>) => languageOf(ctx.get('accept-language'));

function send(ctx: Context, html: string): void {
  ctx.type = 'html';
  ctx.body = html;
}

/** An error that cannot be told to the application, or that a browser asked for. */
export function errorPage(ctx: KoaContextWithOIDC, out: ErrorOut): void {
  const technical = [out.error, out.error_description].filter(Boolean).join(': ');
  send(ctx, protocolErrorPage(readerOf(ctx), out.error === 'server_error', technical));
}

/** Asks for the code of a device, again where one was wrong. */
export function userCodePage(ctx: KoaContextWithOIDC, _form: string, _out?: unknown, error?: unknown): void {
  const problem = problemOf(error);
  if (problem === 'deviceMany') ctx.status = 429;
  const { csrf = '', prefilled = '' } = stateOf(ctx) as { csrf?: string; prefilled?: string };
  const code = problem === undefined ? prefilled : '';
  const action = ctx.oidc.urlFor('code_verification');
  send(ctx, deviceCodePage(readerOf(ctx), { action, csrf, code, problem }));
}

/** oidc-provider does not export the classes of these errors. */
const PROBLEMS: Readonly<Record<string, DeviceProblem>> = {
  NoCodeError: 'deviceWrong',
  NotFoundError: 'deviceWrong',
  ExpiredError: 'deviceExpired',
  AlreadyUsedError: 'deviceUsed',
  AbortedError: 'deviceStopped',
};

function problemOf(error: unknown): DeviceProblem | undefined {
  if (error === undefined) return undefined;
  if (error instanceof MusterError && error.code === 'too_many_attempts') return 'deviceMany';
  if (error instanceof errors.AccessDenied) return 'deviceStopped';
  const { name } = error as Error;
  return Object.hasOwn(PROBLEMS, name) ? PROBLEMS[name] : 'deviceFailed';
}

export function userCodeConfirmPage(
  ctx: KoaContextWithOIDC,
  _form: string,
  client: Client,
  _info: unknown,
  code: string,
): void {
  const { csrf = '', person } = stateOf(ctx);
  send(
    ctx,
    deviceConfirmPage(readerOf(ctx), {
      action: ctx.oidc.urlFor('code_verification'),
      application: client.clientName ?? client.clientId,
      username: person?.username ?? '',
      csrf,
      code,
    }),
  );
}

export function deviceDonePage(ctx: KoaContextWithOIDC): void {
  send(ctx, devicePage(readerOf(ctx)));
}
