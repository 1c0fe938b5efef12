/** A real SMTP server on the loopback that keeps what it is given. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

export interface Received {
  from: string;
  to: string[];
  /** As it came, headers and all. */
  raw: string;
  /** Names in lower case, encoded words decoded. */
  headers: Map<string, string>;
  text: string;
  html: string;
}

export interface MailServer {
  url: string;
  port: number;
  mails: Received[];
  /** The next mails are refused. */
  refuse: boolean;
  /** The mail that reaches an address as number `count`. */
  arrived(to: string, count?: number): Promise<Received>;
  close(): Promise<void>;
}

export async function startMailServer(
  options: ConstructorParameters<typeof SMTPServer>[0] = {},
): Promise<MailServer> {
  const waiting: (() => void)[] = [];
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    ...options,
    onData(stream, session, callback) {
      const pieces: Buffer[] = [];
      stream.on('data', (piece: Buffer) => pieces.push(piece));
      stream.on('end', () => {
        if (server.refuse) return callback(new Error('550 no'));
        const { mailFrom, rcptTo } = session.envelope;
        server.mails.push({
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map(({ address }) => address),
          ...readMail(Buffer.concat(pieces).toString()),
        });
        callback();
        for (const wake of waiting.splice(0)) wake();
      });
    },
  });
  // What a test does to a connection must not end the process.
  smtp.on('error', () => {});
  smtp.listen(0, '127.0.0.1');
  await once(smtp.server, 'listening');
  const { port } = smtp.server.address() as AddressInfo;
  const server: MailServer = {
    url: `smtp://127.0.0.1:${port}`,
    port,
    mails: [],
    refuse: false,
    async arrived(to, count = 1) {
      for (;;) {
        const found = server.mails.filter((mail) => mail.to.includes(to))[count - 1];
        if (found) return found;
        await new Promise<void>((wake) => waiting.push(wake));
      }
    },
    close: () => new Promise((closed) => smtp.close(() => closed())),
  };
  return server;
}

function readMail(raw: string): Pick<Received, 'raw' | 'headers' | 'text' | 'html'> {
  const { headers, body } = readPart(raw);
  const boundary = /boundary="?([^";]+)/.exec(headers.get('content-type') ?? '')?.[1];
  const parts =
    boundary === undefined ? [{ headers, body }] : body.split(`--${boundary}`).slice(1, -1).map(readPart);
  const bodyOf = (type: string) => {
    const part = parts.find((one) => one.headers.get('content-type')?.startsWith(type));
    return part === undefined ? '' : decoded(part);
  };
  return { raw, headers, text: bodyOf('text/plain'), html: bodyOf('text/html') };
}

function readPart(text: string): { headers: Map<string, string>; body: string } {
  const trimmed = text.replace(/^\r\n/, '');
  const end = trimmed.indexOf('\r\n\r\n');
  const lines = trimmed
    .slice(0, end)
    .replaceAll(/\r\n[ \t]+/g, ' ')
    .split('\r\n');
  const headers = new Map(
    lines.map((line) => {
      const at = line.indexOf(':');
      return [line.slice(0, at).toLowerCase(), words(line.slice(at + 1).trim())];
    }),
  );
  return { headers, body: trimmed.slice(end + 4) };
}

/** RFC 2047. */
function words(value: string): string {
  return value
    .replaceAll(/\?=\s+=\?/g, '?==?')
    .replaceAll(/=\?utf-8\?(b|q)\?([^?]*)\?=/gi, (_, kind: string, text: string) =>
      kind.toLowerCase() === 'b' ? Buffer.from(text, 'base64').toString() : quoted(text.replaceAll('_', ' ')),
    );
}

function decoded({ headers, body }: { headers: Map<string, string>; body: string }): string {
  const encoding = headers.get('content-transfer-encoding');
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString();
  return encoding === 'quoted-printable' ? quoted(body.replaceAll('=\r\n', '')) : body;
}

function quoted(text: string): string {
  const bytes = text.replaceAll(/=([0-9A-F]{2})/gi, (_, hex: string) =>
    String.fromCharCode(parseInt(hex, 16)),
  );
  return Buffer.from(bytes, 'latin1').toString();
}
