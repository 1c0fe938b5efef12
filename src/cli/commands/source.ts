import type { Command } from 'commander';
import { type Json, p } from '../client.ts';
import { CliError, EXIT } from '../exit.ts';
import { cell, json } from '../output.ts';
import type { Session } from '../session.ts';
import { numberOf, settingsOf } from '../values.ts';
import { type AddVerb, several } from '../verb.ts';
import { watchRun } from '../watch.ts';

const sourcesOf = async (session: Session) => p`/instances/${await session.instance()}/sources`;
const sourceAt = async (session: Session, name: string) => (await sourcesOf(session)) + p`/${name}`;

/** Settings of a kind by name, as its JSON Schema tells them. */
async function propertiesOf(session: Session, kind: string): Promise<Record<string, Json>> {
  const { items } = await session.client.get('/source-kinds');
  return items.find((item: Json) => item.kind === kind)?.config.properties ?? {};
}

/** Steps of a connection test as they come; a failed step makes the command fail. */
export async function showFindings(session: Session, events: AsyncIterable<{ data: Json }>): Promise<void> {
  const { out } = session.context;
  const findings: Json[] = [];
  for await (const { data } of events) {
    findings.push(data);
    if (!data.ok) session.exit = EXIT.failed;
    if (session.asJson) continue;
    out.write(
      `${data.ok ? '✓' : '✗'} ${session.say(data.ok ? 'test_ok' : 'test_failed')}  ${cell(data.step)}: ${cell(data.detail)}\n`,
    );
    // What a failed step saw is its error message.
    if (data.error) out.write(`  ${session.say('what_to_do')} ${cell(data.error.remedy)}\n`);
  }
  if (session.asJson) json(out, { items: findings });
}

/** Starts a run and follows it, unless told not to wait. */
export async function startRun(session: Session, path: string, wait: boolean, body?: unknown): Promise<void> {
  const run = await session.client.post(path, body);
  if (!wait) {
    session.show(run);
    return;
  }
  session.note(session.say('run_started', { id: run.id }));
  await watchRun(session, run.instanceId, run.id);
}

export function sourceCommands(program: Command, verb: AddVerb): void {
  const source = program.command('source').description('Sources: where people come from.');
  lookCommands(source, verb);
  changeCommands(source, verb);
  workCommands(source, verb);
}

function lookCommands(source: Command, verb: AddVerb): void {
  verb(
    source,
    'kinds [kind]',
    'List the kinds of sources, or the settings of one',
    async (session, [kind]) => {
      const { items } = await session.client.get('/source-kinds');
      if (kind === undefined) {
        session.list(
          [
            ['KIND', (item) => item.kind],
            ['TITLE', ({ title }) => title[session.language]],
          ],
          items,
        );
        return;
      }
      const found = items.find((item: Json) => item.kind === kind);
      if (!found)
        throw new CliError(
          EXIT.notFound,
          session.say('unknown_name', { what: 'kind of source', name: kind }),
        );
      if (session.asJson) {
        json(session.context.out, found);
        return;
      }
      const required = new Set(found.config.required);
      session.list(
        [
          ['SETTING', ([name]) => name],
          ['REQUIRED', ([name]) => required.has(name)],
          ['SECRET', ([, property]) => property.secret ?? false],
          ['DEFAULT', ([, property]) => property.default],
          ['WHAT', ([, property]) => (session.language === 'zh' ? property.zh : property.title)],
        ],
        Object.entries(found.config.properties),
      );
    },
  );
  verb(source, 'list', 'List the sources by priority', async (session) => {
    const { items } = await session.client.get(await sourcesOf(session));
    session.list(
      [
        ['NAME', ({ name }) => name],
        ['KIND', ({ kind }) => kind],
        ['ENABLED', ({ enabled }) => enabled],
        ['PRIORITY', ({ priority }) => priority],
        ['ID', ({ id }) => id],
      ],
      items,
    );
  });
  verb(source, 'show <source>', 'Show a source, secrets masked', async (session, [name = '']) => {
    session.show(await session.client.get(await sourceAt(session, name)));
  });
}

