/** Mails to people: over one server, to one recipient each, and not too many of them. */
import { hash } from 'node:crypto';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { Db } from '../db/db.ts';
import type { Mailer } from './mailer.ts';

export interface MailDeps {
  db: Db;
  log: Logger;
  /** Missing where no mail server is set. */
  mail?: Mailer | undefined;
}

export interface Mail {
  to: string;
  subject: string;
  text: string;
  html?: string;
}

/** `limited`: the recipient has had too many; `failed`: the server could not be reached or refused it (the log says why). */
export type MailOutcome = 'sent' | 'not_configured' | 'limited' | 'failed';

/** One address of AccountFields, but no list, name, quotes or line break: it goes into an SMTP command as it is. */
const Address = z
  .email()
  .max(128)
  .regex(/^[^\s"<>,;:()\\]+$/);

/** Mails that one address gets at most within an hour and a day, whoever asks for them. */
const AN_HOUR = 10;
const A_DAY = 30;

/**
 * Sends a mail and says what became of it; never throws, for a failure here must not show to whoever caused the mail.
 * Whoever may not even learn by the time it takes uses `sendMailSoon`.
 */
export async function sendMail(deps: MailDeps, mail: Mail): Promise<MailOutcome> {
  const { log } = deps;
  if (!deps.mail) return 'not_configured';
  try {
    if (!Address.safeParse(mail.to).success) {
      log.warn({ to: mail.to.slice(0, 130) }, 'mail not sent: not an address');
      return 'failed';
    }
    if (!(await withinLimit(deps.db, mail.to))) {
      log.warn({ to: mail.to }, 'mail not sent: the recipient has had too many');
      return 'limited';
    }
    await deps.mail.deliver({ ...mail, subject: oneLine(mail.subject) });
    return 'sent';
  } catch (error) {
    log.error({ err: error, to: mail.to }, 'mail not sent');
    return 'failed';
  }
}

/** Sends a mail in the background; the server's stop waits for it. */
export function sendMailSoon(deps: MailDeps, mail: Mail): void {
  const sending = sendMail(deps, mail);
  deps.mail?.hold(sending);
}

/** Counts the mail in; false when it would be one too many. Two processes cannot both count the last one in. */
async function withinLimit(db: Db, to: string): Promise<boolean> {
  const recipient = hash('sha256', to.toLowerCase(), 'buffer');
  return db.tx(async (sql) => {
    await sql.query(`SELECT pg_advisory_xact_lock(hashtextextended('mail ' || encode($1, 'hex'), 0))`, [
      recipient,
    ]);
    await sql.query(`DELETE FROM mail_sent WHERE sent_at < now() - interval '1 day'`);
    const { rowCount } = await sql.query(
      `INSERT INTO mail_sent (recipient)
       SELECT $1 FROM mail_sent WHERE recipient = $1
       HAVING count(*) < $2 AND count(*) FILTER (WHERE sent_at > now() - interval '1 hour') < $3`,
      [recipient, A_DAY, AN_HOUR],
    );
    return rowCount === 1;
  });
}

/** A subject is one line: names of instances and people may stand in it. */
function oneLine(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .slice(0, 200);
}
