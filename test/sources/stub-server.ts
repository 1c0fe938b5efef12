import net from 'node:net';
import { BerReader, integer, octets, sequence, Tag, tlv } from '../../src/ldap/ber.ts';
import { FrameSplitter } from '../../src/ldap/frames.ts';
import { message, Op, PAGED_RESULTS, readEnvelope } from '../../src/ldap/messages.ts';

/** One request as a stub sees it: of a search base, scope and the cookie; answers go out by `send`. */
export interface StubRequest {
  op: number;
  base: string;
  scope: number;
  cookie: string;
  attributes: string[];
  socket: net.Socket;
  send(operation: Buffer, controls?: Buffer[]): void;
}

export interface Stub extends AsyncDisposable {
  port: number;
  searches: StubRequest[];
}

/** An LDAP server that accepts every bind, shows every base object and answers subtree searches by `answer`. */
export async function startStub(
  answer: (request: StubRequest, count: number) => void,
  other: (request: StubRequest) => boolean = () => false,
): Promise<Stub> {
  const searches: StubRequest[] = [];
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    const splitter = new FrameSplitter();
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      for (const frame of framesOf(splitter, chunk, socket)) {
        const request = readRequest(frame, socket);
        if (other(request)) continue;
        if (request.op === Op.bindRequest) request.send(result(Op.bindResponse, 0));
        else if (request.op === Op.searchRequest && request.scope === 0) {
          request.send(entry(request.base, {}));
          request.send(result(Op.searchDone, 0));
        } else if (request.op === Op.searchRequest) answer(request, searches.push(request));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as net.AddressInfo).port,
    searches,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A client that speaks something else, such as TLS, is cut off. */
function framesOf(splitter: FrameSplitter, chunk: Buffer, socket: net.Socket): Buffer[] {
  try {
    return splitter.push(chunk);
  } catch {
    socket.destroy();
    return [];
  }
}

function readRequest(frame: Buffer, socket: net.Socket): StubRequest {
  const reader = new BerReader(frame);
  const id = readEnvelope(reader);
  const request: StubRequest = {
    op: reader.peek(),
    base: '',
    scope: -1,
    cookie: '',
    attributes: [],
    socket,
    send: (operation, controls) => socket.write(message(id, operation, controls)),
  };
  if (request.op !== Op.searchRequest) return request;
  const search = reader.sub(Op.searchRequest);
  request.base = search.text();
  request.scope = search.int(Tag.enumerated);
  for (let i = 0; i < 5; i++) search.skip();
  const attributes = search.sub(Tag.sequence);
  while (attributes.more) request.attributes.push(attributes.text());
  if (reader.more) {
    const control = reader.sub(0xa0).sub(Tag.sequence);
    control.text();
    control.bool();
    const value = control.sub(Tag.octets).sub(Tag.sequence);
    value.int();
    request.cookie = value.text();
  }
  return request;
}

/** A SearchResultEntry. */
export function entry(dn: string, attributes: Record<string, (string | Buffer)[]>): Buffer {
  const list = Object.entries(attributes).map(([name, values]) =>
    sequence(octets(name), tlv(Tag.set, ...values.map((value) => octets(value)))),
  );
  return tlv(Op.searchEntry, octets(dn), sequence(...list));
}

/** An LDAPResult as the response `op`. */
export function result(op: number, code: number, text = '', referrals: string[] = []): Buffer {
  const urls = referrals.length === 0 ? [] : [tlv(0xa3, ...referrals.map((url) => octets(url)))];
  return tlv(op, integer(code, Tag.enumerated), octets(''), octets(text), ...urls);
}

/** The end of a page: success and the paging control with this cookie. */
export function endPage(request: StubRequest, cookie: string): void {
  const control = sequence(octets(PAGED_RESULTS), octets(sequence(integer(0), octets(cookie))));
  request.send(result(Op.searchDone, 0), [control]);
}

/** A user as `entry`, number `n`, with an entryUUID. */
export function person(n: number): Buffer {
  const entryUUID = `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
  return entry(`uid=u${n},dc=stub`, { uid: [`u${n}`], cn: [`User ${n}`], entryUUID: [entryUUID] });
}
