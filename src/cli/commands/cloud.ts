import type { Command } from 'commander';
import { type Json, p } from '../client.ts';
import { CliError, EXIT } from '../exit.ts';
import type { Session } from '../session.ts';
import { numberOf } from '../values.ts';
import { type AddVerb, several } from '../verb.ts';
import { listUpTo } from './account.ts';
import { userSsoCommands } from './cloud-user-sso.ts';
import { requireYes } from './instance.ts';

const accountsOf = async (session: Session) => p`/instances/${await session.instance()}/cloud-accounts`;

/** The path of a cloud account by id, alias or name. */
export async function cloudAccountAt(session: Session, named: string): Promise<string> {
  const path = await accountsOf(session);
  const { items } = await session.client.get(path);
  const found = items.find(({ id, alias, name }: Json) => [id, alias, name].includes(named));
  if (!found)
    throw new CliError(EXIT.notFound, session.say('unknown_name', { what: 'cloud account', name: named }));
  return path + p`/${found.id}`;
}

/** The path of an OAuth application by id or name. */
async function cloudAppAt(session: Session, account: string, named: string): Promise<string> {
  const path = `${await cloudAccountAt(session, account)}/apps`;
  const { items } = await session.client.get(path);
  const found = items.find(({ appId, appName }: Json) => [appId, appName].includes(named));
  if (!found)
    throw new CliError(
      EXIT.notFound,
      session.say('unknown_name', { what: 'OAuth application', name: named }),
    );
  return path + p`/${found.appId}`;
}

/** The path of a RAM user by id or user name. */
async function cloudUserAt(session: Session, account: string, named: string): Promise<string> {
  const path = `${await cloudAccountAt(session, account)}/users`;
  if (/^\d{18}$/.test(named)) return path + p`/${named}`;
  const found = (await session.client.list(path, { query: { search: named } })).find(
    ({ userName }) => userName.toLowerCase() === named.toLowerCase(),
  );
  if (!found)
    throw new CliError(EXIT.notFound, session.say('unknown_name', { what: 'RAM user', name: named }));
  return path + p`/${found.userId}`;
}

export function cloudCommands(program: Command, verb: AddVerb): void {
  const cloud = program
    .command('cloud')
    .description('The RAM side: cloud accounts with OAuth applications and RAM users.');
  accountCommands(cloud, verb);
  appCommands(cloud, verb);
  secretCommands(cloud, verb);
  userCommands(cloud, verb);
  userSsoCommands(cloud, verb, cloudAccountAt);
}

function accountCommands(cloud: Command, verb: AddVerb): void {
  const account = cloud.command('account').description('Cloud accounts.');
  verb(account, 'list', 'List the cloud accounts', async (session) => {
    const { items } = await session.client.get(await accountsOf(session));
    session.list(
      [
        ['NAME', ({ name }) => name],
        ['DEFAULT DOMAIN', ({ defaultDomain }) => defaultDomain],
        ['USERS', ({ userCount }) => userCount],
        ['QUOTA', ({ userQuota }) => userQuota],
        ['ID', ({ id }) => id],
      ],
      items,
    );
  });
  verb(account, 'show <account>', 'Show a cloud account', async (session, [name = '']) => {
    session.show(await session.client.get(await cloudAccountAt(session, name)));
  });
  const bodyOf = (session: Session, { name, alias, quota }: Json) => ({
    name,
    alias,
    ...(quota && { userQuota: numberOf(session, '--quota', quota) }),
  });
  verb(account, 'add <name>', 'Add a cloud account', async (session, [name = ''], options) => {
    session.show(await session.client.post(await accountsOf(session), { ...bodyOf(session, options), name }));
  })
    .option('--alias <alias>', 'first part of the default domain')
    .option('--quota <n>', 'RAM users at most');
  verb(account, 'set <account>', 'Change a cloud account', async (session, [named = ''], options) => {
    session.show(await session.client.patch(await cloudAccountAt(session, named), bodyOf(session, options)));
  })
    .option('--name <name>')
    .option('--alias <alias>', 'first part of the default domain')
    .option('--quota <n>', 'RAM users at most');
  verb(
    account,
    'rm <account>',
    'Remove a cloud account with its applications and users',
    async (session, [name = ''], { yes }) => {
      const path = await cloudAccountAt(session, name);
      requireYes(session, yes, 'cloud account', name);
      await session.client.delete(path);
      session.note(session.say('deleted', { what: 'cloud account', name }));
    },
  ).option('--yes', 'say that it is meant');
}

