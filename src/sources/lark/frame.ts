/**
 * Frames of the persistent connection, which are one message of Protocol Buffers (package pbbp2, message Frame): 1 SeqID,
 * 2 LogID (uint64), 3 service, 4 method (int32), 5 headers {1 key, 2 value}, 6 payload encoding, 7 payload type, 8 payload,
 * 9 LogIDNew. Pure.
 */

export interface Frame {
  /** Numbers of 64 bits that go back as they came. */
  seqId: bigint;
  logId: bigint;
  service: number;
  method: number;
  headers: [name: string, value: string][];
  payloadEncoding?: string | undefined;
  payloadType?: string | undefined;
  payload?: Buffer | undefined;
  logIdNew?: string | undefined;
}

export const CONTROL = 0;
export const DATA = 1;

const VARINT = 0;
const FIXED_64 = 1;
const BYTES = 2;
const FIXED_32 = 5;

export function headerOf({ headers }: Frame, name: string): string | undefined {
  return headers.find(([key]) => key === name)?.[1];
}

export function encodeFrame(frame: Frame): Buffer {
  const parts: Buffer[] = [
    number(1, frame.seqId),
    number(2, frame.logId),
    number(3, BigInt(frame.service)),
    number(4, BigInt(frame.method)),
  ];
  for (const [key, value] of frame.headers)
    parts.push(bytes(5, Buffer.concat([bytes(1, Buffer.from(key)), bytes(2, Buffer.from(value))])));
  if (frame.payloadEncoding !== undefined) parts.push(bytes(6, Buffer.from(frame.payloadEncoding)));
  if (frame.payloadType !== undefined) parts.push(bytes(7, Buffer.from(frame.payloadType)));
  if (frame.payload !== undefined) parts.push(bytes(8, frame.payload));
  if (frame.logIdNew !== undefined) parts.push(bytes(9, Buffer.from(frame.logIdNew)));
  return Buffer.concat(parts);
}

/** Undefined for what is no frame; fields that are not known are passed over. */
export function decodeFrame(data: Buffer): Frame | undefined {
  const frame: Partial<Frame> & Pick<Frame, 'headers'> = { headers: [] };
  try {
    for (const { field, value } of fieldsOf(data)) {
      if (typeof value === 'bigint') setNumber(frame, field, value);
      else setBytes(frame, field, value);
    }
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
  const { seqId, logId, service, method } = frame;
  if (seqId === undefined || logId === undefined || service === undefined || method === undefined)
    return undefined;
  return { ...frame, seqId, logId, service, method };
}

function setNumber(frame: Partial<Frame>, field: number, value: bigint): void {
  if (field === 1) frame.seqId = value;
  else if (field === 2) frame.logId = value;
  else if (field === 3) frame.service = Number(BigInt.asIntN(32, value));
  else if (field === 4) frame.method = Number(BigInt.asIntN(32, value));
}

function setBytes(frame: Partial<Frame> & Pick<Frame, 'headers'>, field: number, value: Buffer): void {
  if (field === 5) {
    const header: [string, string] = ['', ''];
    for (const inner of fieldsOf(value))
      if (typeof inner.value !== 'bigint' && (inner.field === 1 || inner.field === 2))
        header[inner.field - 1] = inner.value.toString('utf8');
    frame.headers.push(header);
  } else if (field === 6) frame.payloadEncoding = value.toString('utf8');
  else if (field === 7) frame.payloadType = value.toString('utf8');
  else if (field === 8) frame.payload = Buffer.from(value);
  else if (field === 9) frame.logIdNew = value.toString('utf8');
}

/** Throws a RangeError where the data end too early, or are of no kind there is. */
function* fieldsOf(data: Buffer): Generator<{ field: number; value: bigint | Buffer }, void, void> {
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = data.readUInt8(at++);
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw new RangeError('a number of more than 64 bits');
  };
  const take = (length: number): Buffer => {
    if (length > data.length - at) throw new RangeError('cut');
    at += length;
    return data.subarray(at - length, at);
  };
  while (at < data.length) {
    const tag = Number(varint());
    const field = Math.floor(tag / 8);
    const kind = tag % 8;
    if (kind === VARINT) yield { field, value: varint() };
    else if (kind === BYTES) yield { field, value: take(Number(varint())) };
    else if (kind === FIXED_64) take(8);
    else if (kind === FIXED_32) take(4);
    else throw new RangeError('a field of unknown kind');
  }
}

function number(field: number, value: bigint): Buffer {
  return Buffer.concat([varintOf(BigInt(field * 8 + VARINT)), varintOf(BigInt.asUintN(64, value))]);
}

function bytes(field: number, value: Buffer): Buffer {
  return Buffer.concat([varintOf(BigInt(field * 8 + BYTES)), varintOf(BigInt(value.length)), value]);
}

function varintOf(value: bigint): Buffer {
  const found: number[] = [];
  for (let rest = value; ; rest >>= 7n) {
    if (rest < 0x80n) return Buffer.from([...found, Number(rest)]);
    found.push(Number(rest & 0x7fn) | 0x80);
  }
}
