import type { MailDeps } from '../mail/mail.ts';
import type { Sealer } from '../secrets/seal.ts';

/** What factors need of the world. `mail` is missing where no mail server is set. */
export interface FactorDeps extends MailDeps {
  sealer: Sealer;
  /** Where people reach this server: passkeys are bound to it. Never taken from the Host header. */
  publicUrl: string;
  now: () => Date;
}
