import { accountRow } from '../directory/account-rows.ts';
import { type FactorOwner, removeFactor, resetFactors } from '../logon/factor-changes.ts';
import type { FactorDeps } from '../logon/factor-deps.ts';
import { describeFactors } from '../logon/factors.ts';
import { AccountFactors } from '../model/factors.ts';
import { type Call, Nothing, type Route, route } from './route.ts';

const OF_ACCOUNT = '/instances/{instance}/accounts/{account}/factors';

/** Second factors of an account: looked at, and taken away when the phone is lost. Nobody but the person sets one up. */
export const factorRoutes: readonly Route[] = [
  route({
    id: 'getAccountFactors',
    method: 'GET',
    path: OF_ACCOUNT,
    can: 'read',
    summary: 'The second factors of an account',
    reply: AccountFactors,
    async run({ db }, { params }) {
      return describeFactors(db, (await accountRow(db, params.instance, params.account)).id);
    },
  }),
  route({
    id: 'resetAccountFactors',
    method: 'DELETE',
    path: OF_ACCOUNT,
    can: 'operate',
    summary: 'Remove every second factor of an account, and let it try again at once',
    reply: Nothing,
    async run(call, { params }) {
      await resetFactors(depsOf(call), await ownerOf(call, params));
    },
  }),
  route({
    id: 'removeAccountTotp',
    method: 'DELETE',
    path: `${OF_ACCOUNT}/totp`,
    can: 'operate',
    summary: 'Remove the authenticator app of an account',
    reply: Nothing,
    async run(call, { params }) {
      await removeFactor(depsOf(call), await ownerOf(call, params), { totp: true });
    },
  }),
  route({
    id: 'removeAccountPasskey',
    method: 'DELETE',
    path: `${OF_ACCOUNT}/passkeys/{passkey}`,
    can: 'operate',
    summary: 'Remove one passkey of an account',
    reply: Nothing,
    async run(call, { params }) {
      await removeFactor(depsOf(call), await ownerOf(call, params), { passkey: params.passkey });
    },
  }),
];

function depsOf({ db, log, deps }: Call): FactorDeps {
  const { mail, publicUrl, seal, open } = deps;
  return { db, log, mail, publicUrl, sealer: { seal, open }, now: () => new Date() };
}

async function ownerOf(
  { db, actor }: Call,
  params: { instance: string; account: string },
): Promise<FactorOwner> {
  const { id, username } = await accountRow(db, params.instance, params.account);
  return { instanceId: params.instance, accountId: id, username, by: actor, own: false };
}
