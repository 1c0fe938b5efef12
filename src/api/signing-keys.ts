import { z } from 'zod';
import { KeyRotation, KeyUse, SigningKeyList } from '../model/oidc.ts';
import { dependentsOf, describeKey, rotateKeys, signingKeysOf } from '../signing/keys.ts';
import { type Call, type Route, route } from './route.ts';

const PATH = '/instances/{instance}/signing-keys' as const;

const keyDeps = ({ db, deps: { seal, open } }: Call) => ({ db, sealer: { seal, open } });

async function listed(call: Call, instance: string, use: z.infer<typeof KeyUse>) {
  const keys = await signingKeysOf(keyDeps(call), instance, use);
  const applications = await dependentsOf(call.db, instance, use);
  return { items: keys.map(describeKey), applications };
}

export const signingKeyRoutes: readonly Route[] = [
  route({
    id: 'listSigningKeys',
    method: 'GET',
    path: PATH,
    can: 'read',
    summary: 'Published signing keys and certificates, and the applications that depend on them',
    query: z.strictObject({ use: KeyUse }),
    reply: SigningKeyList,
    run: (call, { params, query }) => listed(call, params.instance, query.use),
  }),
  route({
    id: 'rotateSigningKey',
    method: 'POST',
    path: `${PATH}/rotate`,
    can: 'admin',
    summary:
      'Take one step of a key rotation: prepare, switch, retire. SAML partners need the next certificate before the switch',
    body: KeyRotation,
    reply: SigningKeyList,
    run: async (call, { params, body }) => {
      await rotateKeys(keyDeps(call), call.actor, params.instance, body.use, body);
      return listed(call, params.instance, body.use);
    },
  }),
];
