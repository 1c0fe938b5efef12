import type { Command } from 'commander';
import type { Json } from '../client.ts';
import { p } from '../client.ts';
import { CliError, EXIT } from '../exit.ts';
import { orgTreeOf } from '../manifest/world.ts';
import type { Column } from '../output.ts';
import { cell } from '../output.ts';
import { portionsOf } from '../portions.ts';
import type { Session } from '../session.ts';
import { pairOf } from '../values.ts';
import { type AddVerb, type Options, several } from '../verb.ts';
import { listUpTo } from './account.ts';
import type { AppAt } from './app-sso.ts';

const ASSIGNMENTS: readonly Column[] = [
  ['KIND', ({ kind }) => kind],
  ['NAME', ({ name, isDeleted }) => (isDeleted ? `${name} (recycle bin)` : name)],
  ['RULE', ({ rule }) => rule],
  ['SINCE', ({ createdAt }) => createdAt],
  ['ID', ({ id }) => id],
];

/** Who may sign in to an application, and under which name. */
export function appAccessCommands(app: Command, verb: AddVerb, appAt: AppAt): void {
  verb(
    app,
    'assignments <app>',
    'List what an application is assigned to',
    async (session, [name = ''], { kind, limit }) => {
      await listUpTo(session, ASSIGNMENTS, `${await appAt(session, name)}/assignments`, limit, { kind });
    },
  )
    .option('--kind <kind>', 'account, org, group or rule')
    .option('--limit <n>', 'how many at most', '100');
  withSubjects(
    verb(
      app,
      'assign <app>',
      'Assign an application to accounts, organizations with all below them, or groups',
      async (session, [name = ''], options) => {
        const path = `${await appAt(session, name)}/assignments`;
        let assigned = 0;
        for (const { kind, ids } of await subjectsOf(session, options))
          for (const portion of portionsOf(ids))
            assigned += (await session.client.post(path, { kind, ids: portion })).assigned;
        if (session.asJson) session.show({ assigned });
        else session.note(session.say('assigned', { count: assigned }));
      },
      'muster app assign Wiki --org Sales/North --group Pilots --account zhang.wei',
    ),
  );
  withSubjects(
    verb(
      app,
      'unassign <app>',
      'Take assignments away; rules by their name or id',
      unassign(appAt),
      'muster app unassign Wiki --group Pilots --rule Externals',
    ),
  ).option('--rule <name>', 'a rule, may be repeated', several);
  verb(
    app,
    'rule <app> <name> <expression>',
    'Assign an application to everybody for whom a condition over user holds when they sign in',
    async (session, [name = '', called = '', rule = '']) => {
      session.show(await session.client.post(`${await appAt(session, name)}/rules`, { name: called, rule }));
    },
    `muster app rule Wiki Externals 'Substring(user.username, 0, 4) == "ext-"'`,
  );
  userCommands(app, verb, appAt);
  nameCommands(app, verb, appAt);
}

const withSubjects = (command: Command): Command =>
  command
    .option('--account <account>', 'by user name or id, may be repeated', several)
    .option(
      '--org <organization>',
      'by id or path from below the root (Sales/North), may be repeated',
      several,
    )
    .option('--group <group>', 'by name or id, may be repeated', several);

type Subjects = { kind: 'account' | 'org' | 'group'; ids: string[] }[];

/** Ids behind the names given; throws for the first that is not there, before anything is changed. */
async function subjectsOf(session: Session, options: Options): Promise<Subjects> {
  const base = p`/instances/${await session.instance()}`;
  const idsAt = async (list: string, names: string[] = []) => {
    const ids: string[] = [];
    for (const name of names) ids.push((await session.client.get(base + p`/${list}/${name}`)).id);
    return ids;
  };
  const subjects: Subjects = [
    { kind: 'account', ids: await idsAt('accounts', options.account) },
    { kind: 'org', ids: await orgIds(session, base, options.org) },
    { kind: 'group', ids: await idsAt('groups', options.group) },
  ];
  const named = subjects.filter(({ ids }) => ids.length > 0);
  if (named.length === 0 && !options.rule)
    throw new CliError(EXIT.usage, session.say('assign_which'), {
      remedy: session.say('assign_which_remedy'),
    });
  return named;
}

async function orgIds(session: Session, base: string, named: string[] = []): Promise<string[]> {
  if (named.length === 0) return [];
  const { ids, paths } = await orgTreeOf(session, base);
  return named.map((name) => {
    const id = paths.has(name) ? name : ids.get(name);
    if (id === undefined)
      throw new CliError(EXIT.notFound, session.say('unknown_name', { what: 'organization', name }));
    return id;
  });
}

