import type { Command } from 'commander';
import { p } from '../client.ts';
import { CliError, EXIT } from '../exit.ts';
import { applicationChanges } from '../manifest/application-changes.ts';
import type { Change } from '../manifest/change.ts';
import { cloudChanges } from '../manifest/cloud-changes.ts';
import { customFieldChanges, instanceChanges, orgChanges } from '../manifest/directory-changes.ts';
import { loadManifest } from '../manifest/load.ts';
import { logonChanges, logonMethodChanges } from '../manifest/logon-changes.ts';
import type { Manifest } from '../manifest/schema.ts';
import { sourceChanges } from '../manifest/source-changes.ts';
import { ssoChanges } from '../manifest/sso-changes.ts';
import { userSsoChanges } from '../manifest/user-sso-changes.ts';
import type { World } from '../manifest/world.ts';
import { cell, json } from '../output.ts';
import type { Session } from '../session.ts';
import type { AddVerb, Options } from '../verb.ts';

const MARK = { create: '+', update: '~', delete: '-' } as const;
/** In this order: what comes later refers to what came before. */
const SECTIONS = [
  instanceChanges,
  customFieldChanges,
  orgChanges,
  cloudChanges,
  sourceChanges,
  logonChanges,
  logonMethodChanges,
  applicationChanges,
  ssoChanges,
  userSsoChanges,
];

async function open(session: Session, options: Options): Promise<{ world: World; manifest: Manifest }> {
  const manifest = await loadManifest(session, options.file);
  const base = p`/instances/${manifest.instance.id}`;
  const exists = await session.client.get(base).then(
    () => true,
    (error: unknown) => {
      if (error instanceof CliError && error.exit === EXIT.notFound) return false;
      throw error;
    },
  );
  const { file, prune = false, renewSecrets = false } = options;
  return { manifest, world: { session, file, base, exists, prune, renewSecrets } };
}

async function changesOf(world: World, manifest: Manifest): Promise<Change[]> {
  const changes: Change[] = [];
  for (const section of SECTIONS) changes.push(...(await section(world, manifest)));
  return changes;
}

function print(session: Session, changes: readonly Change[]): void {
  for (const { op, what, name, fields } of changes) {
    session.context.out.write(`${MARK[op]} ${what} ${cell(name)}\n`);
    for (const { field, before, after } of fields)
      session.context.out.write(
        `    ${cell(field)}: ${op === 'create' ? '' : `${cell(before)} → `}${cell(after)}\n`,
      );
  }
}

export function manifestCommands(program: Command, verb: AddVerb): void {
  const withFile = (command: Command) =>
    command
      .requiredOption('-f, --file <path>', 'the file; - reads standard input')
      .option(
        '--prune',
        'also remove what sections of the file do not name: sources, applications, assignments, custom fields, OpenID providers',
      )
      .option('--renew-secrets', 'send every secret again; the server shows none, so they are not compared');
  withFile(
    verb(
      program,
      'plan',
      'Show what an instance differs in from a file',
      async (session, _args, options) => {
        const { world, manifest } = await open(session, options);
        const changes = await changesOf(world, manifest);
        report(session, manifest, changes);
        if (!session.asJson && changes.length > 0)
          session.note(session.say('manifest_plan', { count: changes.length, path: options.file }));
      },
      'muster plan -f acme.yaml',
    ),
  );
  withFile(
    verb(
      program,
      'apply',
      'Make an instance as a file says',
      async (session, _args, options) => {
        const { world, manifest } = await open(session, options);
        const changes = await changesOf(world, manifest);
        report(session, manifest, changes);
        for (const { make } of changes) await make();
        if (!session.asJson && changes.length > 0)
          session.note(session.say('manifest_applied', { count: changes.length }));
      },
      'AD_PASSWORD=… muster apply -f acme.yaml',
    ),
  );
}

function report(session: Session, { instance }: Manifest, changes: readonly Change[]): void {
  if (session.asJson)
    json(session.context.out, {
      changes: changes.map(({ op, what, name, fields }) => ({ op, what, name, fields })),
    });
  else if (changes.length === 0) session.note(session.say('manifest_nothing', { instance: instance.id }));
  else print(session, changes);
}
