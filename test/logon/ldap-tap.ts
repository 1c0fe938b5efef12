/** A relay before an LDAP server without encryption: what connections and binds there were. */
import net from 'node:net';
import { BerReader } from '../../src/ldap/ber.ts';
import { FrameSplitter } from '../../src/ldap/frames.ts';
import { Op, readEnvelope } from '../../src/ldap/messages.ts';

export interface Tap extends AsyncDisposable {
  address: string;
  /** Names that were bound, in order. */
  binds: string[];
  /** Requests of each connection, by their operations. */
  connections: number[][];
  /** The most binds that waited for their answer on one connection at the same time. */
  mostPending: number;
  /** Connections that are open now. */
  open(): number;
  /** Does with a request what it returns: hand it on, drop it silently, or cut the connection. */
  judge: (op: number) => 'pass' | 'drop' | 'cut';
  /** Cuts what is open; new connections go on. */
  cut(): void;
}

export async function tap(target: string): Promise<Tap> {
  const { hostname, port } = new URL(`http://${target}`);
  const sockets = new Set<net.Socket>();
  const binds: string[] = [];
  const connections: number[][] = [];
  const server = net.createServer((socket) => {
    const upstream = net.connect(Number(port || 389), hostname);
    const splitter = new FrameSplitter();
    const ops: number[] = [];
    connections.push(ops);
    sockets.add(socket);
    const end = () => {
      sockets.delete(socket);
      socket.destroy();
      upstream.destroy();
    };
    socket.on('error', end).on('close', end);
    upstream.on('error', end).on('close', end);
    let pending = 0;
    const answers = new FrameSplitter();
    upstream.on('data', (chunk) => {
      for (const frame of answers.push(chunk)) {
        const reader = new BerReader(frame);
        readEnvelope(reader);
        if (reader.peek() === Op.bindResponse) pending--;
        socket.write(frame);
      }
    });
    socket.on('data', (chunk) => {
      for (const frame of splitter.push(chunk)) {
        const reader = new BerReader(frame);
        readEnvelope(reader);
        const op = reader.peek();
        ops.push(op);
        if (op === Op.bindRequest) {
          binds.push(boundName(reader));
          relay.mostPending = Math.max(relay.mostPending, ++pending);
        }
        const verdict = relay.judge(op);
        if (verdict === 'cut') return end();
        if (verdict === 'pass') upstream.write(frame);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const relay: Tap = {
    address: `127.0.0.1:${(server.address() as net.AddressInfo).port}`,
    binds,
    connections,
    mostPending: 0,
    open: () => sockets.size,
    judge: () => 'pass',
    cut() {
      for (const socket of sockets) socket.destroy();
    },
    async [Symbol.asyncDispose]() {
      relay.cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return relay;
}

function boundName(reader: BerReader): string {
  const bind = reader.sub(Op.bindRequest);
  bind.int();
  return bind.text();
}
