import { decodeAttributes, type ValueDecoder } from '../../ldap/decode.ts';
import { attributeName, type LdapEntry } from '../../ldap/entry.ts';
import type { Attributes, RecordKind } from '../source.ts';

/** ADS_UF_ACCOUNTDISABLE of userAccountControl. */
const DISABLED = 0x2;
/** accountExpires of an account that never expires; so does 0 (Microsoft: "Account-Expires attribute"). */
const NEVER = 9223372036854775807n;
/** 1601-01-01 to 1970-01-01 in units of 100 ns. */
const EPOCH = 116444736000000000n;

const OBJECT_SID = attributeName('objectSid');
const PRIMARY_GROUP = attributeName('primaryGroupID');
const BINARY: ReadonlyMap<string, ValueDecoder> = new Map([
  ['objectguid', readGuid],
  ['objectsid', readSid],
]);

/** objectGUID as AD shows it: the first three groups are stored with their lowest byte first. */
export function readGuid(value: Buffer): string | undefined {
  if (value.length !== 16) return undefined;
  const h = value.toString('hex');
  const first = h.slice(6, 8) + h.slice(4, 6) + h.slice(2, 4) + h.slice(0, 2);
  const second = h.slice(10, 12) + h.slice(8, 10);
  const third = h.slice(14, 16) + h.slice(12, 14);
  return `${first}-${second}-${third}-${h.slice(16, 20)}-${h.slice(20)}`;
}

/** The bytes of objectGUID from its text. */
export function writeGuid(key: string): Buffer {
  const value = Buffer.from(key.replaceAll('-', ''), 'hex');
  value.subarray(0, 4).reverse();
  value.subarray(4, 6).reverse();
  value.subarray(6, 8).reverse();
  return value;
}

/** objectSid as text, `S-1-5-21-…` (MS-DTYP 2.4.2.2). */
export function readSid(value: Buffer): string | undefined {
  const count = value[1] ?? 0;
  if (value.length < 8 || value.length !== 8 + 4 * count) return undefined;
  let text = `S-${value[0]}-${value.readUIntBE(2, 6)}`;
  for (let i = 0; i < count; i++) text += `-${value.readUInt32LE(8 + 4 * i)}`;
  return text;
}

/** A FILETIME as ISO time; undefined for never, for what no calendar here reaches and for what is no number. */
export function readFileTime(text: string): string | undefined {
  if (!/^\d{1,19}$/.test(text)) return undefined;
  const value = BigInt(text);
  if (value === 0n || value >= NEVER) return undefined;
  const time = new Date(Number((value - EPOCH) / 10000n));
  return time.getUTCFullYear() > 9999 ? undefined : time.toISOString();
}

/** The attributes of an AD object; users get `enabled` and `accountExpireTime` as well. */
export function convert(
  kind: RecordKind,
  entry: LdapEntry,
  spelling: ReadonlyMap<string, string>,
): Attributes {
  const attributes = decodeAttributes(entry, spelling, BINARY);
  if (kind !== 'user') return attributes;
  const control = Number(attributes.userAccountControl);
  if (Number.isInteger(control)) attributes.enabled = (control & DISABLED) === 0;
  const expires = typeof attributes.accountExpires === 'string' && readFileTime(attributes.accountExpires);
  if (expires) attributes.accountExpireTime = expires;
  return attributes;
}

/** The name by which users mean this group as their primary one. */
export function groupAlias(kind: RecordKind, entry: LdapEntry): string | undefined {
  const sid = kind === 'group' ? entry.first(OBJECT_SID) : undefined;
  const text = sid && readSid(sid);
  return text && `sid:${text}`;
}

/** A user's primary group, which no `member` list names: the user's SID with the group's number at its end. */
export function primaryGroup(user: LdapEntry): string[] {
  const group = user.firstText(PRIMARY_GROUP);
  const raw = user.first(OBJECT_SID);
  const sid = raw && readSid(raw);
  if (!sid || !group || !/^\d{1,10}$/.test(group)) return [];
  return [`sid:${sid.slice(0, sid.lastIndexOf('-'))}-${group}`];
}
