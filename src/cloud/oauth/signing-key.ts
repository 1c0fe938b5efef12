import {
  calculateJwkThumbprint,
  exportJWK,
  exportPKCS8,
  generateKeyPair,
  importPKCS8,
  type JWTPayload,
  SignJWT,
} from 'jose';
import type { Db } from '../../db/db.ts';
import type { Sealer } from '../../secrets/seal.ts';
import { randomToken } from '../../secrets/token.ts';

/** The only algorithm of RAM's id_tokens (“Obtain user information with OIDC”); RFC 7518 §3.3 asks for 2048 bits. */
export const SIGNING_ALGORITHM = 'RS256';

/** A public key as the JWKS shows it (RFC 7517). */
export type PublicKey = Readonly<Record<string, unknown>> & { readonly kid: string };

export interface SigningKey {
  readonly publicKey: PublicKey;
  readonly subjectSalt: string;
  /** The claims as a signed JWT; they bring their own times. */
  sign(claims: JWTPayload): Promise<string>;
}

/** The signing key of a cloud account, made where there is none; undefined for an account that does not exist. */
export type FindSigningKey = (accountId: string) => Promise<SigningKey | undefined>;

interface KeyRow {
  public_key: PublicKey | null;
  private_key: string;
  subject_salt: string;
}

/**
 * Finds signing keys in the database, each time, so that all processes sign with the same one. The private key is
 * opened only where something is signed.
 */
export function signingKeys(db: Db, sealer: Sealer): FindSigningKey {
  const read = async (accountId: string): Promise<KeyRow | undefined> => {
    const { rows } = await db.query<KeyRow>({
      name: 'cloud-key',
      text: `SELECT k.public_key, k.private_key, k.subject_salt
             FROM cloud_account a LEFT JOIN cloud_key k ON k.account_id = a.id WHERE a.id = $1`,
      values: [accountId],
    });
    return rows[0];
  };
  const make = makingOnce(db, sealer);
  return async (accountId) => {
    if (accountId.includes('\0')) return undefined;
    let row = await read(accountId);
    if (row?.public_key === null) {
      await make(accountId);
      row = await read(accountId);
    }
    if (row === undefined || row.public_key === null) return undefined;
    const { public_key: publicKey, private_key: sealed, subject_salt: subjectSalt } = row;
    return {
      publicKey,
      subjectSalt,
      async sign(claims) {
        const key = await importPKCS8(sealer.open(sealed, contextOf(accountId)), SIGNING_ALGORITHM);
        const header = { alg: SIGNING_ALGORITHM, kid: publicKey.kid, typ: 'JWT' };
        return new SignJWT(claims).setProtectedHeader(header).sign(key);
      },
    };
  };
}

/** RSA keys are slow to make and anybody may ask for the JWKS: one at a time for an account. */
function makingOnce(db: Db, sealer: Sealer): (accountId: string) => Promise<void> {
  const underWay = new Map<string, Promise<void>>();
  return (accountId) => {
    const making =
      underWay.get(accountId) ?? makeKey(db, sealer, accountId).finally(() => underWay.delete(accountId));
    underWay.set(accountId, making);
    return making;
  };
}

/** Of several processes that make a key at once the first to write wins; an account deleted meanwhile gets none. */
async function makeKey(db: Db, sealer: Sealer, accountId: string): Promise<void> {
  const pair = await generateKeyPair(SIGNING_ALGORITHM, { modulusLength: 2048, extractable: true });
  const jwk = await exportJWK(pair.publicKey);
  const kid = await calculateJwkThumbprint(jwk);
  await db.query(
    `INSERT INTO cloud_key (account_id, public_key, private_key, subject_salt)
     SELECT id, $2, $3, $4 FROM cloud_account WHERE id = $1 FOR KEY SHARE
     ON CONFLICT (account_id) DO NOTHING`,
    [
      accountId,
      { ...jwk, kid, alg: SIGNING_ALGORITHM, use: 'sig' },
      sealer.seal(await exportPKCS8(pair.privateKey), contextOf(accountId)),
      randomToken(),
    ],
  );
}

const contextOf = (accountId: string) => `cloud_key:${accountId}:private_key`;
