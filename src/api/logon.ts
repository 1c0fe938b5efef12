import { z } from 'zod';
import { accountRow } from '../directory/account-rows.ts';
import { logonFacts, logonSchemas } from '../logon/facts.ts';
import { createMethod, deleteMethod, getMethod, listMethods, updateMethod } from '../logon/methods.ts';
import {
  accountLogon,
  endAccountSessions,
  endOneSession,
  setAccountPassword,
  tryPassword,
} from '../logon/password-admin.ts';
import { listPersonSessions } from '../logon/session-store.ts';
import { FAULTS } from '../logon/set-password.ts';
import { logonSettings, updateLogonSettings } from '../logon/settings.ts';
import {
  AccountLogon,
  LogonMethod,
  LogonMethodCreate,
  LogonMethodPatch,
  LogonSettings,
  LogonSettingsPatch,
  PasswordSet,
  PasswordTrial,
  PasswordTrialResult,
  PasswordWasSet,
} from '../model/logon.ts';
import { LogonFacts, LogonSchemas } from '../model/logon-facts.ts';
import { PersonSession } from '../model/person-api.ts';
import { byOf } from './by.ts';
import { decodeCursor, listOf, PageQuery, pageOf, toPage } from './page.ts';
import { type Call, Nothing, type Route, route } from './route.ts';

