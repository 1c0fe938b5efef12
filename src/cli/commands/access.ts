import { hostname, userInfo } from 'node:os';
import type { Command } from 'commander';
import { request } from 'undici';
import { p } from '../client.ts';
import { credentialsPath, keepToken } from '../credentials.ts';
import { CliError, EXIT, exitOfStatus } from '../exit.ts';
import type { Session } from '../session.ts';
import type { AddVerb, Options } from '../verb.ts';

/** A password from the terminal or from standard input, never from the command line. */
export async function passwordOf(
  session: Session,
  question: string,
  { passwordStdin }: Options,
): Promise<string> {
  const { context } = session;
  if (passwordStdin) return (await context.input()).replace(/\r?\n$/, '');
  if (context.askSecret) return context.askSecret(question);
  throw new CliError(EXIT.usage, session.say('password_needed'), {
    remedy: session.say('password_needed_remedy'),
  });
}

/** Logs on with a password and makes a token with the session; the session ends here. */
async function logOn(session: Session, username: string, password: string, days: number): Promise<string> {
  const { url, language } = session.client.settings;
  const origin = new URL(url).origin;
  const send = async (
    method: 'POST' | 'DELETE',
    path: string,
    cookie: string | undefined,
    body?: unknown,
  ) => {
    const answer = await request(`${origin}/api/v1${path}`, {
      method,
      headers: {
        origin,
        'accept-language': language,
        ...(cookie && { cookie }),
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    }).catch((cause) => {
      throw new CliError(EXIT.unreachable, session.say('unreachable', { url }), { cause });
    });
    const text = await answer.body.text();
    const json = text === '' ? undefined : JSON.parse(text);
    if (answer.statusCode >= 400)
      throw new CliError(exitOfStatus(answer.statusCode), json.detail, {
        remedy: json.remedy,
        problem: json,
      });
    return { json, cookie: String(answer.headers['set-cookie'] ?? '').split(';')[0] };
  };
  const { cookie } = await send('POST', '/session', undefined, { username, password });
  const expiresAt = new Date(Date.now() + days * 86_400_000).toISOString();
  const name = `${username} on ${hostname()} as ${userInfo().username} ${new Date().toISOString()}`.slice(
    0,
    64,
  );
  const { json } = await send('POST', '/tokens', cookie, { name, role: 'admin', expiresAt });
  await send('DELETE', '/session', cookie);
  return json.token;
}

export function accessCommands(program: Command, verb: AddVerb): void {
  loginCommand(program, verb);
  tokenCommands(program, verb);
  administratorCommands(program, verb);
}

function loginCommand(program: Command, verb: AddVerb): void {
  verb(
    program,
    'login',
    'Log on to a server and keep a token for it',
    async (session, _args, options) => {
      const password = await passwordOf(session, 'Password: ', options);
      const { url } = session.client.settings;
      const token = await logOn(session, options.username, password, 90);
      keepToken(session.context.env, url, token);
      const path = credentialsPath(session.context.env);
      session.note(session.say('logged_on', { url, name: options.username, path }));
    },
    'muster login --url https://muster.example.com --username admin',
  )
    .option('--username <name>', 'administrator', 'admin')
    .option('--password-stdin', 'read the password from standard input');
}

function tokenCommands(program: Command, verb: AddVerb): void {
  const token = program.command('token').description('API tokens for programs.');
  verb(token, 'list', 'List the tokens, without their secrets', async (session) => {
    const { items } = await session.client.get('/tokens');
    session.list(
      [
        ['NAME', ({ name }) => name],
        ['ROLE', ({ role }) => role],
        ['INSTANCE', ({ instanceId }) => instanceId],
        ['EXPIRES', ({ expiresAt }) => expiresAt],
        ['LAST USED', ({ lastUsedAt }) => lastUsedAt],
        ['ID', ({ id }) => id],
      ],
      items,
    );
  });
  verb(
    token,
    'add <name>',
    'Make a token and show it',
    async (session, [name], { role, only, expires }) => {
      session.show(
        await session.client.post('/tokens', { name, role, instanceId: only, expiresAt: expires }),
      );
      session.note(session.say('shown_once'));
    },
    'muster token add ci --role operator --only acme',
  )
    .option('--role <role>', 'admin, operator or read-only', 'read-only')
    .option('--only <instance>', 'for one instance only')
    .option('--expires <time>', 'ISO 8601');
  verb(token, 'rm <token>', 'Remove a token; it ends at once', async (session, [name = '']) => {
    await session.client.delete(p`/tokens/${name}`);
    session.note(session.say('deleted', { what: 'token', name }));
  });
}

function administratorCommands(program: Command, verb: AddVerb): void {
  const admin = program.command('admin').description('Administrators.');
  verb(admin, 'list', 'List the administrators', async (session) => {
    const { items } = await session.client.get('/administrators');
    session.list(
      [
        ['USERNAME', ({ username }) => username],
        ['ROLE', ({ role }) => role],
        ['DISABLED', ({ disabled }) => disabled],
        ['LAST LOG-ON', ({ lastLogonAt }) => lastLogonAt],
        ['ID', ({ id }) => id],
      ],
      items,
    );
  });
  verb(admin, 'add <username>', 'Add an administrator', async (session, [username], options) => {
    const password = await passwordOf(session, 'New password: ', options);
    session.show(await session.client.post('/administrators', { username, role: options.role, password }));
  })
    .option('--role <role>', 'admin, operator or read-only', 'operator')
    .option('--password-stdin', 'read the password from standard input');
  verb(
    admin,
    'set <username>',
    'Change role or password, disable or enable',
    async (session, [name = ''], options) => {
      const { role, enable, disable, password } = options;
      session.show(
        await session.client.patch(p`/administrators/${name}`, {
          role,
          disabled: disable ? true : enable ? false : undefined,
          ...(password && { password: await passwordOf(session, 'New password: ', options) }),
        }),
      );
    },
  )
    .option('--role <role>', 'admin, operator or read-only')
    .option('--enable')
    .option('--disable')
    .option('--password', 'set a new password')
    .option('--password-stdin', 'read the password from standard input');
  verb(admin, 'rm <username>', 'Remove an administrator', async (session, [name = '']) => {
    await session.client.delete(p`/administrators/${name}`);
    session.note(session.say('deleted', { what: 'administrator', name }));
  });
}
