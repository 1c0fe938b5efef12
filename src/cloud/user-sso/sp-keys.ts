/** The key a cloud account signs its AuthnRequests with. */
import { createPrivateKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import type { Db } from '../../db/db.ts';
import type { Sealer } from '../../secrets/seal.ts';
import { selfSigned } from '../../signing/certificate.ts';

const generate = promisify(generateKeyPair);

/** SAML trusts the certificate because it was configured, so this date only has to be far away. */
const VALID_YEARS = 20;

export interface SpKey {
  /** PEM. */
  readonly certificate: string;
  /** Opened only where something is signed. */
  privateKey(): KeyObject;
}

/** The key of a cloud account that exists, made where there is none. */
export type FindSpKey = (accountId: string) => Promise<SpKey>;

/** Finds keys in the database, each time, so that all processes sign with the same one. */
export function spKeys(db: Db, sealer: Sealer): FindSpKey {
  const read = async (accountId: string) => {
    const { rows } = await db.query<{ certificate: string; private_key: string }>({
      name: 'cloud-saml-key',
      text: 'SELECT certificate, private_key FROM cloud_saml_key WHERE account_id = $1',
      values: [accountId],
    });
    return rows[0];
  };
  // RSA keys are slow to make and anybody may ask for the metadata: one at a time for an account.
  const underWay = new Map<string, Promise<void>>();
  const make = (accountId: string) => {
    const making =
      underWay.get(accountId) ?? makeKey(db, sealer, accountId).finally(() => underWay.delete(accountId));
    underWay.set(accountId, making);
    return making;
  };
  return async (accountId) => {
    const found = await read(accountId);
    if (found === undefined) await make(accountId);
    const row = found ?? (await read(accountId));
    if (row === undefined) throw new Error('the cloud account was deleted meanwhile');
    return {
      certificate: row.certificate,
      privateKey: () => createPrivateKey(sealer.open(row.private_key, contextOf(accountId))),
    };
  };
}

/** Of several processes that make a key at once the first to write wins; an account deleted meanwhile gets none. */
async function makeKey(db: Db, sealer: Sealer, accountId: string): Promise<void> {
  const pair = await generate('rsa', { modulusLength: 2048 });
  const pem = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
  const notBefore = new Date();
  const notAfter = new Date(notBefore);
  notAfter.setUTCFullYear(notAfter.getUTCFullYear() + VALID_YEARS);
  const certificate = selfSigned(pair, { commonName: accountId, notBefore, notAfter });
  await db.query(
    `INSERT INTO cloud_saml_key (account_id, certificate, private_key)
     SELECT id, $2, $3 FROM cloud_account WHERE id = $1 FOR KEY SHARE
     ON CONFLICT (account_id) DO NOTHING`,
    [accountId, certificate, sealer.seal(pem, contextOf(accountId))],
  );
}

const contextOf = (accountId: string) => `cloud_saml_key:${accountId}:private_key`;
