/** Sends entries of the audit log: signed calls to a webhook, or syslog (RFC 5424) over TLS, TCP or UDP. */
import { createHmac } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { hostname } from 'node:os';
import { connect as connectTls, rootCertificates } from 'node:tls';
import { request } from 'undici';
import { MusterError } from '../errors/error.ts';
import type { AuditEntry, AuditStreamTarget } from '../model/audit.ts';

const TIMEOUT_MS = 10_000;
/** RFC 5426 §3.2: what every receiver takes is 480 bytes, what it should take 2,048; Ethernet carries this unfragmented. */
const UDP_MAX_BYTES = 1400;
/** Facility 13, “log audit” (RFC 5424 table 1). */
const FACILITY = 13;
const SEVERITY = { ok: 6, refused: 4, failed: 3 } as const;

/** Resolves once the receiver has taken all entries (UDP: once they are sent). Throws `audit_stream_failed`. */
export async function sendEntries(
  target: AuditStreamTarget,
  entries: readonly AuditEntry[],
  now: Date,
): Promise<void> {
  try {
    if (target.kind === 'webhook') await callWebhook(target, entries, now);
    else if (target.transport === 'udp') await sendDatagrams(target, entries);
    else await sendStream(target, entries);
  } catch (error) {
    if (error instanceof MusterError) throw error;
    throw failure(target, reasonOf(error), error);
  }
}

function failure(target: AuditStreamTarget, reason: string, cause?: unknown): MusterError {
  const host = target.kind === 'webhook' ? new URL(target.url).host : `${target.host}:${target.port}`;
  return new MusterError('audit_stream_failed', { host, reason }, cause);
}

function reasonOf(error: unknown): string {
  const { code, name } = error as NodeJS.ErrnoException;
  return String(code ?? name ?? 'no answer').slice(0, 100);
}

/**
 * One POST of JSON Lines. `Muster-Signature: t=<unix seconds>,v1=<hex HMAC-SHA-256 over "t.body">`; any 2xx means that
 * the entries arrived. Positions tell repeated ones.
 */
async function callWebhook(
  target: Extract<AuditStreamTarget, { kind: 'webhook' }>,
  entries: readonly AuditEntry[],
  now: Date,
): Promise<void> {
  const body = entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
  const time = Math.floor(now.getTime() / 1000);
  const signature = createHmac('sha256', target.secret).update(`${time}.${body}`).digest('hex');
  const answer = await request(target.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-ndjson',
      'user-agent': 'Muster (audit)',
      'muster-signature': `t=${time},v1=${signature}`,
    },
    body,
    headersTimeout: TIMEOUT_MS,
    bodyTimeout: TIMEOUT_MS,
    signal: AbortSignal.timeout(2 * TIMEOUT_MS),
  });
  await answer.body.dump({ limit: 64 * 1024 });
  if (answer.statusCode < 200 || answer.statusCode > 299) throw failure(target, `HTTP ${answer.statusCode}`);
}

/** One entry as RFC 5424 has it; the message is the entry in JSON. */
export function syslogMessage(entry: AuditEntry): string {
  const priority = FACILITY * 8 + SEVERITY[entry.result];
  const id = entry.action.replace(/[^\x21-\x7e]/g, '').slice(0, 32) || '-';
  const host =
    hostname()
      .replace(/[^\x21-\x7e]/g, '')
      .slice(0, 255) || '-';
  return `<${priority}>1 ${entry.at} ${host} muster ${process.pid} ${id} - \ufeff${JSON.stringify(entry)}`;
}

type Syslog = Extract<AuditStreamTarget, { kind: 'syslog' }>;

/** Octet counting (RFC 6587 §3.4.1, RFC 5425 §4.3), closed in order: the receiver has read all there was. */
async function sendStream(target: Syslog, entries: readonly AuditEntry[]): Promise<void> {
  const socket = await open(target);
  try {
    await new Promise<void>((resolve, reject) => {
      socket.setTimeout(TIMEOUT_MS, () => reject(Object.assign(new Error('silent'), { code: 'ETIMEDOUT' })));
      socket.once('error', reject);
      socket.once('close', () => resolve());
      socket.resume();
      for (const entry of entries) {
        const message = Buffer.from(syslogMessage(entry));
        socket.write(`${message.length} `);
        socket.write(message);
      }
      socket.end();
    });
  } finally {
    socket.destroy();
  }
}

function open({ transport, host, port, ca }: Syslog): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket: Socket =
      transport === 'tls'
        ? connectTls({
            host,
            port,
            ...(isIP(host) === 0 && { servername: host }),
            ...(ca !== null && { ca: [...rootCertificates, ca] }),
          })
        : connectTcp({ host, port });
    socket.setTimeout(TIMEOUT_MS, () =>
      socket.destroy(Object.assign(new Error('silent'), { code: 'ETIMEDOUT' })),
    );
    socket.once('error', reject);
    socket.once(transport === 'tls' ? 'secureConnect' : 'connect', () => {
      socket.off('error', reject);
      resolve(socket);
    });
  });
}

async function sendDatagrams({ host, port }: Syslog, entries: readonly AuditEntry[]): Promise<void> {
  const socket = createSocket(isIP(host) === 6 ? 'udp6' : 'udp4');
  try {
    for (const entry of entries) {
      const message = Buffer.from(syslogMessage(entry)).subarray(0, UDP_MAX_BYTES);
      await new Promise<void>((resolve, reject) => {
        socket.once('error', reject);
        socket.send(message, port, host, (error) => (error ? reject(error) : resolve()));
      });
    }
  } finally {
    socket.close();
  }
}