export const logonRoutes: readonly Route[] = [
  route({
    id: 'getLogonSettings',
    method: 'GET',
    path: '/instances/{instance}/logon-settings',
    can: 'read',
    summary: 'How people log on: password policy, second factor, sessions, limits, look of the page',
    reply: LogonSettings,
    run: ({ db }, { params }) => logonSettings(db, params.instance),
  }),
  route({
    id: 'updateLogonSettings',
    method: 'PATCH',
    path: '/instances/{instance}/logon-settings',
    can: 'admin',
    summary: 'Change how people log on; a changed password rule binds new passwords only',
    body: LogonSettingsPatch,
    reply: LogonSettings,
    run: ({ db, actor, expectedVersion }, { params, body }) =>
      updateLogonSettings(db, actor, params.instance, body, expectedVersion),
  }),
  route({
    id: 'getLogonSchemas',
    method: 'GET',
    path: '/logon-schemas',
    can: 'read',
    summary: 'The schemas of the settings of log-on, and what the templates of the password policy ask',
    reply: LogonSchemas,
    run: async () => logonSchemas(),
  }),
  route({
    id: 'getLogonFacts',
    method: 'GET',
    path: '/instances/{instance}/logon-facts',
    can: 'read',
    summary: 'Addresses of log-on and portal, what each method lacks, how many people have a second factor',
    reply: LogonFacts,
    run: (call, { params }) =>
      logonFacts(
        {
          ...methodDeps(call),
          publicUrl: call.deps.publicUrl,
          mail: call.deps.mail !== undefined,
          language: call.language,
        },
        params.instance,
      ),
  }),
  route({
    id: 'listLogonMethods',
    method: 'GET',
    path: '/instances/{instance}/logon-methods',
    can: 'read',
    summary: 'The ways to log on, in the order of the page; each source that can has one',
    reply: listOf(LogonMethod),
    async run(call, { params }) {
      const { methodOrder } = await logonSettings(call.db, params.instance);
      return { items: await listMethods(methodDeps(call), params.instance, methodOrder) };
    },
  }),
  route({
    id: 'createLogonMethod',
    method: 'POST',
    path: '/instances/{instance}/logon-methods',
    can: 'admin',
    summary: 'Add an OpenID provider to log on with',
    body: LogonMethodCreate,
    reply: LogonMethod,
    creates: true,
    run: (call, { params, body }) => createMethod(methodDeps(call), call.actor, params.instance, body),
  }),
  route({
    id: 'getLogonMethod',
    method: 'GET',
    path: '/instances/{instance}/logon-methods/{method}',
    can: 'read',
    summary: 'One way to log on',
    reply: LogonMethod,
    run: (call, { params }) => getMethod(methodDeps(call), params.instance, params.method),
  }),
  route({
    id: 'updateLogonMethod',
    method: 'PATCH',
    path: '/instances/{instance}/logon-methods/{method}',
    can: 'admin',
    summary: 'Switch a way to log on on or off (delegated authentication), rename it, change its settings',
    body: LogonMethodPatch,
    reply: LogonMethod,
    run: (call, { params, body }) =>
      updateMethod(methodDeps(call), call.actor, params.instance, params.method, body, call.expectedVersion),
  }),
  route({
    id: 'deleteLogonMethod',
    method: 'DELETE',
    path: '/instances/{instance}/logon-methods/{method}',
    can: 'admin',
    summary: 'Remove an OpenID provider; the other ways are switched off instead',
    reply: Nothing,
    run: (call, { params }) => deleteMethod(methodDeps(call), call.actor, params.instance, params.method),
  }),
  route({
    id: 'tryPassword',
    method: 'POST',
    path: '/instances/{instance}/password-trial',
    can: 'admin',
    summary: 'Try a password against the policy; nothing is set',
    body: PasswordTrial,
    reply: PasswordTrialResult,
    async run({ db }, { params, body }) {
      const { faults, rules } = await tryPassword(db, params.instance, body);
      return {
        ok: faults.length === 0,
        faults: faults.map((fault) => ({ fault, text: FAULTS[fault] })),
        rules,
      };
    },
  }),
  route({
    id: 'listSessions',
    method: 'GET',
    path: '/instances/{instance}/sessions',
    can: 'read',
    summary: 'Live sessions of people, the newest first',
    query: PageQuery.extend({
      account: z.string().min(1).max(256).optional().meta({ description: 'Id or user name of one account' }),
    }),
    reply: pageOf(PersonSession),
    async run({ db }, { params, query }) {
      const accountId =
        query.account === undefined ? undefined : (await accountRow(db, params.instance, query.account)).id;
      const after = decodeCursor(query.cursor);
      const rows = await listPersonSessions(db, params.instance, {
        accountId,
        after,
        limit: query.limit + 1,
      });
      return toPage(rows, query.limit, ({ id }) => id);
    },
  }),
  route({
    id: 'endSession',
    method: 'DELETE',
    path: '/instances/{instance}/sessions/{session}',
    can: 'operate',
    summary: 'End a session; applications that ask for it are told',
    reply: Nothing,
    run: (call, { params }) => endOneSession(call.db, byOf(call), params.instance, params.session),
  }),
  route({
    id: 'getAccountLogon',
    method: 'GET',
    path: '/instances/{instance}/accounts/{account}/logon',
    can: 'read',
    summary: 'Password, failed log-ons and sessions of an account',
    reply: AccountLogon,
    run: ({ db }, { params }) => accountLogon(db, params.instance, params.account),
  }),
  route({
    id: 'endSessionsOfAccount',
    method: 'DELETE',
    path: '/instances/{instance}/accounts/{account}/sessions',
    can: 'operate',
    summary: 'Log an account out everywhere',
    reply: z.strictObject({ ended: z.number().int() }),
    run: async (call, { params }) => ({
      ended: await endAccountSessions(call.db, byOf(call), params.instance, params.account),
    }),
  }),
  route({
    id: 'setAccountPassword',
    method: 'PUT',
    path: '/instances/{instance}/accounts/{account}/password',
    can: 'operate',
    summary:
      'Set a password, given or made; one that is made is shown this once. Sessions of the account end',
    body: PasswordSet,
    reply: PasswordWasSet,
    run: (call, { params, body }) =>
      setAccountPassword(call.db, byOf(call), params.instance, params.account, body),
  }),
];

const methodDeps = ({ db, deps }: Call) => ({
  db,
  kinds: deps.kinds,
  sealer: { seal: deps.seal, open: deps.open },
});
