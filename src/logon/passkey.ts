/**
 * Passkeys (WebAuthn): instead of a password, or after one. A passkey always verifies its user (PIN, finger, face) and is
 * found by the browser itself, so that one kind serves both.
 */
import { timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';
import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { MusterError } from '../errors/error.ts';
import { PasskeyAssertion, PasskeyRegistration } from '../model/factors.ts';
import type { FactorDeps } from './factor-deps.ts';
import type { FactorFault, FactorVerdict } from './factors.ts';
import {
  countPasskey,
  credentialsOf,
  findPasskey,
  handleOf,
  newChallenge,
  type PasskeyPurpose,
  type StoredPasskey,
  takeChallenge,
} from './passkey-store.ts';

/** COSE: EdDSA, ES256, RS256. */
const ALGORITHMS = [-8, -7, -257];
const TIMEOUT_MS = 5 * 60_000;

/** Whose passkey it was and how its keeper proves it (RFC 8176); with `mfa`, so that no second factor need follow. */
export type PasskeyLogon =
  | { ok: true; accountId: string; amr: string[] }
  | { ok: false; reason: FactorFault; accountId?: string };

/**
 * Where passkeys are bound to; undefined where browsers have none: at bare addresses, and over plain http elsewhere
 * than on this machine.
 */
export function relyingParty(publicUrl: string): { id: string; origin: string } | undefined {
  const { protocol, hostname, origin } = new URL(publicUrl);
  const named = isIP(hostname.replace(/^\[|\]$/g, '')) === 0;
  const safe = protocol === 'https:' || hostname === 'localhost';
  return named && safe ? { id: hostname, origin } : undefined;
}

function needParty({ publicUrl }: Pick<FactorDeps, 'publicUrl'>): { id: string; origin: string } {
  const party = relyingParty(publicUrl);
  if (!party) throw new MusterError('passkey_impossible');
  return party;
}

/** What a browser needs to make a passkey for the account. `binding`: id of the session or log-on under way. */
export async function passkeyRegistrationOptions(
  deps: FactorDeps,
  accountId: string,
  binding: string,
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  const party = needParty(deps);
  const { rows } = await deps.db.query<{ username: string; display_name: string | null; instance: string }>(
    `SELECT a.username, a.display_name, i.name AS instance FROM account a JOIN instance i ON i.id = a.instance_id
      WHERE a.id = $1`,
    [accountId],
  );
  const owner = rows[0];
  if (!owner) throw new MusterError('not_found', { what: 'account', id: accountId });
  return generateRegistrationOptions({
    rpName: owner.instance,
    rpID: party.id,
    userID: bytesOf(await handleOf(deps.db, accountId)),
    userName: owner.username,
    userDisplayName: owner.display_name ?? owner.username,
    challenge: bytesOf(await newChallenge(deps.db, binding, 'register')),
    timeout: TIMEOUT_MS,
    attestationType: 'none',
    excludeCredentials: await credentialsOf(deps.db, accountId),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    supportedAlgorithmIDs: ALGORITHMS,
  });
}

/** A passkey that a browser has made for us. */
export type MadePasskey = Omit<StoredPasskey, 'id' | 'handle' | 'account_id'>;

/**
 * Looks at a passkey that a browser has just made; `addPasskey` keeps it. Throws `passkey_refused` for an answer that
 * does not fit the challenge of `binding`, which is spent in any case.
 */
export async function checkMadePasskey(
  deps: FactorDeps,
  binding: string,
  response: unknown,
): Promise<MadePasskey> {
  const party = needParty(deps);
  const challenge = await takeChallenge(deps.db, binding, 'register');
  const given = PasskeyRegistration.safeParse(response);
  if (challenge === undefined || !given.success) throw new MusterError('passkey_refused');
  const made = await verifyRegistrationResponse({
    response: { ...given.data, clientExtensionResults: {} } as RegistrationResponseJSON,
    expectedChallenge: challenge,
    expectedOrigin: party.origin,
    expectedRPID: party.id,
    requireUserVerification: true,
    supportedAlgorithmIDs: ALGORITHMS,
  }).catch((error: unknown) => {
    throw new MusterError('passkey_refused', {}, error);
  });
  if (!made.verified) throw new MusterError('passkey_refused');
  const { credential, credentialDeviceType } = made.registrationInfo;
  return {
    credential_id: credential.id,
    public_key: Buffer.from(credential.publicKey),
    counter: credential.counter,
    transports: given.data.response.transports ?? [],
    synced: credentialDeviceType === 'multiDevice',
  };
}

/** For the log-on page: the browser offers the passkeys it has for this server, no name is typed. */
export async function passkeyLogonOptions(
  deps: FactorDeps,
  binding: string,
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  return requestOptions(deps, binding, 'first', undefined);
}

/** For the second factor of an account whose first is known. */
export async function secondPasskeyOptions(
  deps: FactorDeps,
  accountId: string,
  binding: string,
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  return requestOptions(deps, binding, 'second', await credentialsOf(deps.db, accountId));
}

async function requestOptions(
  deps: FactorDeps,
  binding: string,
  purpose: PasskeyPurpose,
  allowed: { id: string; transports: string[] }[] | undefined,
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const party = needParty(deps);
  return generateAuthenticationOptions({
    rpID: party.id,
    challenge: bytesOf(await newChallenge(deps.db, binding, purpose)),
    timeout: TIMEOUT_MS,
    userVerification: 'required',
    ...(allowed && { allowCredentials: allowed }),
  });
}

/** Who logs on with a passkey. Whether the account may is not looked at here. */
export async function checkPasskeyLogon(
  deps: FactorDeps,
  instanceId: string,
  binding: string,
  response: unknown,
): Promise<PasskeyLogon> {
  return checkAssertion(deps, { instanceId, purpose: 'first', binding, response });
}

/** A passkey as second factor: it must be one of this account. */
export async function checkSecondPasskey(
  deps: FactorDeps,
  accountId: string,
  binding: string,
  response: unknown,
): Promise<FactorVerdict> {
  const { rows } = await deps.db.query<{ instance_id: string }>(
    `SELECT instance_id FROM account WHERE id = $1`,
    [accountId],
  );
  const instanceId = rows[0]?.instance_id ?? '';
  const asserted = { instanceId, purpose: 'second', binding, response, accountId } as const;
  const verdict = await checkAssertion(deps, asserted);
  return verdict.ok ? { ok: true, amr: verdict.amr } : { ok: false, reason: verdict.reason };
}

interface Asserted {
  instanceId: string;
  purpose: 'first' | 'second';
  binding: string;
  response: unknown;
  /** The only account that counts, where it is known. */
  accountId?: string;
}

async function checkAssertion(deps: FactorDeps, asserted: Asserted): Promise<PasskeyLogon> {
  const party = needParty(deps);
  const challenge = await takeChallenge(deps.db, asserted.binding, asserted.purpose);
  if (challenge === undefined) return { ok: false, reason: 'passkey_challenge' };
  const given = PasskeyAssertion.safeParse(asserted.response);
  if (!given.success) return { ok: false, reason: 'passkey_invalid' };
  const passkey = await findPasskey(deps.db, asserted.instanceId, given.data.id);
  if (!passkey || !isOwn(passkey, asserted, given.data.response.userHandle))
    return { ok: false, reason: 'passkey_unknown' };
  const accountId = passkey.account_id;
  const proof = await verifyAuthenticationResponse({
    response: { ...given.data, clientExtensionResults: {} } as AuthenticationResponseJSON,
    expectedChallenge: challenge,
    expectedOrigin: party.origin,
    expectedRPID: party.id,
    // The counter is compared where it is stored, so that two at once cannot both pass.
    credential: { id: passkey.credential_id, publicKey: bytesOf(passkey.public_key), counter: 0 },
    requireUserVerification: true,
  }).catch((error: unknown) => {
    deps.log.info({ err: error, account: accountId }, 'passkey refused');
    return undefined;
  });
  if (!proof?.verified) return { ok: false, reason: 'passkey_invalid', accountId };
  const { newCounter } = proof.authenticationInfo;
  if (!(await countPasskey(deps.db, passkey.id, newCounter))) {
    deps.log.warn(
      { account: accountId, passkey: passkey.id, stored: passkey.counter, shown: newCounter },
      'the counter of a passkey went back: it may have been copied',
    );
    return { ok: false, reason: 'passkey_counter', accountId };
  }
  return { ok: true, accountId, amr: [passkey.synced ? 'swk' : 'hwk', 'user', 'mfa'] };
}

/**
 * As first factor the handle says whose it is, and must agree with the key; as second the account is known, and a
 * handle that comes along must not be another's (WebAuthn section 7.2, step 6).
 */
function isOwn(passkey: StoredPasskey, asserted: Asserted, handle: string | null | undefined): boolean {
  if (asserted.accountId !== undefined && passkey.account_id !== asserted.accountId) return false;
  if (handle === undefined || handle === null || handle === '') return asserted.purpose === 'second';
  const shown = Buffer.from(handle, 'base64url');
  return shown.length === passkey.handle.length && timingSafeEqual(shown, passkey.handle);
}

/** Web Crypto takes no view of a larger buffer that may be shared. */
function bytesOf(buffer: Buffer): Uint8Array<ArrayBuffer> {
  return new Uint8Array(buffer);
}
