import type { Command } from 'commander';
import { type Json, p } from '../client.ts';
import type { Column } from '../output.ts';
import type { Session } from '../session.ts';
import { numberOf, pairOf } from '../values.ts';
import { type AddVerb, type Options, several } from '../verb.ts';
import { accountLogonCommands } from './account-logon.ts';

const LIMIT = '100';

const COLUMNS: readonly Column[] = [
  ['USERNAME', ({ username }) => username],
  ['DISPLAY NAME', ({ displayName }) => displayName],
  ['E-MAIL', ({ email }) => email],
  ['PHONE', ({ phoneRegion, phoneNumber }) => phoneNumber && `+${phoneRegion ?? ''} ${phoneNumber}`],
  ['STATE', stateOf],
  ['SOURCE', ({ sourceType }) => sourceType],
  ['ID', ({ id }) => id],
];

export const HISTORY_COLUMNS: readonly Column[] = [
  ['WHEN', ({ at }) => at],
  ['WHO', ({ actor }) => actor],
  ['RUN', ({ runId }) => runId],
  ['WHAT', ({ entity, op }) => `${entity} ${op}`],
  ['BEFORE', ({ before }) => before],
  ['AFTER', ({ after }) => after],
];

function stateOf({ enabled, lockedUntil, expiresAt }: Json): string {
  const past = (time: string | null) => time !== null && Date.parse(time) <= Date.now();
  if (!enabled) return 'disabled';
  if (past(expiresAt)) return 'expired';
  return lockedUntil && !past(lockedUntil) ? 'locked' : 'active';
}

/** A list up to --limit, with a word when there is more. */
export async function listUpTo(
  session: Session,
  columns: readonly Column[],
  path: string,
  limitText: string,
  query: Record<string, string | boolean | undefined> = {},
): Promise<void> {
  const limit = numberOf(session, '--limit', limitText);
  const items = await session.client.list(path, { query, limit: limit + 1 });
  session.list(columns, items.slice(0, limit));
  if (items.length > limit) session.note(session.say('more', { limit }));
}

/** Fields of a body from the options of `create` and `set`; an empty text clears a field. */
function fieldsOf(session: Session, options: Options): Record<string, unknown> {
  const text = (value: string | undefined) => (value === '' ? null : value);
  const custom = Object.fromEntries(
    ((options.custom ?? []) as string[]).map((pair) => {
      const [name, value] = pairOf(session, pair);
      return [name, customValue(value)];
    }),
  );
  return {
    username: options.username,
    displayName: text(options.displayName),
    email: text(options.email),
    phoneRegion: text(options.phoneRegion),
    phoneNumber: text(options.phone),
    externalId: text(options.externalId),
    description: text(options.description),
    expiresAt: text(options.expires),
    preferredLanguage: text(options.language),
    primaryOrgId: options.org,
    ...(Object.keys(custom).length > 0 ? { custom } : {}),
  };
}

/** `true`, `false` and numbers as what they are; quote one to keep it a text; nothing clears the field. */
function customValue(text: string): string | number | boolean | null {
  if (text === '') return null;
  if (text === 'true' || text === 'false') return text === 'true';
  if (/^-?\d{1,15}(\.\d+)?$/.test(text)) return Number(text);
  return /^"(.*)"$/s.exec(text)?.[1] ?? text;
}

const withFields = (command: Command): Command =>
  command
    .option('--display-name <name>')
    .option('--email <address>')
    .option('--phone-region <digits>', 'country code without +, e.g. 86')
    .option('--phone <digits>')
    .option('--external-id <id>')
    .option('--description <text>')
    .option('--expires <time>', 'ISO 8601, e.g. 2027-01-31T00:00:00Z')
    .option('--language <tag>', 'preferred language, e.g. zh-CN')
    .option('--org <id>', 'primary organization')
    .option('--custom <name=value>', 'custom field, may be repeated', several);

const accountsOf = async (session: Session) => p`/instances/${await session.instance()}/accounts`;
const accountAt = async (session: Session, name: string) => (await accountsOf(session)) + p`/${name}`;

