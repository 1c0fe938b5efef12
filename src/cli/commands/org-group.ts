import type { Command } from 'commander';
import { type Json, p } from '../client.ts';
import type { Session } from '../session.ts';
import type { AddVerb } from '../verb.ts';
import { HISTORY_COLUMNS, listUpTo } from './account.ts';

const at = async (session: Session, noun: string) => `${p`/instances/${await session.instance()}`}/${noun}`;
const cleared = (text: string | undefined) => (text === '' ? null : text);

export function orgCommands(program: Command, verb: AddVerb): void {
  const org = program.command('org').description('Organizations: one tree.');
  verb(org, 'list', 'List organizations', async (session, _args, { parent, limit }) => {
    const columns: [string, (item: Json) => unknown][] = [
      ['ID', ({ id }) => id],
      ['NAME', ({ name }) => name],
      ['PARENT', ({ parentId }) => parentId],
      ['SOURCE', ({ sourceType }) => sourceType],
    ];
    await listUpTo(session, columns, await at(session, 'orgs'), limit, { parent });
  })
    .option('--parent <id>', 'only those directly below it')
    .option('--limit <n>', 'how many at most', '200');
  verb(org, 'tree [org]', 'Show the tree, or the part below an organization', async (session, [id]) => {
    const top = id ?? (await session.client.get(p`/instances/${await session.instance()}`)).rootOrgId;
    const { items } = await session.client.get(`${await at(session, 'orgs')}${p`/${top}/tree`}`);
    const sorted = items.toSorted((a: Json, b: Json) => (a.path < b.path ? -1 : 1));
    session.list(
      [
        ['NAME', ({ name, depth }) => `${'  '.repeat(depth)}${name}`],
        ['ID', (item) => item.id],
      ],
      sorted,
    );
  });
  verb(org, 'show <org>', 'Show an organization', async (session, [id = '']) => {
    session.show(await session.client.get(`${await at(session, 'orgs')}${p`/${id}`}`));
  });
  verb(
    org,
    'create <name>',
    'Create an organization',
    async (session, [name = ''], { parent, description, externalId }) => {
      const body = { name, parentId: parent, description, externalId };
      session.show(await session.client.post(await at(session, 'orgs'), body));
    },
  )
    .option('--parent <id>', 'below this one instead of the root')
    .option('--description <text>')
    .option('--external-id <id>');
  verb(
    org,
    'set <org>',
    'Rename, describe or move an organization',
    async (session, [id = ''], { name, parent, description }) => {
      const body = { name, parentId: parent, description: cleared(description) };
      session.show(await session.client.patch(`${await at(session, 'orgs')}${p`/${id}`}`, body));
    },
  )
    .option('--name <name>')
    .option('--parent <id>', 'move below this one')
    .option('--description <text>');
  verb(
    org,
    'rm <org>',
    'Move an empty organization to the recycle bin',
    async (session, [id = ''], { force }) => {
      await session.client.delete(`${await at(session, 'orgs')}${p`/${id}`}`, { query: { force } });
      session.note(session.say('deleted', { what: 'organization', name: id }));
    },
  ).option('--force', 'also when a source keeps it');
}

