import type { Command } from 'commander';
import { p } from '../client.ts';
import { CliError, EXIT } from '../exit.ts';
import type { AddVerb } from '../verb.ts';
import { listUpTo } from './account.ts';
import { SESSION_COLUMNS } from './logon.ts';

export function sessionCommands(program: Command, verb: AddVerb): void {
  const sessions = program.command('session').description('Who is logged on.');
  verb(
    sessions,
    'list',
    'List live sessions of people, the newest first',
    async (session, _args, { account, limit }) => {
      const path = p`/instances/${await session.instance()}/sessions`;
      await listUpTo(session, SESSION_COLUMNS, path, limit, { account });
    },
  )
    .option('--account <account>', 'only those of an account')
    .option('--limit <n>', 'how many at most', '100');
  verb(
    sessions,
    'end [session]',
    'End a session, or log an account out everywhere; applications that ask for it are told',
    async (session, [id], { account }) => {
      if ((id === undefined) === (account === undefined))
        throw new CliError(EXIT.usage, session.say('session_which'), {
          remedy: session.say('session_which_remedy'),
        });
      const instance = p`/instances/${await session.instance()}`;
      if (account === undefined) await session.client.delete(instance + p`/sessions/${id!}`);
      const { ended } =
        account === undefined
          ? { ended: 1 }
          : await session.client.delete(instance + p`/accounts/${account}/sessions`);
      session.note(session.say('sessions_ended', { count: ended }));
    },
    'muster session end --account zhang.wei',
  ).option('--account <account>', 'all sessions of an account');
}
