import type { Command } from 'commander';
import { p } from '../client.ts';
import { EXIT } from '../exit.ts';
import { type Column, cell, json } from '../output.ts';
import type { Session } from '../session.ts';
import { settingsOf } from '../values.ts';
import { type AddVerb, type Options, several } from '../verb.ts';
import { listUpTo } from './account.ts';
import { appAccessCommands } from './app-access.ts';
import { appSsoCommands, entryOf, parametersOf } from './app-sso.ts';
import { showFindings, startRun } from './source.ts';

const appsOf = async (session: Session) => p`/instances/${await session.instance()}/applications`;
const appAt = async (session: Session, name: string) => (await appsOf(session)) + p`/${name}`;

const LINK_COLUMNS: readonly Column[] = [
  ['ACCOUNT', ({ label }) => label],
  ['STATE', ({ state }) => state],
  ['REMOTE NAME', ({ remoteName }) => remoteName],
  ['REMOTE ID', ({ remoteId }) => remoteId],
  ['ACKNOWLEDGED', ({ acknowledgedAt }) => acknowledgedAt],
  ['ATTEMPTS', ({ attempts }) => attempts],
  ['REASON', ({ error }) => error?.message],
];

/** The settings given, typed by the schema of the template's kind. */
async function provisioningOf(
  session: Session,
  template: string,
  options: Options,
): Promise<Record<string, unknown>> {
  const { items } = await session.client.get('/application-templates');
  const entry = await entryOf(session, template);
  const target = entry?.provisioning ?? template;
  const { config } = items.find(({ id }: { id: string }) => id === target) ?? items[0];
  const settings = settingsOf(session, config.properties ?? {}, options);
  if (options.scopeOrg || options.scopeGroup)
    settings.scope = { orgIds: options.scopeOrg ?? [], groupIds: options.scopeGroup ?? [] };
  return settings;
}

const withSettings = (command: Command): Command =>
  command
    .option('--set <name=value>', 'a provisioning setting, may be repeated', several)
    .option('--secret <name=reference>', 'clientSecret or bearerToken, as env:VARIABLE or file:PATH', several)
    .option('--scope-org <id>', 'only accounts of this organization and below, may be repeated', several)
    .option('--scope-group <id>', 'only accounts of this group, may be repeated', several);

export function appCommands(program: Command, verb: AddVerb): void {
  const app = program
    .command('app')
    .description('Applications: where accounts are pushed to, and what people sign in to.');
  lookCommands(app, verb);
  changeCommands(app, verb);
  targetCommands(app, verb);
  appSsoCommands(app, verb, appAt);
  appAccessCommands(app, verb, appAt);
  pushCommand(program, verb);
}

function lookCommands(app: Command, verb: AddVerb): void {
  verb(app, 'templates', 'List the templates of applications', async (session) => {
    const { items } = await session.client.get('/application-templates');
    session.list(
      [
        ['TEMPLATE', ({ id }) => id],
        ['TITLE', ({ title }) => title[session.language]],
      ],
      items,
    );
  });
  verb(app, 'list', 'List the applications', async (session) => {
    const { items } = await session.client.get(await appsOf(session));
    session.list(
      [
        ['NAME', ({ name }) => name],
        ['TEMPLATE', ({ template }) => template],
        ['ENABLED', ({ enabled }) => enabled],
        ['SCIM BASE URL', ({ provisioning }) => provisioning?.baseUrl],
        ['PAUSED', ({ pause }) => pause?.message],
        ['ID', ({ id }) => id],
      ],
      items,
    );
  });
  verb(
    app,
    'show <app>',
    'Show an application, secrets masked, and how its accounts stand',
    async (session, [name = '']) => {
      const path = await appAt(session, name);
      const { provisioning, ...found } = await session.client.get(path);
      const accounts = await session.client.get(`${path}/link-counts`);
      session.show(
        session.asJson ? { ...found, provisioning, accounts } : { ...found, ...provisioning, accounts },
      );
    },
  );
}