export function groupCommands(program: Command, verb: AddVerb): void {
  const group = program.command('group').description('Groups and their members.');
  verb(group, 'list', 'List groups by name', async (session, _args, { prefix, limit }) => {
    const columns: [string, (item: Json) => unknown][] = [
      ['NAME', ({ name }) => name],
      ['DESCRIPTION', ({ description }) => description],
      ['SOURCE', ({ sourceType }) => sourceType],
      ['ID', ({ id }) => id],
    ];
    await listUpTo(session, columns, await at(session, 'groups'), limit, { prefix });
  })
    .option('--prefix <text>', 'what the names begin with')
    .option('--limit <n>', 'how many at most', '100');
  verb(group, 'show <group>', 'Show a group', async (session, [id = '']) => {
    session.show(await session.client.get(`${await at(session, 'groups')}${p`/${id}`}`));
  });
  verb(
    group,
    'create <name>',
    'Create a group',
    async (session, [name = ''], { description, externalId }) => {
      session.show(await session.client.post(await at(session, 'groups'), { name, description, externalId }));
    },
  )
    .option('--description <text>')
    .option('--external-id <id>');
  verb(
    group,
    'set <group>',
    'Rename or describe a group',
    async (session, [id = ''], { name, description }) => {
      const body = { name, description: cleared(description) };
      session.show(await session.client.patch(`${await at(session, 'groups')}${p`/${id}`}`, body));
    },
  )
    .option('--name <name>')
    .option('--description <text>');
  verb(group, 'rm <group>', 'Move a group to the recycle bin', async (session, [id = ''], { force }) => {
    await session.client.delete(`${await at(session, 'groups')}${p`/${id}`}`, { query: { force } });
    session.note(session.say('deleted', { what: 'group', name: id }));
  }).option('--force', 'also when a source keeps it');
  verb(group, 'members <group>', 'List the members of a group', async (session, [id = ''], { limit }) => {
    const columns: [string, (item: Json) => unknown][] = [
      ['USERNAME', ({ account }) => account.username],
      ['DISPLAY NAME', ({ account }) => account.displayName],
      ['KEPT BY', ({ sourceId }) => sourceId],
      ['ID', ({ account }) => account.id],
    ];
    await listUpTo(session, columns, `${await at(session, 'groups')}${p`/${id}/members`}`, limit);
  }).option('--limit <n>', 'how many at most', '100');
  const members = async (session: Session, [id = '', ...names]: string[], method: 'post' | 'delete') => {
    const accounts = await at(session, 'accounts');
    const accountIds: string[] = [];
    for (const name of names) accountIds.push((await session.client.get(`${accounts}${p`/${name}`}`)).id);
    const path = `${await at(session, 'groups')}${p`/${id}/members`}`;
    const body = { accountIds };
    session.show(
      method === 'post' ? await session.client.post(path, body) : await session.client.delete(path, { body }),
    );
  };
  verb(
    group,
    'add <group> <account...>',
    'Make accounts members of a group',
    (session, args) => members(session, args, 'post'),
    'muster group add Developers zhang.wei li.na',
  );
  verb(group, 'remove <group> <account...>', 'End memberships given by hand', (session, args) =>
    members(session, args, 'delete'),
  );
}

export function binCommands(program: Command, verb: AddVerb): void {
  const bin = program.command('bin').description('The recycle bin.');
  verb(bin, 'list', 'List what was deleted, latest first', async (session, _args, { entity, limit }) => {
    const columns: [string, (item: Json) => unknown][] = [
      ['ID', ({ id }) => id],
      ['KIND', (item) => item.entity],
      ['NAME', ({ name }) => name],
      ['DELETED', ({ deletedAt }) => deletedAt],
      ['BY', ({ deletedBy }) => deletedBy],
      ['RUN', ({ runId }) => runId],
    ];
    await listUpTo(session, columns, await at(session, 'recycle-bin'), limit, { entity });
  })
    .option('--entity <kind>', 'account, org or group')
    .option('--limit <n>', 'how many at most', '100');
  verb(bin, 'restore <id>', 'Bring back what was deleted, under its old id', async (session, [id = '']) => {
    session.show(await session.client.post(`${await at(session, 'recycle-bin')}${p`/${id}/restore`}`));
  });
  verb(bin, 'purge <id>', 'Delete for good', async (session, [id = '']) => {
    await session.client.delete(`${await at(session, 'recycle-bin')}${p`/${id}`}`);
    session.note(session.say('deleted', { what: 'entry', name: id }));
  });
  verb(
    program,
    'changes',
    'The change log, newest first',
    async (session, _args, { entity, run, actor, limit }) => {
      await listUpTo(session, HISTORY_COLUMNS, await at(session, 'changes'), limit, { entity, run, actor });
    },
  )
    .option('--entity <id>', 'of one account, organization, group, …')
    .option('--run <id>', 'made by one run')
    .option('--actor <name>', 'made by one person or token')
    .option('--limit <n>', 'how many at most', '50');
}
