import type { Command } from 'commander';
import { type Json, p } from '../client.ts';
import { CliError, EXIT } from '../exit.ts';
import type { Column } from '../output.ts';
import type { Session } from '../session.ts';
import { settingsOf } from '../values.ts';
import { type AddVerb, type Options, several } from '../verb.ts';
import { listUpTo } from './account.ts';

const COLUMNS: readonly Column[] = [
  ['WHEN', ({ at }) => at],
  ['WHO', ({ actorKind, actorName }) => `${actorKind} ${actorName}`],
  ['WHAT', ({ action }) => action],
  ['TO', ({ subjectName, subjectId }) => subjectName ?? subjectId],
  ['RESULT', ({ result }) => result],
  ['REASON', ({ reason }) => reason],
  ['FROM', ({ address }) => address],
];

/** What the settings of a receiver are, as far as a command line has to know. */
const TARGET = { port: { type: 'integer' }, secret: { secret: true } };

const withFilter = (command: Command): Command =>
  command
    .option('--all', 'of the whole installation, all instances')
    .option('--category <name>', 'logon, session, sso, administration, sync, push or audit')
    .option('--action <beginning>', 'e.g. logon. or account.delete')
    .option('--actor <name>', 'who did it, by name or id')
    .option('--subject <name>', 'to whom or what, by name or id')
    .option('--result <result>', 'ok, refused or failed')
    .option('--address <address>', 'from where')
    .option('--since <time>', 'ISO 8601, e.g. 2027-01-31T00:00:00Z')
    .option('--until <time>', 'ISO 8601');

const filterOf = ({ category, action, actor, subject, result, address, since, until }: Options) => ({
  category,
  action,
  actor,
  subject,
  result,
  address,
  since,
  until,
});

/** `audit` below the instance, or of the installation with --all. */
async function pathOf(session: Session, { all }: Options, name: string): Promise<string> {
  return all ? `/${name}` : p`/instances/${await session.instance()}/${name}`;
}

export function auditCommands(program: Command, verb: AddVerb): void {
  const audit = program.command('audit').description('The audit log: who did what, and whether it is whole.');
  withFilter(
    verb(
      audit,
      'list',
      'List entries, newest first',
      async (session, _args, options) =>
        listUpTo(session, COLUMNS, await pathOf(session, options, 'audit'), options.limit, filterOf(options)),
      'muster audit list --category logon --result refused',
    ).option('--limit <number>', 'entries shown', '100'),
  );
  withFilter(
    verb(
      audit,
      'export',
      'Write entries to standard output, newest first',
      async (session, _args, options) => {
        const name = { jsonl: 'audit-lines', csv: 'audit-table' }[options.format as string];
        if (!name)
          throw new CliError(EXIT.usage, session.say('audit_format', { format: options.format }), {
            remedy: session.say('audit_format_remedy'),
          });
        const path = await pathOf(session, options, name);
        for await (const piece of session.client.file(path, filterOf(options)))
          session.context.out.write(piece);
      },
      'muster audit export --format csv --since 2027-01-01T00:00:00Z > audit.csv',
    ).option('--format <format>', 'jsonl or csv', 'jsonl'),
  );
  verb(
    audit,
    'verify',
    'Check that the log is as it was written; exit code 1 when it is not',
    async (session, _args, { known }) => {
      const verdict = await session.client.post(
        '/audit/verify',
        known ? { known: knownOf(session, known) } : {},
      );
      if (session.asJson) session.show(verdict);
      else printVerdict(session, verdict);
      if (!verdict.intact) session.exit = EXIT.failed;
    },
    'muster audit verify --known 4711:9f2c…',
  ).option('--known <position:hash>', 'the end of the log as an earlier check printed it, kept elsewhere');
  streamCommands(audit, verb);
}

function knownOf(session: Session, text: string): { position: number; hash: string } {
  const [, position, hash] = /^(\d{1,15}):([0-9a-f]{64})$/i.exec(text) ?? [];
  if (!position || !hash)
    throw new CliError(EXIT.usage, session.say('audit_known', { value: text }), {
      remedy: session.say('audit_known_remedy'),
    });
  return { position: Number(position), hash };
}

function printVerdict(session: Session, verdict: Json): void {
  const { entries, runs, pending, head, findings } = verdict;
  const line = (text: string) => session.context.out.write(`${text}\n`);
  line(session.say(verdict.intact ? 'audit_intact' : 'audit_broken', { entries, runs, pending }));
  for (const { position, detail } of findings) line(`  ${position}  ${detail}`);
  if (head) line(session.say('audit_head', { head: `${head.position}:${head.hash}` }));
}

function streamCommands(audit: Command, verb: AddVerb): void {
  const stream = audit.command('stream').description('Where the log is sent to as it is written.');
  const streams = async (session: Session) => p`/instances/${await session.instance()}/audit-streams`;
  const at = async (session: Session, name: string) => {
    const { items } = await session.client.get(await streams(session));
    const found = items.find((item: Json) => item.id === name || item.name === name);
    return (await streams(session)) + p`/${found?.id ?? name}`;
  };
  verb(stream, 'list', 'List the receivers', async (session) => {
    const { items } = await session.client.get(await streams(session));
    session.list(
      [
        ['NAME', ({ name }) => name],
        ['TO', ({ target }) => target.url ?? `${target.transport}://${target.host}:${target.port}`],
        ['ENABLED', ({ enabled }) => enabled],
        ['DELIVERED', ({ delivered }) => delivered],
        ['WAITING', ({ waiting }) => waiting],
        ['ERROR', ({ error }) => error?.message],
        ['ID', ({ id }) => id],
      ],
      items,
    );
  });
  verb(
    stream,
    'add <name>',
    'Send the log to a webhook or a syslog server',
    async (session, [name], options) => {
      const target = { kind: options.kind, ...settingsOf(session, TARGET, options) };
      session.show(
        await session.client.post(await streams(session), {
          name,
          target,
          from: options.beginning ? 'beginning' : 'now',
        }),
      );
    },
    'muster audit stream add SIEM --kind syslog --set host=siem.example.com\nmuster audit stream add Hook --kind webhook --set url=https://siem.example.com/muster --secret secret=env:HOOK_SECRET',
  )
    .option('--kind <kind>', 'webhook or syslog', 'webhook')
    .option('--set <name=value>', 'url; host, port, transport, ca; may be repeated', several, [])
    .option('--secret <name=where>', 'secret=env:VARIABLE or secret=file:PATH', several, [])
    .option('--beginning', 'send what is in the log already too');
  verb(stream, 'test <stream>', 'Send one entry and see whether it arrives', async (session, [name = '']) => {
    await session.client.post(`${await at(session, name)}/test`);
    session.note(session.say('done'));
  });
  verb(stream, 'enable <stream>', 'Send again, beginning where it stopped', async (session, [name = '']) =>
    session.show(await session.client.patch(await at(session, name), { enabled: true })),
  );
  verb(stream, 'disable <stream>', 'Send nothing for now; entries wait', async (session, [name = '']) =>
    session.show(await session.client.patch(await at(session, name), { enabled: false })),
  );
  verb(stream, 'delete <stream>', 'Send the log there no longer', async (session, [name = '']) => {
    await session.client.delete(await at(session, name));
    session.note(session.say('done'));
  });
}
