import type { Command } from 'commander';
import type { Json } from '../client.ts';
import { p } from '../client.ts';
import { CliError, EXIT } from '../exit.ts';
import { differences } from '../manifest/change.ts';
import { loadYaml } from '../manifest/load.ts';
import { cell } from '../output.ts';
import { flat, isObject, merged, namedParts, SsoPiece, SsoSettings } from '../pieces.ts';
import type { Session } from '../session.ts';
import { fromFile, nestedSettingsOf, pairOf } from '../values.ts';
import { type AddVerb, type Options, several } from '../verb.ts';

/** The path of an application by id or name. */
export type AppAt = (session: Session, named: string) => Promise<string>;

/** The entry of the catalogue behind a template; undefined for what is only pushed to. */
export async function entryOf(session: Session, template: string): Promise<Json> {
  const { items } = await session.client.get('/application-catalogue');
  return items.find(({ id }: Json) => id === template);
}

/** `--parameter name=value`, as the API takes them; undefined without any. */
export function parametersOf(
  session: Session,
  given: string[] | undefined,
): Record<string, string> | undefined {
  return given && Object.fromEntries(given.map((text) => pairOf(session, text)));
}

export function appSsoCommands(app: Command, verb: AddVerb, appAt: AppAt): void {
  verb(
    app,
    'catalogue',
    'List what people can sign in to: the entries of the catalogue and what they ask for',
    async (session) => {
      const { items } = await session.client.get('/application-catalogue');
      session.list(
        [
          ['ENTRY', ({ id }) => id],
          ['TITLE', ({ title }) => title[session.language]],
          ['PROTOCOL', ({ protocol }) => protocol],
          ['PARAMETERS', ({ parameters }) => parameters.map(({ name }: Json) => name)],
          ['TESTED WITH', ({ testedWith }) => testedWith?.[session.language]],
        ],
        items,
      );
    },
  );
  const sso = app.command('sso').description('How people sign in to an application.');
  verb(
    sso,
    'show <app>',
    'Show the settings, the addresses for the other side, and the steps there',
    async (session, [name = '']) =>
      shown(session, await session.client.get(`${await appAt(session, name)}/sso`)),
  );
  for (const [word, enabled, summary] of [
    ['enable', true, 'Let people sign in'],
    ['disable', false, 'Let nobody sign in any more; sessions at the application stay'],
  ] as const)
    verb(sso, `${word} <app>`, summary, async (session, [name = '']) => {
      const path = `${await appAt(session, name)}/sso`;
      const { version } = await present(session, name, path);
      await session.client.patch(path, { enabled }, version);
      session.note(session.say('changed', { what: 'application', name }));
    });
  verb(sso, 'set <app>', 'Change how people sign in; what is not named stays', set(appAt), SET_EXAMPLE)
    .option('--set <name=value>', 'a setting as “muster app sso show” names it, may be repeated', several)
    .option('--file <file>', 'YAML with the settings to change; - reads standard input')
    .option('--template <entry>', 'sign in by this entry of the catalogue from now on')
    .option('--parameter <name=value>', 'what the entry asks for, may be repeated', several);
  verb(
    sso,
    'import-metadata <app> <file>',
    'Take the settings of SAML from the metadata of the service provider',
    importMetadata(appAt),
    'muster app sso import-metadata Wiki sp-metadata.xml --plan',
  ).option('--plan', 'only show what would change');
  secretCommands(app, verb, appAt);
}

const SET_EXAMPLE =
  'muster app sso set Wiki --set oidc.redirectUris=https://wiki.example.com/callback --set authorisation=everyone\n' +
  'muster app sso set Wiki --file sso.yaml';

const set =
  (appAt: AppAt) =>
  async (session: Session, [name = '']: string[], options: Options): Promise<void> => {
    const path = `${await appAt(session, name)}/sso`;
    const before = options.template ? await session.client.get(path) : await present(session, name, path);
    const file = options.file ? await loadYaml(session, options.file, SsoPiece, 'sso') : {};
    const named = nestedSettingsOf(session, SsoSettings, options.set);
    const piece = merged(file, named) as Record<string, unknown>;
    const parameters = parametersOf(session, options.parameter);
    const body = {
      ...namedParts(before, piece),
      ...(isObject(piece.applicationUsername) && { applicationUsername: piece.applicationUsername }),
      ...(options.template && { template: options.template }),
      ...(parameters && { parameters: { ...before.parameters, ...parameters } }),
    };
    shown(session, await session.client.patch(path, body, before.version));
  };

const importMetadata =
  (appAt: AppAt) =>
  async (session: Session, [name = '', file = '']: string[], { plan }: Options): Promise<void> => {
    const path = `${await appAt(session, name)}/sso`;
    const before = await present(session, name, path);
    const metadata = file === '-' ? await session.context.input() : fromFile(session, file);
    const found = await session.client.post(p`/instances/${await session.instance()}/sp-metadata`, {
      metadata,
    });
    const fields = differences(before.saml ?? {}, found.settings);
    const changed =
      plan || fields.length === 0
        ? before
        : await session.client.patch(path, { saml: { ...before.saml, ...found.settings } }, before.version);
    if (session.asJson) session.show({ changes: fields, sso: changed });
    else if (fields.length === 0) session.note(session.say('nothing_differs'));
    else
      for (const { field, before: had, after } of fields)
        session.context.out.write(`${field}: ${cell(had)} → ${cell(after)}\n`);
  };

/** Sign-in as it is; throws where an application has none yet. */
async function present(session: Session, name: string, path: string): Promise<Json> {
  const found = await session.client.get(path);
  if (found.protocol !== 'none') return found;
  throw new CliError(EXIT.conflict, session.say('sso_none', { name }), {
    remedy: session.say('sso_none_remedy', { name }),
  });
}

/** By dotted names, as `set` takes them; the steps at the other side below. */
function shown(session: Session, sso: Json): void {
  if (session.asJson) {
    session.show(sso);
    return;
  }
  const { guide, ...rest } = sso;
  session.show(flat(rest));
  for (const [i, step] of (guide?.[session.language] ?? []).entries()) session.note(`${i + 1}. ${step}`);
}

function secretCommands(app: Command, verb: AddVerb, appAt: AppAt): void {
  const secret = app.command('secret').description('Client secrets of an OpenID Connect application.');
  const secretsAt = async (session: Session, name: string) => `${await appAt(session, name)}/oidc/secrets`;
  verb(secret, 'list <app>', 'List them, without their values', async (session, [name = '']) => {
    const { items } = await session.client.get(await secretsAt(session, name));
    session.list(
      [
        ['ENDS WITH', ({ ending }) => ending],
        ['CREATED', ({ createdAt }) => createdAt],
        ['LAST USED', ({ lastUsedAt }) => lastUsedAt],
        ['ID', ({ id }) => id],
      ],
      items,
    );
  });
  verb(
    secret,
    'add <app>',
    'Create one, shown this once; two may exist at a time',
    async (session, [name = '']) => {
      const made = await session.client.post(await secretsAt(session, name));
      session.note(session.say('shown_once'));
      session.show(made);
    },
  );
  verb(
    secret,
    'rm <app> <secret>',
    'Delete one; it is refused from then on',
    async (session, [name = '', id = '']) => {
      await session.client.delete((await secretsAt(session, name)) + p`/${id}`);
      session.note(session.say('done'));
    },
  );
}
