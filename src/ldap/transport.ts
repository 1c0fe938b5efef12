import { lookup } from 'node:dns/promises';
import net from 'node:net';
import tls from 'node:tls';
import { MusterError } from '../errors/error.ts';
import { BerReader } from './ber.ts';
import { FrameSplitter } from './frames.ts';
import { message, Op, readEnvelope, readResult, startTlsRequest } from './messages.ts';

export interface Endpoint {
  host: string;
  port: number;
}

export interface TransportOptions {
  tls: 'none' | 'starttls' | 'ldaps';
  /** SHA-256 fingerprints of accepted server certificates, upper-case hex without colons; empty: trust by CA and name. */
  fingerprints: readonly string[];
  /** PEM of the authorities to trust instead of the system's. */
  ca?: string | undefined;
  /** For each of TCP, StartTLS and TLS hand-shake. */
  connectTimeoutMs: number;
  signal?: AbortSignal | undefined;
}

export interface Secured {
  socket: net.Socket;
  /** Fingerprint of the server's certificate, as in the settings; absent without TLS. */
  fingerprint?: string;
}

/** `host`, `host:port`, `[v6]` or `[v6]:port`; undefined when it is none of these. */
export function parseEndpoint(address: string, defaultPort: number): Endpoint | undefined {
  const found = /^(?:\[([0-9a-fA-F:.]+)\]|([^\s:/[\]@]+))(?::(\d{1,5}))?$/.exec(address);
  if (!found) return undefined;
  const port = found[3] === undefined ? defaultPort : Number(found[3]);
  return port >= 1 && port <= 65535 ? { host: (found[1] ?? found[2])!, port } : undefined;
}

export function showEndpoint({ host, port }: Endpoint): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** The addresses of a host name; throws `ldap_address_unknown`. */
export async function resolveHost(endpoint: Endpoint): Promise<string[]> {
  try {
    return (await lookup(endpoint.host, { all: true })).map(({ address }) => address);
  } catch (error) {
    throw new MusterError('ldap_address_unknown', { address: endpoint.host }, error);
  }
}

/** Opens the TCP connection; throws `ldap_address_unknown`, `ldap_unreachable` or `ldap_connect_timeout`. */
export async function connectTcp(endpoint: Endpoint, options: TransportOptions): Promise<net.Socket> {
  options.signal?.throwIfAborted();
  const socket = net.connect({ host: endpoint.host, port: endpoint.port, noDelay: true, keepAlive: true });
  // An error between two steps, with nobody waiting, must not end the process; the next step meets a closed socket.
  socket.on('error', () => {});
  await settle(socket, 'connect', endpoint, options, (error) =>
    error.code === 'ENOTFOUND' || error.code === 'EAI_AGAIN'
      ? new MusterError('ldap_address_unknown', { address: endpoint.host }, error)
      : new MusterError(
          'ldap_unreachable',
          { address: showEndpoint(endpoint), reason: reasonOf(error) },
          error,
        ),
  );
  return socket;
}

/**
 * Puts TLS on the connection as the settings say and checks the certificate before anything secret is sent.
 * Throws `ldap_starttls_refused`, `ldap_tls_failed`, `ldap_tls_fingerprint`, `ldap_tls_untrusted` or `ldap_tls_name`,
 * the last three with the fingerprint that was seen.
 */
export async function secure(
  socket: net.Socket,
  endpoint: Endpoint,
  options: TransportOptions,
): Promise<Secured> {
  if (options.tls === 'none') return { socket };
  if (options.tls === 'starttls') await startTls(socket, endpoint, options);
  const secured = tls.connect({
    socket,
    host: endpoint.host,
    ...(net.isIP(endpoint.host) ? {} : { servername: endpoint.host }),
    ...(options.ca ? { ca: options.ca } : {}),
    // Verified below instead: with a pinned fingerprint neither authority nor name matter, and otherwise the
    // fingerprint seen must be reported, which a connection torn down by Node no longer gives.
    rejectUnauthorized: false,
  });
  secured.on('error', () => {});
  try {
    await settle(secured, 'secureConnect', endpoint, options, (error) => {
      return new MusterError(
        'ldap_tls_failed',
        { address: showEndpoint(endpoint), reason: reasonOf(error) },
        error,
      );
    });
    return { socket: secured, fingerprint: verify(secured, endpoint, options) };
  } catch (error) {
    secured.destroy();
    socket.destroy();
    throw error;
  }
}

