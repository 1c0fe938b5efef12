import { createHash } from 'node:crypto';

/** 16 bytes of an objectGUID that is the same whenever the same seed is used, as a demo needs over restarts. */
export function guidOf(seed: string): Buffer {
  const guid = createHash('sha256').update(seed).digest().subarray(0, 16);
  // Version and variant of a random UUID; in Windows' byte order the version is in byte 7.
  guid[7] = (guid[7]! & 0x0f) | 0x40;
  guid[8] = (guid[8]! & 0x3f) | 0x80;
  return guid;
}

/** The bytes of a dashed GUID in Windows' order (MS-DTYP 2.3.4.2), or of 32 plain hex digits as they are. */
export function guidBytes(text: string): Buffer | undefined {
  if (/^[0-9a-f]{32}$/i.test(text)) return Buffer.from(text, 'hex');
  const parts = /^([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})$/i.exec(text);
  if (!parts) return undefined;
  const [first, second, third] = parts.slice(1, 4).map((part) => Buffer.from(part, 'hex').reverse());
  return Buffer.concat([first!, second!, third!, Buffer.from(`${parts[4]}${parts[5]}`, 'hex')]);
}

/** The three numbers that make the SIDs of a domain its own. */
export function domainNumbers(seed: string): [number, number, number] {
  const digest = createHash('sha256').update(seed).digest();
  return [digest.readUInt32LE(0), digest.readUInt32LE(4), digest.readUInt32LE(8)];
}

/** `S-1-5-21-a-b-c-rid` as bytes (MS-DTYP 2.4.2.2). */
export function sidBytes(domain: readonly [number, number, number], rid: number): Buffer {
  const sid = Buffer.alloc(28);
  sid.writeUInt8(1, 0);
  sid.writeUInt8(5, 1);
  sid.writeUIntBE(5, 2, 6);
  for (const [index, number] of [21, ...domain, rid].entries()) sid.writeUInt32LE(number, 8 + 4 * index);
  return sid;
}
