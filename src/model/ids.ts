import { randomBytes } from 'node:crypto';

const PREFIX = {
  account: 'user_',
  org: 'ou_',
  group: 'grp_',
  source: 'idp_',
  application: 'app_',
  run: 'run_',
  cloudAccount: 'ca_',
  administrator: 'adm_',
  token: 'tok_',
  logonMethod: 'lgm_',
  session: 'ses_',
  passkey: 'pk_',
  auditStream: 'ast_',
  assignment: 'asg_',
  applicationAccount: 'apu_',
  appSecret: 'sec_',
} as const;

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
let randomPool = Buffer.alloc(0);
let randomAt = 0;
let lastMillis = 0;
let counter = 0;

/**
 * A new id such as `user_01k9…`: 10 characters of milliseconds, 4 of a counter within the millisecond, 12 random.
 * Ordered by time of making, so that rows inserted together lie together in the index.
 */
export function newId(kind: keyof typeof PREFIX): string {
  const now = Date.now();
  if (now > lastMillis) {
    lastMillis = now;
    counter = 0;
  } else if (++counter >= 1 << 20) {
    lastMillis++;
    counter = 0;
  }
  let text: string = PREFIX[kind];
  for (let shift = 45; shift >= 0; shift -= 5) text += ALPHABET[Math.floor(lastMillis / 2 ** shift) % 32];
  for (let shift = 15; shift >= 0; shift -= 5) text += ALPHABET[(counter >> shift) & 31];
  if (randomAt + 12 > randomPool.length) {
    randomPool = randomBytes(12 * 256);
    randomAt = 0;
  }
  for (let i = 0; i < 12; i++) text += ALPHABET[randomPool[randomAt++]! & 31];
  return text;
}
