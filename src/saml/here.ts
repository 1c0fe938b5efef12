/** The application an address names, with everything that is said in its name. */
import { findSso, type SsoApplication } from '../applications/access.ts';
import { type AuditEvent, recordAudit } from '../audit/record.ts';
import type { Sql } from '../db/db.ts';
import { MusterError } from '../errors/error.ts';
import type { PersonDeps, SignedIn } from '../logon/person.ts';
import type { SamlSettings } from '../model/sso.ts';
import { type SigningKey, signingKeysOf } from '../signing/keys.ts';
import { type Endpoints, endpointsOf } from './names.ts';
import type { Envelope } from './response.ts';

export type SamlDeps = PersonDeps;

export interface Here {
  readonly application: SsoApplication;
  readonly saml: SamlSettings;
  readonly endpoints: Endpoints;
  /** The same below this server's root. */
  readonly paths: Endpoints;
}

/** Where a call comes from and, once that is known, whom it is from; for the log. */
export interface From {
  readonly address: string;
  readonly agent: string | undefined;
  person?: SignedIn;
}

/** Throws `saml_unknown`: no such application, or one that does not sign in by SAML. */
export async function findHere(deps: SamlDeps, instanceId: string, applicationId: string): Promise<Here> {
  const application = await findSso(deps.db, instanceId, applicationId);
  const saml = application?.sso.protocol === 'saml' ? application.sso.saml : null;
  if (application === undefined || saml === null) throw new MusterError('saml_unknown');
  const at = (root: string) => endpointsOf(root, application.instanceId, application.id);
  return { application, saml, endpoints: at(deps.publicUrl), paths: at('') };
}

/** The key that signs now. */
export async function currentKey(deps: SamlDeps, instanceId: string): Promise<SigningKey> {
  const keys = await signingKeysOf(deps, instanceId, 'saml');
  const key = keys.find(({ state }) => state === 'current');
  if (key === undefined) throw new MusterError('internal');
  return key;
}

export async function envelopeFor(
  deps: SamlDeps,
  { application, endpoints }: Here,
  destination: string,
  inResponseTo: string | undefined,
): Promise<Envelope> {
  const key = await currentKey(deps, application.instanceId);
  return { issuer: endpoints.entityId, destination, inResponseTo, now: deps.now(), key };
}

type Told = Pick<AuditEvent, 'action' | 'result' | 'reason' | 'details'>;

/** Writes into the audit log what became of a call; by the application itself where no person is known. */
export function audit(sql: Sql, { application }: Here, from: From, told: Told): Promise<void> {
  const { id, name, instanceId } = application;
  const { address, agent, person } = from;
  return recordAudit(sql, {
    instanceId,
    category: 'sso',
    actor: person
      ? { kind: 'person', id: person.accountId, name: person.username }
      : { kind: 'application', id, name },
    subject: { kind: 'application', id, name },
    address,
    agent,
    ...told,
  });
}
