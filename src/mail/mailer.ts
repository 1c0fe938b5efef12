/** The mail server of the settings. */
import { isIP } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import { createTransport } from 'nodemailer';
import type { Config } from '../config.ts';

type MailConfig = Pick<Config, 'MUSTER_SMTP_URL' | 'MUSTER_MAIL_FROM'>;

/** A mail that was looked at: one recipient, a subject of one line. */
export interface Letter {
  to: string;
  subject: string;
  text: string;
  html?: string;
}

export interface Mailer {
  /** Hands one mail to the server; throws what the server said. */
  deliver(letter: Letter): Promise<void>;
  /** Lets `close` wait for this. */
  hold(work: Promise<unknown>): void;
  /** Waits for mails on their way. */
  close(): Promise<void>;
}

/** A server that keeps a caller waiting longer than this counts as one that does not answer. */
const CONNECT_MS = 10_000;
const SILENCE_MS = 20_000;

export function mailConfigured(config: MailConfig): boolean {
  return config.MUSTER_SMTP_URL !== undefined && config.MUSTER_MAIL_FROM !== undefined;
}

/** The server of the settings; undefined where none is set. `tls`: further authorities, for tests. */
export function openMailer(config: MailConfig, tls: ConnectionOptions = {}): Mailer | undefined {
  const { MUSTER_SMTP_URL: url, MUSTER_MAIL_FROM: from } = config;
  if (url === undefined || from === undefined) return undefined;
  const transport = createTransport({ ...serverOf(url), tls });
  const sender = senderOf(from);
  const held = new Set<Promise<unknown>>();
  const hold = (work: Promise<unknown>) => {
    const ended = work.catch(() => {}).finally(() => held.delete(ended));
    held.add(ended);
  };
  return {
    async deliver(letter) {
      const sending = transport.sendMail({
        ...letter,
        from: sender,
        // As objects, and the envelope apart: a parser of address lists could make several recipients of one text.
        to: { name: '', address: letter.to },
        envelope: { from: sender.address, to: [letter.to] },
        // RFC 3834: nothing is to answer a machine, and no list to forward it.
        headers: { 'auto-submitted': 'auto-generated' },
        disableFileAccess: true,
        disableUrlAccess: true,
      });
      hold(sending);
      await sending;
    },
    hold,
    async close() {
      while (held.size > 0) await Promise.all(held);
      transport.close();
    },
  };
}

/**
 * How the server of a URL is spoken to. smtps:// is TLS from the start, smtp:// becomes TLS before anything else is said
 * or is not used; on the loopback nothing can be overheard.
 */
export function serverOf(url: string) {
  const { protocol, hostname, port, username, password } = new URL(url);
  const secure = protocol === 'smtps:';
  const bare = hostname.replace(/^\[|\]$/g, '');
  // Not left to a name server, which may be elsewhere and say otherwise.
  const host = bare.toLowerCase() === 'localhost' ? '127.0.0.1' : bare;
  const loopback = isIP(host) === 4 ? host.startsWith('127.') : host === '::1';
  return {
    host,
    port: port === '' ? (secure ? 465 : 587) : Number(port),
    secure,
    requireTLS: !secure && !loopback,
    ignoreTLS: !secure && loopback,
    ...(username === ''
      ? {}
      : { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    dnsTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
  };
}

/** `Muster <muster@example.com>` or the address alone, as the setting allows them. */
function senderOf(text: string): { name: string; address: string } {
  const [, name = '', address = text] = /^(.*?)\s*<([^<>]+)>$/.exec(text) ?? [];
  return { name, address };
}