export function accountCommands(program: Command, verb: AddVerb): void {
  const account = program.command('account').description('Accounts of the directory.');
  lookCommands(account, verb);
  changeCommands(account, verb);
  removeCommands(account, verb);
  accountLogonCommands(account, verb, accountAt);
}

function lookCommands(account: Command, verb: AddVerb): void {
  verb(account, 'list', 'List accounts by username', async (session, _args, options) => {
    await listUpTo(session, COLUMNS, await accountsOf(session), options.limit, {
      org: options.org,
      subtree: options.subtree,
      group: options.group,
      source: options.source,
      enabled: options.disabled ? false : undefined,
    });
  })
    .option('--org <id>', 'only those of an organization')
    .option('--subtree', 'with the organizations below it')
    .option('--group <id>', 'only members of a group')
    .option('--source <id>', 'only those of a source; build_in: of none')
    .option('--disabled', 'only disabled ones')
    .option('--limit <n>', 'how many at most', LIMIT);
  verb(
    account,
    'search <term>',
    'Find accounts whose name, e-mail or phone number begins with a term',
    async (session, [term]) => {
      const path = p`/instances/${await session.instance()}/account-search`;
      session.list(COLUMNS, (await session.client.get(path, { term })).items);
    },
  );
  verb(
    account,
    'show <account>',
    'Show an account: fields, where they come from, organizations and groups',
    async (session, [name = '']) => {
      const one = await accountAt(session, name);
      const [found, orgs, groups, provenance] = await Promise.all(
        ['', '/orgs', '/groups', '/provenance'].map((part) => session.client.get(one + part)),
      );
      const origin = Object.fromEntries(provenance.items.map(({ field, by }: Json) => [field, by]));
      session.show({
        ...found,
        furtherOrgIds: orgs.furtherOrgIds,
        groups: groups.items.map(({ group }: Json) => group.name),
        origin,
      });
    },
  );
}

function changeCommands(account: Command, verb: AddVerb): void {
  withFields(
    verb(
      account,
      'create <username>',
      'Create an account',
      async (session, [username = ''], options) => {
        const made = await session.client.post(await accountsOf(session), {
          ...fieldsOf(session, options),
          username,
          ...(options.group && { groupIds: options.group }),
        });
        session.note(session.say('created', { what: 'account', name: made.username }));
        session.show(made);
      },
      'muster account create zhang.wei --display-name 张伟 --email zhang.wei@example.com --phone-region 86 --phone 13800000000',
    ).option('--group <id>', 'group to enter, may be repeated', several),
  );
  withFields(
    verb(
      account,
      'set <account>',
      'Change an account; an empty text clears a field',
      async (session, [name = ''], options) => {
        session.show(await session.client.patch(await accountAt(session, name), fieldsOf(session, options)));
      },
      'muster account set zhang.wei --email "" --org ou_01k9',
    ).option('--username <username>', 'new username'),
  );
  for (const [name, summary] of [
    ['enable', 'Enable an account'],
    ['disable', 'Disable an account'],
    ['lock', 'Lock an account until it is unlocked'],
    ['unlock', 'Unlock an account'],
  ] as const)
    verb(account, `${name} <account>`, summary, async (session, [id = '']) => {
      const { username } = await session.client.post(`${await accountAt(session, id)}/${name}`);
      session.note(session.say('changed', { what: 'account', name: username }));
    });
}

function removeCommands(account: Command, verb: AddVerb): void {
  verb(
    account,
    'rm <account>',
    'Move an account to the recycle bin',
    async (session, [name = ''], { force }) => {
      await session.client.delete(await accountAt(session, name), { query: { force } });
      session.note(session.say('deleted', { what: 'account', name }));
    },
  ).option('--force', 'also when a source keeps it');
  verb(account, 'restore <id>', 'Bring back a deleted account', async (session, [id = '']) => {
    session.show(
      await session.client.post(p`/instances/${await session.instance()}/recycle-bin/${id}/restore`),
    );
  });
  verb(
    account,
    'history <account>',
    'What happened to an account, newest first',
    async (session, [name = ''], { limit }) => {
      await listUpTo(session, HISTORY_COLUMNS, `${await accountAt(session, name)}/history`, limit);
    },
  ).option('--limit <n>', 'how many at most', LIMIT);
}