function changeCommands(source: Command, verb: AddVerb): void {
  verb(
    source,
    'add <name>',
    'Add a source',
    async (session, [name = ''], { kind, targetOrg, priority, ...options }) => {
      const config = settingsOf(session, await propertiesOf(session, kind), options);
      const made = await session.client.post(await sourcesOf(session), {
        name,
        kind,
        config,
        targetOrgId: targetOrg,
        ...(priority && { priority: numberOf(session, '--priority', priority) }),
      });
      session.note(session.say('created', { what: 'source', name: made.name }));
      session.show(made);
    },
    'muster source add "Head office" --kind ad --set addresses=dc1.example.com --set bindAccount=sync@example.com \\\n' +
      '  --secret bindPassword=env:AD_PASSWORD --set baseDn=DC=example,DC=com',
  )
    .requiredOption('--kind <kind>', 'see: muster source kinds')
    .option('--set <name=value>', 'a setting, may be repeated; see: muster source kinds KIND', several)
    .option('--secret <name=reference>', 'a secret, as env:VARIABLE or file:PATH', several)
    .option('--target-org <id>', 'the organization it fills, the root when left out')
    .option('--priority <n>', 'lower wins where several sources fill one field');
  verb(source, 'set <source>', 'Change a source', async (session, [name = ''], options) => {
    const path = await sourceAt(session, name);
    const present = await session.client.get(path);
    const given = settingsOf(session, await propertiesOf(session, present.kind), options);
    const changed = Object.keys(given).length > 0;
    session.show(
      await session.client.patch(path, {
        name: options.name,
        enabled: options.enable ? true : options.disable ? false : undefined,
        targetOrgId: options.targetOrg,
        ...(options.priority && { priority: numberOf(session, '--priority', options.priority) }),
        ...(changed && { config: { ...present.config, ...given } }),
        ...scheduleOf(options, present.schedule),
      }),
    );
  })
    .option('--name <name>', 'new name')
    .option('--set <name=value>', 'a setting, may be repeated', several)
    .option('--secret <name=reference>', 'a secret, as env:VARIABLE or file:PATH', several)
    .option('--target-org <id>', 'the organization it fills')
    .option('--priority <n>', 'lower wins where several sources fill one field')
    .option('--schedule <cron>', 'synchronize by itself, for example "45 1 * * *"; six fields as Quartz')
    .option('--timezone <name>', 'of the schedule, for example Asia/Shanghai; this machine’s when left out')
    .option('--no-schedule', 'no longer synchronize by itself')
    .option('--enable')
    .option('--disable');
}

/** The schedule of a patch: another time keeps the zone, another zone the time (the server misses one that is not there). */
function scheduleOf({ schedule, timezone }: Json, present: Json): Json {
  if (schedule === false) return { schedule: null };
  if (schedule === undefined && timezone === undefined) return {};
  const zone = timezone ?? present?.timezone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  return { schedule: { cron: schedule ?? present?.cron, timezone: zone } };
}

function workCommands(source: Command, verb: AddVerb): void {
  verb(source, 'test <source>', 'Test connection, step by step', async (session, [name = '']) => {
    await showFindings(session, session.client.events('POST', `${await sourceAt(session, name)}/test`));
  });
  verb(
    source,
    'preview <source>',
    'Plan a synchronization: what it would do',
    async (session, [name = ''], { wait }) => {
      await startRun(session, `${await sourceAt(session, name)}/plan`, wait);
    },
  ).option('--no-wait', 'only start it');
  verb(
    source,
    'sync <source>',
    'Synchronize: read everything and bring the directory in step',
    async (session, [name = ''], { plan, wait }) => {
      await startRun(session, `${await sourceAt(session, name)}/${plan ? 'plan' : 'sync'}`, wait);
    },
    'muster source sync "Head office" --plan',
  )
    .option('--plan', 'only plan it; muster run apply carries it out')
    .option('--no-wait', 'only start it');
  verb(
    source,
    'rm <source>',
    'Remove a source; the accounts it brought stay',
    async (session, [name = '']) => {
      await session.client.delete(await sourceAt(session, name));
      session.note(session.say('deleted', { what: 'source', name }));
    },
  );
}