function appCommands(cloud: Command, verb: AddVerb): void {
  const app = cloud.command('app').description('OAuth applications of a cloud account.');
  appLookCommands(app, verb);
  appChangeCommands(app, verb);
}

function appLookCommands(app: Command, verb: AddVerb): void {
  verb(app, 'list <account>', 'List the OAuth applications', async (session, [account = '']) => {
    const { items } = await session.client.get(`${await cloudAccountAt(session, account)}/apps`);
    session.list(
      [
        ['NAME', ({ appName }) => appName],
        ['DISPLAY NAME', ({ displayName }) => displayName],
        ['TYPE', ({ appType }) => appType],
        ['SCOPES', ({ predefinedScopes }) => predefinedScopes],
        ['AUTHORISED', ({ appType, authorised }) => (appType === 'ServerApp' ? authorised : '')],
        ['ID', ({ appId }) => appId],
      ],
      items,
    );
  });
  verb(
    app,
    'show <account> <app>',
    'Show an OAuth application',
    async (session, [account = '', name = '']) => {
      session.show(await session.client.get(await cloudAppAt(session, account, name)));
    },
  );
}

function appChangeCommands(app: Command, verb: AddVerb): void {
  verb(
    app,
    'add <account> <name>',
    'Create an OAuth application',
    async (session, [account = '', appName = ''], options) => {
      const made = await session.client.post(`${await cloudAccountAt(session, account)}/apps`, {
        appName,
        displayName: options.displayName ?? appName.slice(0, 24),
        appType: options.type,
        predefinedScopes: options.scope,
        redirectUris: options.redirectUri,
        ...(options.accessTokenValidity && {
          accessTokenValidity: numberOf(session, '--access-token-validity', options.accessTokenValidity),
        }),
        ...(options.refreshTokenValidity && {
          refreshTokenValidity: numberOf(session, '--refresh-token-validity', options.refreshTokenValidity),
        }),
      });
      session.show(made);
    },
    'muster cloud app add production idaas-scim --type ServerApp --scope /acs/scim',
  )
    .option('--display-name <name>', 'the name when left out')
    .option('--type <type>', 'WebApp, NativeApp or ServerApp', 'NativeApp')
    .option('--scope <scope>', 'OAuth scope, may be repeated', several)
    .option('--redirect-uri <uri>', 'callback URL, may be repeated', several)
    .option('--access-token-validity <seconds>')
    .option('--refresh-token-validity <seconds>');
  verb(
    app,
    'add-scope <account> <app> <scope>',
    'Add OAuth Scope',
    async (session, [account = '', name = '', scope]) => {
      session.show(
        await session.client.post(`${await cloudAppAt(session, account, name)}/scopes`, { scope }),
      );
    },
  );
  verb(
    app,
    'authorise <account> <app>',
    'Authorise a server application for its scopes',
    async (session, [account = '', name = '']) => {
      session.show(await session.client.post(`${await cloudAppAt(session, account, name)}/authorise`, {}));
    },
  );
  verb(
    app,
    'deauthorise <account> <app>',
    'Take the authorisation back',
    async (session, [account = '', name = '']) => {
      session.show(await session.client.post(`${await cloudAppAt(session, account, name)}/deauthorise`));
    },
  );
  verb(
    app,
    'rm <account> <app>',
    'Delete an OAuth application; its tokens end at once',
    async (session, [account = '', name = '']) => {
      await session.client.delete(await cloudAppAt(session, account, name));
      session.note(session.say('deleted', { what: 'OAuth application', name }));
    },
  );
}

