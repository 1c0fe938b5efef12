/** Signing keys at rest: sealed, one row a state. */
import { createPrivateKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { calculateJwkThumbprint, type JWK } from 'jose';
import type { Sql } from '../db/db.ts';
import type { Sealer } from '../secrets/seal.ts';
import { selfSigned } from './certificate.ts';

export type KeyUse = 'oidc' | 'saml';
/** A key is published as `next` before it signs and as `previous` while what it signed may still be checked. */
export type KeyState = 'next' | 'current' | 'previous';

export interface SigningKey {
  kid: string;
  use: KeyUse;
  state: KeyState;
  /** With `kid`, `alg` and `use`, as a JWKS shows it. */
  publicJwk: JWK & { kid: string };
  /** PEM; self-signed, valid for ten years from its making. */
  certificate: string;
  createdAt: Date;
  /** When it began to sign; null for `next`. */
  signsSince: Date | null;
  /** When it ceased to; null but for `previous`. */
  signedUntil: Date | null;
  privateKey(): KeyObject;
}

/** RSA with SHA-256: every OpenID Connect client has it (Core §15.1), and every SAML partner. */
export const SIGNING_ALGORITHM = 'RS256';
const MODULUS_BITS = 2048;
const CERTIFICATE_YEARS = 10;
/** Opened keys kept in memory: they are the same for ever, and opening one costs more than signing with it. */
const OPENED_MAX = 200;

interface KeyRow {
  state: KeyState;
  kid: string;
  public_jwk: JWK & { kid: string };
  certificate: string;
  private_key: string;
  created_at: Date;
  signs_since: Date | null;
  signed_until: Date | null;
}

const makePair = promisify(generateKeyPair);
const opened = new Map<string, KeyObject>();

/** True for a `previous` key whose last token may still live: a day at most, and an hour for clocks that differ. */
export const STILL_NEEDED = `signed_until > now() - interval '25 hours'`;

/** The published keys of an instance, the one that signs first. */
export async function readKeys(
  sql: Sql,
  sealer: Sealer,
  instanceId: string,
  use: KeyUse,
): Promise<SigningKey[]> {
  const { rows } = await sql.query<KeyRow>({
    name: 'signing-keys',
    text: `SELECT state, kid, public_jwk, certificate, private_key, created_at, signs_since, signed_until
             FROM signing_key WHERE instance_id = $1 AND use = $2 AND (state <> 'previous' OR ${STILL_NEEDED})
            ORDER BY array_position(ARRAY['current', 'next', 'previous'], state::text)`,
    values: [instanceId, use],
  });
  return rows.map((row) => ({
    kid: row.kid,
    use,
    state: row.state,
    publicJwk: row.public_jwk,
    certificate: row.certificate,
    createdAt: row.created_at,
    signsSince: row.signs_since,
    signedUntil: row.signed_until,
    privateKey: () =>
      openedKey(row.kid, () => sealer.open(row.private_key, contextOf(instanceId, use, row.kid))),
  }));
}

function openedKey(kid: string, open: () => string): KeyObject {
  const known = opened.get(kid);
  if (known) return known;
  const key = createPrivateKey(open());
  if (opened.size >= OPENED_MAX) opened.delete(opened.keys().next().value!);
  opened.set(kid, key);
  return key;
}

/** A new key, sealed for its row. */
export interface NewKey {
  kid: string;
  values: readonly [publicJwk: object, certificate: string, privateKey: string];
}

export async function makeKey(sealer: Sealer, instanceId: string, use: KeyUse): Promise<NewKey> {
  const pair = await makePair('rsa', { modulusLength: MODULUS_BITS, publicExponent: 0x10001 });
  const jwk = pair.publicKey.export({ format: 'jwk' }) as JWK;
  const kid = await calculateJwkThumbprint(jwk);
  // A minute back: a partner's clock may be late.
  const notBefore = new Date(Date.now() - 60_000);
  const notAfter = new Date(notBefore);
  notAfter.setUTCFullYear(notAfter.getUTCFullYear() + CERTIFICATE_YEARS);
  const certificate = selfSigned(pair, { commonName: `Muster ${instanceId} ${use}`, notBefore, notAfter });
  const sealed = sealer.seal(
    String(pair.privateKey.export({ type: 'pkcs8', format: 'pem' })),
    contextOf(instanceId, use, kid),
  );
  return { kid, values: [{ ...jwk, kid, alg: SIGNING_ALGORITHM, use: 'sig' }, certificate, sealed] };
}

/** Of several processes that put a key into a state the first wins; false for the others, and without the instance. */
export async function insertKey(
  sql: Sql,
  instanceId: string,
  use: KeyUse,
  state: 'next' | 'current',
  key: NewKey,
): Promise<boolean> {
  const { rowCount } = await sql.query(
    `INSERT INTO signing_key (instance_id, use, state, kid, public_jwk, certificate, private_key, signs_since)
     SELECT id, $2, $3, $4, $5, $6, $7, CASE WHEN $3 = 'current' THEN now() END
       FROM instance WHERE id = $1 FOR KEY SHARE
     ON CONFLICT (instance_id, use, state) DO NOTHING`,
    [instanceId, use, state, key.kid, ...key.values],
  );
  return rowCount === 1;
}

const contextOf = (instanceId: string, use: KeyUse, kid: string) =>
  `signing_key:${instanceId}:${use}:${kid}:private_key`;
