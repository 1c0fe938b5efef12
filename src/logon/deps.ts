import type { Mailer } from '../mail/mailer.ts';
import type { SourceKind } from '../sources/source.ts';
import type { PersonDeps } from './person.ts';

/** What a log-on needs of the world: beside what tells who is there, the kinds of sources and a way to send mail. */
export interface LogonDeps extends PersonDeps {
  kinds: ReadonlyMap<string, SourceKind>;
  /** Missing where no mail server is set. */
  mail?: Mailer | undefined;
}

/** Where a call came from, for limits and the log. */
export interface From {
  address: string;
  agent: string;
}
