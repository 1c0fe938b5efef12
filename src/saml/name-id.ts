/** By which name the application knows the person. */
import { randomBytes } from 'node:crypto';
import type { PersonAtApplication, SsoApplication } from '../applications/access.ts';
import { compiled } from '../applications/expressions.ts';
import type { Sql } from '../db/db.ts';
import { MusterError } from '../errors/error.ts';
import type { SamlSettings } from '../model/sso.ts';
import { isXmlText } from '../xml/markup.ts';
import type { AuthnRequest } from './authn-request.ts';
import { NAME_ID_FORMATS, type NameIdFormatName } from './names.ts';

export type PersonHere = Extract<PersonAtApplication, { ok: true }>;

export interface NameId {
  readonly format: string;
  readonly value: string;
}

/** Text of a NameID: SAML has 256 for pseudonyms, and e-mail addresses are no longer either. */
const MAX_LENGTH = 256;
const E_MAIL = /^[^\s@]{1,64}@[^\s@]{1,190}$/;

/**
 * The format that is used: the configured one. A request may ask for it by name, and where none is configured it may
 * choose; undefined where it asks for something else.
 */
export function nameIdFormatFor(
  saml: SamlSettings,
  asked: Pick<AuthnRequest, 'nameIdFormat' | 'spNameQualifier'> | undefined,
): NameIdFormatName | undefined {
  if (asked?.spNameQualifier !== undefined && asked.spNameQualifier !== saml.spEntityId) return undefined;
  const urn = asked?.nameIdFormat;
  if (urn === undefined || urn === NAME_ID_FORMATS.unspecified) return saml.nameIdFormat;
  const format = (Object.keys(NAME_ID_FORMATS) as NameIdFormatName[]).find(
    (name) => NAME_ID_FORMATS[name] === urn,
  );
  return saml.nameIdFormat === 'unspecified' || saml.nameIdFormat === format ? format : undefined;
}

/**
 * The NameID. Transient: random, new each time. Persistent because the request asks for it: a pseudonym, the same each
 * time, that tells nothing and is another one at every application. Else what the expression gives. Throws
 * `saml_name_id_invalid`.
 */
export async function nameIdFor(
  sql: Sql,
  application: SsoApplication,
  saml: SamlSettings,
  format: NameIdFormatName,
  person: PersonHere,
): Promise<NameId> {
  const value =
    format === 'transient'
      ? `_${randomBytes(20).toString('hex')}`
      : format === 'persistent' && saml.nameIdFormat !== 'persistent'
        ? await pseudonymOf(sql, application.id, person.accountId)
        : expressed(saml, format, person);
  return { format: NAME_ID_FORMATS[format], value };
}

function expressed({ nameId }: SamlSettings, format: NameIdFormatName, person: PersonHere): string {
  const value = compiled(nameId).evaluate(person.models);
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string' || text.trim() === '') {
    throw new MusterError('saml_name_id_invalid', { reason: 'the expression gives no text' });
  }
  if (text.length > MAX_LENGTH) {
    throw new MusterError('saml_name_id_invalid', { reason: `it is longer than ${MAX_LENGTH} characters` });
  }
  if (!isXmlText(text) || /[\r\n\t]/.test(text)) {
    throw new MusterError('saml_name_id_invalid', { reason: 'it has control characters' });
  }
  if (format === 'emailAddress' && !E_MAIL.test(text)) {
    throw new MusterError('saml_name_id_invalid', { reason: 'it is no e-mail address' });
  }
  return text;
}

async function pseudonymOf(sql: Sql, applicationId: string, accountId: string): Promise<string> {
  const { rows } = await sql.query<{ value: string }>(
    `INSERT INTO saml_pseudonym AS p (application_id, account_id, value) VALUES ($1, $2, $3)
     ON CONFLICT (application_id, account_id) DO UPDATE SET value = p.value RETURNING value`,
    [applicationId, accountId, randomBytes(24).toString('hex')],
  );
  return rows[0]!.value;
}