function verify(socket: tls.TLSSocket, endpoint: Endpoint, options: TransportOptions): string {
  const certificate = socket.getPeerX509Certificate();
  const address = showEndpoint(endpoint);
  if (!certificate) throw new MusterError('ldap_tls_failed', { address, reason: 'no certificate' });
  const fingerprint = certificate.fingerprint256.replaceAll(':', '');
  if (options.fingerprints.length > 0) {
    if (options.fingerprints.includes(fingerprint)) return fingerprint;
    throw new MusterError('ldap_tls_fingerprint', { address, fingerprint, field: 'fingerprints' });
  }
  if (socket.authorized) return fingerprint;
  const reason = String(socket.authorizationError);
  if (reason === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    const names = certificate.subjectAltName ?? certificate.subject;
    throw new MusterError('ldap_tls_name', { address, fingerprint, names, field: 'fingerprints' });
  }
  throw new MusterError('ldap_tls_untrusted', { address, fingerprint, reason, field: 'fingerprints' });
}

async function startTls(socket: net.Socket, endpoint: Endpoint, options: TransportOptions): Promise<void> {
  const splitter = new FrameSplitter(64 * 1024);
  const address = showEndpoint(endpoint);
  socket.write(message(1, startTlsRequest()));
  let frames: Buffer[] = [];
  try {
    while (frames.length === 0) {
      const arrived = settle(socket, 'readable', endpoint, options, (error) => {
        return new MusterError('ldap_starttls_refused', { address, reason: reasonOf(error) }, error);
      });
      await arrived;
      const chunk = socket.read() as Buffer | null;
      if (chunk) frames = splitter.push(chunk);
    }
    // Bytes sent ahead of the hand-shake are unprotected and would be read as if they were not.
    if (frames.length > 1 || splitter.partial) {
      throw new MusterError('ldap_starttls_refused', { address, reason: 'data before the TLS hand-shake' });
    }
    const reader = new BerReader(frames[0]!);
    readEnvelope(reader);
    const result = readResult(reader, Op.extendedResponse);
    if (result.code !== 0) {
      const reason = `${result.message.trim()} (${result.code})`.trim();
      throw new MusterError('ldap_starttls_refused', { address, reason });
    }
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

/** Waits for one event; error, end of the connection, time-out and abort end the wait and destroy the socket. */
function settle(
  socket: net.Socket,
  event: 'connect' | 'secureConnect' | 'readable',
  endpoint: Endpoint,
  { connectTimeoutMs, signal }: TransportOptions,
  explain: (error: NodeJS.ErrnoException) => Error,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const finish = (error?: unknown) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', aborted);
      socket.off(event, done).off('error', failed).off('close', closed).off('end', closed);
      if (error === undefined) return resolve();
      socket.destroy();
      reject(error);
    };
    const done = () => finish();
    const failed = (error: NodeJS.ErrnoException) => finish(explain(error));
    const closed = () => finish(explain(new Error('connection closed')));
    const aborted = () => finish(signal!.reason);
    const timer = setTimeout(() => {
      const params = { address: showEndpoint(endpoint), seconds: connectTimeoutMs / 1000 };
      finish(new MusterError('ldap_connect_timeout', params));
    }, connectTimeoutMs);
    signal?.addEventListener('abort', aborted);
    socket.on(event, done).on('error', failed).on('close', closed).on('end', closed);
  });
}

/** Short technical reason without the address that the sentence already names. */
function reasonOf(error: NodeJS.ErrnoException & { errors?: NodeJS.ErrnoException[] }): string {
  return error.code ?? error.errors?.[0]?.code ?? error.message;
}
