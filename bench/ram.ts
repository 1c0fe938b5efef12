/** The RAM side of a Muster as a target: a cloud account with an OAuth application that may provision. */
import { p } from '../src/cli/client.ts';
import { INSTANCE, type Muster } from './muster.ts';

export interface RamTarget {
  baseUrl: string;
  tokenUrl: string;
  clientId: string;
  clientSecret: string;
}

/** The steps of the RAM console: application, scope, authorisation, secret. */
export async function openRam({ client }: Muster): Promise<RamTarget> {
  const account = await client.post(p`/instances/${INSTANCE}/cloud-accounts`, {
    name: 'Cloud',
    userQuota: 1_000_000,
  });
  const apps = p`/instances/${INSTANCE}/cloud-accounts/${account.id}/apps`;
  const { appId } = await client.post(apps, { appName: 'bench', displayName: 'Bench', appType: 'ServerApp' });
  await client.post(`${apps}/${appId}/scopes`, { scope: '/acs/scim' });
  await client.post(`${apps}/${appId}/authorise`, { scopes: ['/acs/scim'] });
  const { appSecretValue } = await client.post(`${apps}/${appId}/secrets`, {});
  return {
    baseUrl: account.scimBaseUrl,
    tokenUrl: account.tokenEndpoint,
    clientId: appId,
    clientSecret: appSecretValue,
  };
}

/** Headers of a SCIM call with a fresh token of the application. */
export async function scimHeaders(target: Omit<RamTarget, 'baseUrl'>): Promise<Record<string, string>> {
  const { tokenUrl, clientId, clientSecret } = target;
  const answer = await fetch(tokenUrl, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  const { access_token: token } = (await answer.json()) as { access_token?: string };
  if (!token) throw new Error(`no token from ${tokenUrl}: ${answer.status}`);
  return { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' };
}

/** A new user as the application template of RAM sends it. */
export function userBody(n: number): string {
  return JSON.stringify({
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    userName: userName(n),
    externalId: `acct_${String(n).padStart(16, '0')}`,
    displayName: `Given${n} Sur${n}`,
  });
}

export const userName = (n: number): string => `u${String(n).padStart(7, '0')}`;
