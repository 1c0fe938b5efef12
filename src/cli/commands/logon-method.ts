import type { Command } from 'commander';
import { type Json, p } from '../client.ts';
import { CliError, EXIT } from '../exit.ts';
import type { Column } from '../output.ts';
import type { Session } from '../session.ts';
import { settingsOf } from '../values.ts';
import { type AddVerb, type Options, several } from '../verb.ts';

const methodsAt = async (session: Session) => p`/instances/${await session.instance()}/logon-methods`;

const COLUMNS: readonly Column[] = [
  ['METHOD', ({ shownTitle }) => shownTitle.en],
  ['KIND', ({ kind, sourceKind }) => (sourceKind ? `${kind} (${sourceKind})` : kind)],
  ['ENABLED', ({ enabled }) => enabled],
  ['SETTINGS', ({ settings }) => (Object.keys(settings).length > 0 ? settings : null)],
  ['ID', ({ id }) => id],
];

export function logonMethodCommands(logon: Command, verb: AddVerb): void {
  const method = logon
    .command('method')
    .description(
      'Ways to log on: a tab each on the log-on page. Named by id, kind, or what they are called.',
    );
  verb(method, 'list', 'List the ways to log on, in the order of the log-on page', async (session) => {
    session.list(COLUMNS, (await session.client.get(await methodsAt(session))).items);
  });
  verb(method, 'show <method>', 'Show one, secrets masked', async (session, [name = '']) => {
    session.show(await found(session, name));
  });
  for (const [word, enabled, summary] of [
    ['enable', true, 'Let people log on this way; for a source this is delegated authentication'],
    ['disable', false, 'Do not let people log on this way any more; sessions stay'],
  ] as const)
    verb(method, `${word} <method>`, summary, async (session, [name = '']) => {
      const { id, version } = await found(session, name);
      const path = (await methodsAt(session)) + p`/${id}`;
      const { shownTitle } = await session.client.patch(path, { enabled }, version);
      session.note(
        session.say('changed', { what: session.say('log_on_method'), name: shownTitle[session.language] }),
      );
    });
  withSettings(
    verb(
      method,
      'add <title>',
      'Add an OpenID provider; its tab is not shown until it is enabled',
      async (session, [title = ''], options) => {
        const settings = await settingsFor(session, 'oidc', options);
        const made = await session.client.post(await methodsAt(session), {
          kind: 'oidc',
          ...(options.enable && { enabled: true }),
          settings: { title, ...settings },
        });
        session.note(session.say('created', { what: session.say('log_on_method'), name: title }));
        session.show(made);
      },
      'muster logon method add "Head office" --set issuer=https://sso.example.com --set clientId=muster \\\n' +
        '  --secret clientSecret=env:SSO_SECRET',
    ),
  ).option('--enable', 'show its tab at once');
  withSettings(
    verb(
      method,
      'set <method>',
      'Change the settings of one, or what its tab is called',
      async (session, [name = ''], options) => {
        const { id, kind, settings, title, version } = await found(session, name);
        const named = await settingsFor(session, kind === 'oidc' ? 'oidc' : 'directory', options);
        const path = (await methodsAt(session)) + p`/${id}`;
        const body = {
          ...(Object.keys(named).length > 0 && { settings: { ...settings, ...named } }),
          ...titleOf(options, title),
        };
        session.show(await session.client.patch(path, body, version));
      },
      'muster logon method set "Head office AD" --set updatePassword=true --set changePassword=true',
    ),
  )
    .option('--title <text>', 'what its tab is called in English; empty: as the source or kind is')
    .option('--title-zh <text>', 'the same in Chinese');
  verb(method, 'rm <method>', 'Remove an OpenID provider', async (session, [name = '']) => {
    const { id, shownTitle } = await found(session, name);
    await session.client.delete((await methodsAt(session)) + p`/${id}`);
    session.note(
      session.say('deleted', { what: session.say('log_on_method'), name: shownTitle[session.language] }),
    );
  });
}

const withSettings = (command: Command): Command =>
  command
    .option('--set <name=value>', 'a setting, may be repeated', several)
    .option('--secret <name=reference>', 'clientSecret, as env:VARIABLE or file:PATH', several);

async function settingsFor(
  session: Session,
  schema: 'oidc' | 'directory',
  options: Options,
): Promise<Record<string, unknown>> {
  const { properties } = (await session.client.get('/logon-schemas'))[schema];
  return settingsOf(session, properties ?? {}, options);
}

/** Both languages stand together: one that is not named is kept, or is as the other. */
function titleOf({ title, titleZh }: Options, present: { en: string; zh: string } | null): object {
  if (title === '') return { title: null };
  if (title === undefined && titleZh === undefined) return {};
  const en = title ?? present?.en ?? titleZh;
  return { title: { en, zh: titleZh ?? present?.zh ?? en } };
}

/** By id, else by kind or by what it is called on the log-on page. */
async function found(session: Session, name: string): Promise<Json> {
  const { items } = await session.client.get(await methodsAt(session));
  const wanted = name.toLowerCase();
  const named = items.filter(
    ({ id, kind, shownTitle }: Json) =>
      id === name ||
      (kind === wanted && kind !== 'source' && kind !== 'oidc') ||
      [shownTitle.en, shownTitle.zh].some((title) => title.toLowerCase() === wanted),
  );
  if (named.length === 1) return named[0];
  if (named.length === 0)
    throw new CliError(EXIT.notFound, session.say('method_unknown', { name }), {
      remedy: session.say('method_unknown_remedy'),
    });
  throw new CliError(
    EXIT.usage,
    session.say('method_ambiguous', { name, ids: named.map(({ id }: Json) => id).join(', ') }),
    { remedy: session.say('method_ambiguous_remedy') },
  );
}
