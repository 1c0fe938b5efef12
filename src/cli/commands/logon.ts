import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import type { Command } from 'commander';
import { LogonSettingsFields } from '../../model/logon.ts';
import { type Json, p } from '../client.ts';
import { CliError, EXIT } from '../exit.ts';
import { loadYaml } from '../manifest/load.ts';
import type { Column } from '../output.ts';
import { flat, LogonPiece, merged, namedParts } from '../pieces.ts';
import type { Session } from '../session.ts';
import { nestedSettingsOf } from '../values.ts';
import { type AddVerb, type Options, several } from '../verb.ts';
import { passwordOf } from './access.ts';
import { logonMethodCommands } from './logon-method.ts';

const settingsAt = async (session: Session) => p`/instances/${await session.instance()}/logon-settings`;

export function logonCommands(program: Command, verb: AddVerb): void {
  const logon = program
    .command('logon')
    .description('How people log on: methods, passwords, second factor, sessions, look.');
  verb(
    logon,
    'show',
    'Show the settings: password policy, second factor, sessions, limits, look, portal',
    async (session) => {
      shown(session, await session.client.get(await settingsAt(session)));
    },
  );
  verb(
    logon,
    'set',
    'Change settings; what is not named stays, a changed password rule binds new passwords only',
    set,
    'muster logon set --set session.idleMinutes=60 --set secondFactor.policy=always \\\n' +
      '  --set passwordPolicy.template=custom --set passwordPolicy.custom.minLength=14',
  )
    .option('--set <name=value>', 'a setting as “muster logon show” names it, may be repeated', several)
    .option('--file <file>', 'YAML with the parts to change; - reads standard input')
    .option('--logo <file>', 'PNG, JPEG, WebP or GIF for the log-on page, at most 100 kB; empty: none');
  verb(
    logon,
    'try-password',
    'Try a password against the policy; nothing is set',
    async (session, _args, options) => {
      const password = await passwordOf(session, 'Password: ', options);
      const instance = p`/instances/${await session.instance()}`;
      const account =
        options.account && (await session.client.get(instance + p`/accounts/${options.account}`)).id;
      const found = await session.client.post(`${instance}/password-trial`, {
        password,
        ...(account && { accountId: account }),
      });
      if (!found.ok) session.exit = EXIT.failed;
      if (session.asJson) session.show(found);
      else {
        session.context.out.write(`${session.say(found.ok ? 'password_fits' : 'password_faults')}\n`);
        for (const { text } of found.faults) session.context.out.write(`  ${text[session.language]}\n`);
      }
    },
    'muster logon try-password --account zhang.wei --password-stdin < password.txt',
  )
    .option('--account <account>', 'against the names and the last passwords of an account too')
    .option('--password-stdin', 'read the password from standard input instead of asking for it');
  logonMethodCommands(logon, verb);
}

async function set(session: Session, _args: string[], options: Options): Promise<void> {
  const path = await settingsAt(session);
  const file = options.file ? await loadYaml(session, options.file, LogonPiece, 'settings') : {};
  const named = nestedSettingsOf(session, LogonSettingsFields, options.set);
  const look = options.logo === undefined ? {} : { look: { logo: logoOf(session, options.logo) } };
  const piece = merged(merged(file, named), look) as Record<string, unknown>;
  const { version, ...present } = await session.client.get(path);
  // The API takes whole parts: what a part leaves unnamed is laid below it.
  shown(session, await session.client.patch(path, namedParts(present, piece), version));
}

const PICTURES: Record<string, string> = {
  '.png': 'png',
  '.jpg': 'jpeg',
  '.jpeg': 'jpeg',
  '.webp': 'webp',
  '.gif': 'gif',
};

/** A picture as data: URL; null for an empty path. */
function logoOf(session: Session, path: string): string | null {
  if (path === '') return null;
  const type = PICTURES[extname(path).toLowerCase()];
  if (!type) throw new CliError(EXIT.usage, session.say('picture_form', { path }));
  try {
    return `data:image/${type};base64,${readFileSync(path, 'base64')}`;
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? '';
    throw new CliError(EXIT.usage, session.say('file_missing', { path, reason }), { cause });
  }
}

/** By dotted names, as `set` takes them; a logo is told by its length. */
function shown(session: Session, settings: Json): void {
  if (session.asJson) {
    session.show(settings);
    return;
  }
  const { logo } = settings.look;
  const told = logo && `${logo.slice(0, logo.indexOf(';'))} (${logo.length})`;
  session.show(flat({ ...settings, look: { ...settings.look, logo: told } }));
}

export const SESSION_COLUMNS: readonly Column[] = [
  ['ACCOUNT', ({ username }) => username],
  ['METHODS', ({ methods }) => methods],
  ['ADDRESS', ({ address }) => address],
  ['SINCE', ({ startedAt }) => startedAt],
  ['SEEN', ({ lastSeenAt }) => lastSeenAt],
  ['BROWSER', ({ agent }) => agent],
  ['ID', ({ id }) => id],
];
