import { sendMailSoon } from '../mail/mail.ts';
import { noticeMail, type SecurityNotice } from '../mail/texts.ts';
import type { FactorDeps } from './factor-deps.ts';

/** Tells the account's verified address what has changed; whether it arrives makes no difference to the change. */
export async function sendNotice(
  deps: Pick<FactorDeps, 'db' | 'log' | 'mail'>,
  accountId: string,
  notice: SecurityNotice,
): Promise<void> {
  (await preparedNotice(deps, accountId, notice))();
}

/** The same for a change of the address itself: prepared while the old one is there, sent when it is gone. */
export async function preparedNotice(
  deps: Pick<FactorDeps, 'db' | 'log' | 'mail'>,
  accountId: string,
  notice: SecurityNotice,
): Promise<() => void> {
  const { rows } = await deps.db.query<{
    username: string;
    email: string;
    language: string | null;
    instance: string;
  }>(
    `SELECT a.username, a.email, a.preferred_language AS language, i.name AS instance
       FROM account a JOIN instance i ON i.id = a.instance_id
      WHERE a.id = $1 AND a.email IS NOT NULL AND a.email_verified`,
    [accountId],
  );
  const owner = rows[0];
  if (!owner) return () => {};
  const { email: to, language, instance, username } = owner;
  return () => sendMailSoon(deps, { to, ...noticeMail(language, { notice, instance, username }) });
}