const unassign =
  (appAt: AppAt) =>
  async (session: Session, [name = '']: string[], options: Options): Promise<void> => {
    const path = `${await appAt(session, name)}/assignments`;
    const wanted = new Set((await subjectsOf(session, options)).flatMap(({ ids }) => ids));
    const rules = new Set<string>(options.rule ?? []);
    const items = await session.client.list(path);
    const ids = items
      .filter(({ id, kind, subjectId, name: called }: Json) =>
        kind === 'rule' ? rules.has(called) || rules.has(id) : wanted.has(subjectId),
      )
      .map(({ id }: Json) => id);
    let removed = 0;
    for (const portion of portionsOf(ids))
      removed += (await session.client.delete(path, { body: { ids: portion } })).removed;
    if (session.asJson) session.show({ removed });
    else session.note(session.say('unassigned', { count: removed }));
  };

function userCommands(app: Command, verb: AddVerb, appAt: AppAt): void {
  verb(
    app,
    'users <app>',
    'List who may sign in, why, and under which name',
    async (session, [name = ''], { limit, counts }) => {
      const path = await appAt(session, name);
      if (counts) {
        session.show(await session.client.get(`${path}/user-counts`));
        return;
      }
      const columns: Column[] = [
        ['ACCOUNT', ({ account }) => account],
        ['DISPLAY NAME', ({ displayName }) => displayName],
        ['BY', ({ by }) => by],
        ['NAME THERE', ({ usernames }) => usernames],
      ];
      await listUpTo(session, columns, `${path}/users`, limit);
    },
    'muster app users Wiki --counts',
  )
    .option('--counts', 'how many, and whose names are missing or doubled')
    .option('--limit <n>', 'how many at most', '100');
  verb(
    app,
    'check <app> <account>',
    'What one account would meet: allowed or not and why, and what the application would be told',
    async (session, [name = '', account = '']) => {
      const found = await session.client.get((await appAt(session, name)) + p`/users/${account}`);
      if (!found.allowed) session.exit = EXIT.denied;
      if (session.asJson) session.show(found);
      else tellTrial(session, found);
    },
    'muster app check Wiki zhang.wei',
  );
}

function tellTrial(session: Session, { account, allowed, reasonText, by, usernames, values }: Json): void {
  const { out } = session.context;
  const reason = reasonText?.[session.language] ?? '';
  out.write(`${session.say(allowed ? 'access_allowed' : 'access_refused', { account, reason })}\n`);
  session.show({
    by: by === 'everyone' ? by : by.map(({ kind, name }: Json) => `${kind} ${name}`),
    usernames,
  });
  for (const { name, value, error } of values)
    out.write(`${cell(name)}: ${error ? cell(`${error.message} ${error.remedy}`) : cell(value)}\n`);
}

function nameCommands(app: Command, verb: AddVerb, appAt: AppAt): void {
  const names = app.command('account').description('Names at an application that are given by hand.');
  const namesAt = async (session: Session, name: string) => `${await appAt(session, name)}/accounts`;
  verb(names, 'list <app>', 'List the names given', async (session, [name = ''], { limit }) => {
    const columns: Column[] = [
      ['ACCOUNT', ({ account, isDeleted }) => (isDeleted ? `${account} (recycle bin)` : account)],
      ['NAME THERE', ({ username }) => username],
      ['SINCE', ({ createdAt }) => createdAt],
      ['ID', ({ id }) => id],
    ];
    await listUpTo(session, columns, await namesAt(session, name), limit);
  }).option('--limit <n>', 'how many at most', '100');
  verb(
    names,
    'add <app> <account=name...>',
    'Give accounts their names; all or none, at most 100 at once',
    async (session, [name = '', ...pairs]) => {
      const base = p`/instances/${await session.instance()}`;
      const items: { accountId: string; username: string }[] = [];
      for (const pair of pairs) {
        const [account, username] = pairOf(session, pair);
        items.push({ accountId: (await session.client.get(base + p`/accounts/${account}`)).id, username });
      }
      const made = await session.client.post(await namesAt(session, name), { items });
      session.list(
        [
          ['ACCOUNT', ({ account }) => account],
          ['NAME THERE', ({ username }) => username],
          ['ID', ({ id }) => id],
        ],
        made.items,
      );
    },
    'muster app account add Wiki zhang.wei=zwei li.na=lina',
  );
  verb(
    names,
    'rm <app> <id...>',
    'Take names away, by the ids of the list',
    async (session, [name = '', ...ids]) => {
      let removed = 0;
      const path = await namesAt(session, name);
      for (const portion of portionsOf(ids))
        removed += (await session.client.delete(path, { body: { ids: portion } })).removed;
      if (session.asJson) session.show({ removed });
      else session.note(session.say('unassigned', { count: removed }));
    },
  );
}