function secretCommands(cloud: Command, verb: AddVerb): void {
  const secret = cloud.command('secret').description('Application secrets: at most two, shown once.');
  verb(
    secret,
    'list <account> <app>',
    'List the secrets, without their values',
    async (session, [account = '', app = '']) => {
      const { items } = await session.client.get(`${await cloudAppAt(session, account, app)}/secrets`);
      session.list(
        [
          ['ID', ({ appSecretId }) => appSecretId],
          ['CREATED', ({ createDate }) => createDate],
        ],
        items,
      );
    },
  );
  verb(
    secret,
    'add <account> <app>',
    'Create a secret and show its value',
    async (session, [account = '', app = '']) => {
      const made = await session.client.post(`${await cloudAppAt(session, account, app)}/secrets`);
      session.show(made);
      session.note(session.say('shown_once'));
    },
  );
  verb(
    secret,
    'rm <account> <app> <id>',
    'Delete a secret; the tokens got with it end at once',
    async (session, [account = '', app = '', id = '']) => {
      await session.client.delete(`${await cloudAppAt(session, account, app)}${p`/secrets/${id}`}`);
      session.note(session.say('deleted', { what: 'secret', name: id }));
    },
  );
}

function userCommands(cloud: Command, verb: AddVerb): void {
  const user = cloud.command('user').description('RAM users.');
  const columns: [string, (item: Json) => unknown][] = [
    ['LOGON NAME', ({ userPrincipalName }) => userPrincipalName],
    ['DISPLAY NAME', ({ displayName }) => displayName],
    ['SYNCHRONIZATION TYPE', ({ provisionType }) => provisionType],
    ['HOLDS', ({ attachments }) => attachments.map(({ kind, name }: Json) => `${kind} ${name}`)],
    ['ID', ({ userId }) => userId],
  ];
  verb(
    user,
    'list <account>',
    'List the RAM users',
    async (session, [account = ''], { search, type, limit }) => {
      const path = `${await cloudAccountAt(session, account)}/users`;
      await listUpTo(session, columns, path, limit, { search, provisionType: type });
    },
  )
    .option('--search <text>', 'what user names begin with')
    .option('--type <type>', 'Manual or SCIM')
    .option('--limit <n>', 'how many at most', '100');
  verb(user, 'show <account> <user>', 'Show a RAM user', async (session, [account = '', name = '']) => {
    session.show(await session.client.get(await cloudUserAt(session, account, name)));
  });
  verb(
    user,
    'add <account> <name>',
    'Create a RAM user by hand',
    async (session, [account = '', userName], { displayName }) => {
      session.show(
        await session.client.post(`${await cloudAccountAt(session, account)}/users`, {
          userName,
          displayName,
        }),
      );
    },
  ).option('--display-name <name>', 'the user name when left out');
  for (const [name, summary] of [
    ['attach', 'Give a RAM user an AccessKey, MFADevice, Policy or Group'],
    ['detach', 'Take one away again'],
  ] as const)
    verb(
      user,
      `${name} <account> <user> <kind> <name>`,
      summary,
      async (session, [account = '', id = '', kind, held]) => {
        const path = `${await cloudUserAt(session, account, id)}/attachments`;
        const body = { kind, name: held };
        const { client } = session;
        session.show(name === 'attach' ? await client.post(path, body) : await client.delete(path, { body }));
      },
    );
  verb(
    user,
    'rm <account> <user>',
    'Delete a RAM user that holds nothing any more',
    async (session, [account = '', name = '']) => {
      await session.client.delete(await cloudUserAt(session, account, name));
      session.note(session.say('deleted', { what: 'RAM user', name }));
    },
  );
}