function changeCommands(app: Command, verb: AddVerb): void {
  withSettings(
    verb(
      app,
      'add <name>',
      'Add an application from a template or an entry of the catalogue',
      async (session, [name = ''], { template, disabled, ...options }) => {
        const provisioning = await provisioningOf(session, template, options);
        const parameters = parametersOf(session, options.parameter);
        const isSignIn = (await entryOf(session, template)) !== undefined;
        const made = await session.client.post(await appsOf(session), {
          name,
          template,
          ...(disabled && { enabled: false }),
          ...(parameters && { parameters }),
          // What people sign in to is pushed to only where settings for that are given.
          ...((!isSignIn || Object.keys(provisioning).length > 0) && { provisioning }),
        });
        session.note(session.say('created', { what: 'application', name: made.name }));
        if (isSignIn) session.note(session.say('sso_off', { name: made.name }));
        session.show(made);
      },
      'muster app add RAM --template alibaba-ram --set baseUrl=https://scim.aliyun.com --set clientId=4… \\\n' +
        '  --secret clientSecret=env:RAM_SECRET\n' +
        'muster app add Grafana --template grafana --parameter url=https://grafana.example.com',
    )
      .option('--template <template>', 'see: muster app templates, muster app catalogue', 'alibaba-ram')
      .option('--parameter <name=value>', 'what an entry of the catalogue asks for, may be repeated', several)
      .option('--disabled', 'do not push yet'),
  );
  withSettings(
    verb(
      app,
      'set <app>',
      'Change an application',
      async (session, [name = ''], { name: newName, enable, disable, ...options }) => {
        const path = await appAt(session, name);
        const { template } = await session.client.get(path);
        const provisioning = await provisioningOf(session, template, options);
        const body = {
          name: newName,
          enabled: enable ? true : disable ? false : undefined,
          ...(Object.keys(provisioning).length > 0 && { provisioning }),
        };
        session.show(await session.client.patch(path, body));
      },
    )
      .option('--name <name>', 'new name')
      .option('--enable')
      .option('--disable'),
  );
}

function targetCommands(app: Command, verb: AddVerb): void {
  verb(app, 'test <app>', 'Test Connectivity, step by step', async (session, [name = '']) => {
    await showFindings(session, session.client.events('POST', `${await appAt(session, name)}/test`));
  });
  verb(app, 'preview <app>', 'What One-click Push would do now', preview).option(
    '--limit <n>',
    'changes shown',
    '100',
  );
  verb(
    app,
    'links <app>',
    'How each account stands at the target',
    async (session, [name = ''], { state, failed, limit }) => {
      await listUpTo(session, LINK_COLUMNS, `${await appAt(session, name)}/links`, limit, { state, failed });
    },
  )
    .option('--state <state>', 'due, synced, parked, conflict, held, off, left or disabled')
    .option('--failed', 'only those with an error')
    .option('--limit <n>', 'how many at most', '100');
  for (const [word, summary] of [
    ['retry', 'Try what was parked or refused again'],
    ['release', 'Let deletions that the protection holds be made'],
  ] as const)
    verb(app, `${word} <app>`, summary, async (session, [name = '']) => {
      session.show(await session.client.post(`${await appAt(session, name)}/${word}`, {}));
    });
  verb(app, 'rm <app>', 'Remove an application; its remote users stay', async (session, [name = '']) => {
    await session.client.delete(await appAt(session, name));
    session.note(session.say('deleted', { what: 'application', name }));
  });
}

function pushCommand(program: Command, verb: AddVerb): void {
  verb(
    program,
    'push <app>',
    'One-click Push: bring the target in step',
    async (session, [name = ''], options) => {
      if (options.plan) await preview(session, [name], options);
      else await startRun(session, `${await appAt(session, name)}/push`, options.wait);
    },
    'muster push RAM --plan',
  )
    .option('--plan', 'only show what it would do')
    .option('--limit <n>', 'changes shown with --plan', '100')
    .option('--no-wait', 'only start it');
}

/** Counts, then each change with before and after; the exit code tells when deletions would be held. */
async function preview(session: Session, [name = '']: string[], { limit }: Options): Promise<void> {
  const found = await session.client.get(`${await appAt(session, name)}/preview`, { limit });
  if (found.held) session.exit = EXIT.conflict;
  const { out } = session.context;
  if (session.asJson) {
    json(out, found);
    return;
  }
  const { changes, ...counts } = found;
  for (const { op, label, why, before, after } of changes) {
    out.write(`${cell(op)} ${cell(label)}\n    ${cell(why)}\n`);
    for (const field of new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])) {
      const [had, gets] = [cell(before?.[field]), cell(after?.[field])];
      if (had !== gets) out.write(`    ${cell(field)}: ${had} → ${gets}\n`);
    }
  }
  session.show(counts);
}
