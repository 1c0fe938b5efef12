/** Both sides are Muster: the identity provider of an instance, and a cloud account that people sign in to by it. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import Fastify, { type FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { createCloudAccount } from '../../src/cloud/accounts.ts';
import { cloudRoutes } from '../../src/cloud/routes.ts';
import { createUsers } from '../../src/cloud/user-batches.ts';
import { setUserSso } from '../../src/cloud/user-sso/settings.ts';
import { readSpMetadata } from '../../src/saml/sp-metadata.ts';
import { sealerOf } from '../../src/secrets/seal.ts';
import { freePort } from '../free-port.ts';
import { openWorld } from '../saml/world.ts';
import { ADMIN } from './world.ts';

export type MusterPair = Awaited<ReturnType<typeof openPair>>;

/** The account Zhang.Wei was pushed as the RAM user zhang.wei. `host`: under which the cloud account is reached. */
export async function openPair(host: '127.0.0.1' | 'localhost' = '127.0.0.1') {
  const idp = await openWorld();
  const { id: accountId } = await createCloudAccount(idp.db, ADMIN, 'acme', { name: 'Main', alias: 'acme' });
  const port = await freePort();
  const publicUrl = `http://${host}:${port}`;
  const cloud = Fastify() as unknown as FastifyInstance;
  const log = pino({ level: 'silent' });
  const sealer = sealerOf(randomBytes(32));
  await cloud.register(cloudRoutes, { db: idp.db, publicUrl, sealer, log, now: () => new Date() });
  await cloud.listen({ port, host: '127.0.0.1' });
  const root = `${publicUrl}/ram/${accountId}`;

  const { settings } = readSpMetadata(await (await fetch(`${root}/saml/metadata.xml`)).text());
  assert.equal(settings.requireSignedRequests, true);
  const nameId = 'Append(Lower(appUser.username), "@acme.onaliyun.com")';
  const application = await idp.application({ ...settings, nameIdFormat: 'persistent', nameId });
  const metadataDocument = await (await fetch(`${idp.root(application)}/metadata`)).text();
  const account = { instanceId: 'acme', accountId };
  await setUserSso(idp.db, ADMIN, account, { metadataDocument, ssoEnabled: true });

  const person = await idp.account({ username: 'Zhang.Wei' });
  const fields = { userName: 'zhang.wei', displayName: '张伟', externalId: person };
  await createUsers(idp.db, [{ accountId, actor: ADMIN, provisionType: 'SCIM', fields }]);
  return {
    idp,
    account,
    /** Address of the cloud account. */
    root,
    /** The application that people sign in to it by. */
    application,
    person,
    async close() {
      await cloud.close();
      await idp.close();
    },
  };
}
