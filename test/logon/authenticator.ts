/** A passkey authenticator in software (ES256, attestation “none”), which also does what none should. */
import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { isoCBOR } from '@simplewebauthn/server/helpers';

const FLAG = { userPresent: 1, userVerified: 4, syncable: 8, synced: 16, attested: 64 };

/** What an answer says otherwise than it should. */
export interface Twist {
  origin?: string;
  rpId?: string;
  challenge?: string;
  type?: string;
  userVerified?: boolean;
  userPresent?: boolean;
  counter?: number;
  userHandle?: string | null;
  /** Signs with another key than the registered one. */
  otherKey?: boolean;
  crossOrigin?: boolean;
}

interface Options {
  challenge: string;
}

const sha256 = (data: string | Uint8Array) => createHash('sha256').update(data).digest();
const newKey = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });

export function softAuthenticator(origin: string, synced = false) {
  const id = randomBytes(32);
  const { publicKey, privateKey } = newKey();
  let counter = 0;
  let handle = '';

  const clientData = (type: string, options: Options, twist: Twist) =>
    Buffer.from(
      JSON.stringify({
        type: twist.type ?? type,
        challenge: twist.challenge ?? options.challenge,
        origin: twist.origin ?? origin,
        crossOrigin: twist.crossOrigin ?? false,
        ...(twist.crossOrigin ? { topOrigin: 'https://evil.example' } : {}),
      }),
    );

  const authenticatorData = (twist: Twist, more: Buffer[] = []) => {
    const flags =
      (twist.userPresent === false ? 0 : FLAG.userPresent) |
      (twist.userVerified === false ? 0 : FLAG.userVerified) |
      (synced ? FLAG.syncable | FLAG.synced : 0) |
      (more.length > 0 ? FLAG.attested : 0);
    const head = Buffer.alloc(5);
    head.writeUInt8(flags, 0);
    // Synchronized passkeys do not count.
    head.writeUInt32BE(twist.counter ?? (synced ? 0 : ++counter), 1);
    return Buffer.concat([sha256(twist.rpId ?? new URL(origin).hostname), head, ...more]);
  };

  return {
    id: id.toString('base64url'),
    get handle() {
      return handle;
    },
    /** navigator.credentials.create() */
    make(options: Options & { user: { id: string } }, twist: Twist = {}) {
      handle = options.user.id;
      const { x, y } = publicKey.export({ format: 'jwk' });
      const cose = isoCBOR.encode(
        new Map<number, number | Uint8Array>([
          [1, 2],
          [3, -7],
          [-1, 1],
          [-2, new Uint8Array(Buffer.from(x!, 'base64url'))],
          [-3, new Uint8Array(Buffer.from(y!, 'base64url'))],
        ]),
      );
      const length = Buffer.alloc(2);
      length.writeUInt16BE(id.length);
      const data = authenticatorData(twist, [Buffer.alloc(16), length, id, Buffer.from(cose)]);
      const attestation = isoCBOR.encode(
        new Map<string, string | Uint8Array | Map<string, string>>([
          ['fmt', 'none'],
          ['attStmt', new Map<string, string>()],
          ['authData', new Uint8Array(data)],
        ]),
      );
      return {
        id: id.toString('base64url'),
        rawId: id.toString('base64url'),
        type: 'public-key',
        clientExtensionResults: {},
        response: {
          clientDataJSON: clientData('webauthn.create', options, twist).toString('base64url'),
          attestationObject: Buffer.from(attestation).toString('base64url'),
          transports: ['internal'],
        },
      };
    },
    /** navigator.credentials.get() */
    get(options: Options, twist: Twist = {}) {
      const data = authenticatorData(twist);
      const client = clientData('webauthn.get', options, twist);
      const key = twist.otherKey ? newKey().privateKey : privateKey;
      return {
        id: id.toString('base64url'),
        rawId: id.toString('base64url'),
        type: 'public-key',
        clientExtensionResults: {},
        response: {
          clientDataJSON: client.toString('base64url'),
          authenticatorData: data.toString('base64url'),
          signature: sign('sha256', Buffer.concat([data, sha256(client)]), key).toString('base64url'),
          userHandle: twist.userHandle === undefined ? handle : twist.userHandle,
        },
      };
    },
  };
}
export type SoftAuthenticator = ReturnType<typeof softAuthenticator>;
