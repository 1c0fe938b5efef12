/**
 * Sign-in of a lab: its people log on with the passwords of the example company, and with that into the cloud account as
 * the RAM users they were pushed as. What somebody led elsewhere is left alone.
 */
import { getSso, updateSso } from '../applications/sso.ts';
import { serviceProvider } from '../cloud/user-sso/addresses.ts';
import { readIdpMetadata } from '../cloud/user-sso/idp-metadata.ts';
import { getUserSso, setUserSso } from '../cloud/user-sso/settings.ts';
import type { Db } from '../db/db.ts';
import type { Actor } from '../directory/change-log.ts';
import { listMethods, updateMethod } from '../logon/methods.ts';
import { logonSettings, updateLogonSettings } from '../logon/settings.ts';
import type { Application } from '../model/application.ts';
import type { CloudAccount, CloudUserSso } from '../model/cloud.ts';
import type { LogonMethod } from '../model/logon.ts';
import type { SourceSettings } from '../model/source.ts';
import type { ApplicationSso } from '../model/sso.ts';
import { samlMetadataOf } from '../saml/endpoints.ts';
import { endpointsOf } from '../saml/names.ts';
import type { SourceDeps } from '../sync/source-settings.ts';
import { type LabParts, refOf } from './parts.ts';

export interface SignInDeps extends SourceDeps {
  db: Db;
  /** Where people reach this server. */
  publicUrl: string;
}

/** Entry of the catalogue for cloud accounts of this installation. */
const TEMPLATE = 'muster-cloud-user-sso';

/** What is signed in with and to. */
interface Ends {
  instanceId: string;
  source: SourceSettings;
  cloudAccount: CloudAccount;
  application: Application;
}

/** Each undefined where it is not there, or is somebody's own. */
interface Present {
  method: LogonMethod | undefined;
  sso: ApplicationSso | undefined;
  userSso: CloudUserSso | undefined;
}

/** Whether people can sign in as the lab has it. */
export async function signInIsOn(deps: SignInDeps, instanceId: string, parts: LabParts): Promise<boolean> {
  const ends = endsOf(instanceId, parts);
  return ends !== undefined && isOn(await presentOf(deps, ends));
}

const isOn = ({ method, sso, userSso }: Present): boolean =>
  Boolean(method?.enabled && sso?.enabled && userSso?.ssoEnabled);

/**
 * Switches on what is off, and leads to this server's present address what was led to another: `made`, `repaired`, or
 * nothing where all was in place.
 */
export async function ensureSignIn(
  deps: SignInDeps,
  actor: Actor,
  instanceId: string,
  parts: LabParts,
): Promise<'made' | 'repaired' | undefined> {
  const ends = endsOf(instanceId, parts);
  if (!ends) return undefined;
  const present = await presentOf(deps, ends);
  const changes = [
    await ensureMethod(deps, actor, ends, present),
    await ensureSso(deps, actor, ends, present),
    // Last: it takes the metadata of what the one before has set up.
    await ensureUserSso(deps, actor, ends, present),
  ];
  if (!changes.includes(true)) return undefined;
  return isOn(present) ? 'repaired' : 'made';
}

/** RAM users log on by password again, where they logged on by the lab; false where they did not. */
export async function removeSignIn(
  { db }: SignInDeps,
  actor: Actor,
  instanceId: string,
  { cloudAccount, application }: Pick<LabParts, 'cloudAccount' | 'application'>,
): Promise<boolean> {
  if (!cloudAccount || !application) return false;
  const ref = refOf(instanceId, cloudAccount);
  const userSso = await getUserSso(db, ref);
  if (userSso.metadataDocument === null || !isBy(userSso, instanceId, application)) return false;
  await setUserSso(db, actor, ref, { ssoEnabled: false, metadataDocument: null });
  return true;
}

function endsOf(instanceId: string, parts: LabParts): Ends | undefined {
  const { source, cloudAccount, application } = parts;
  return source && cloudAccount && application && { instanceId, source, cloudAccount, application };
}

async function presentOf(deps: SignInDeps, ends: Ends): Promise<Present> {
  const { instanceId, source, cloudAccount, application } = ends;
  const methods = await listMethods(methodDeps(deps), instanceId, []);
  const sso = await getSso(deps.db, instanceId, application.id);
  const isOurs = sso.template === TEMPLATE && sso.parameters.cloudAccount === cloudAccount.id;
  const userSso = await getUserSso(deps.db, refOf(instanceId, cloudAccount));
  return {
    method: methods.find(({ sourceId }) => sourceId === source.id),
    sso: sso.template === null || isOurs ? sso : undefined,
    userSso: isBy(userSso, instanceId, application) ? userSso : undefined,
  };
}

const methodDeps = ({ db, kinds, seal, open }: SignInDeps) => ({ db, kinds, sealer: { seal, open } });

/** Whether the identity provider is the application, under whatever address this server had then; or none yet. */
function isBy({ metadataDocument }: CloudUserSso, instanceId: string, { id }: Application): boolean {
  if (metadataDocument === null) return true;
  const { entityId } = readIdpMetadata(metadataDocument);
  return URL.parse(entityId)?.pathname === endpointsOf('', instanceId, id).entityId;
}

async function ensureMethod(
  deps: SignInDeps,
  actor: Actor,
  { instanceId }: Ends,
  { method }: Present,
): Promise<boolean> {
  if (!method || method.enabled) return false;
  await updateMethod(methodDeps(deps), actor, instanceId, method.id, { enabled: true });
  const { methodOrder } = await logonSettings(deps.db, instanceId);
  // First on the page, as nobody of the company has a password of Muster; an order that somebody chose stays.
  if (methodOrder.length === 0)
    await updateLogonSettings(deps.db, actor, instanceId, { methodOrder: [method.id] });
  return true;
}

async function ensureSso(
  deps: SignInDeps,
  actor: Actor,
  { instanceId, cloudAccount, application }: Ends,
  { sso }: Present,
): Promise<boolean> {
  if (!sso) return false;
  const change = (patch: object) => updateSso(deps.db, deps, actor, instanceId, application.id, patch);
  if (!sso.saml) {
    await change({ template: TEMPLATE, parameters: { cloudAccount: cloudAccount.id }, enabled: true });
    return true;
  }
  const { entityId: spEntityId, acsUrl } = serviceProvider(deps.publicUrl, cloudAccount.id);
  if (sso.enabled && sso.saml.spEntityId === spEntityId) return false;
  await change({ enabled: true, saml: { ...sso.saml, spEntityId, acsUrls: [acsUrl] } });
  return true;
}

async function ensureUserSso(
  deps: SignInDeps,
  actor: Actor,
  { instanceId, cloudAccount, application }: Ends,
  { sso, userSso }: Present,
): Promise<boolean> {
  if (!sso || !userSso) return false;
  const { db, publicUrl, seal, open } = deps;
  const metadataDocument = await samlMetadataOf(
    { db, publicUrl, sealer: { seal, open } },
    instanceId,
    application.id,
  );
  if (userSso.ssoEnabled && userSso.metadataDocument === metadataDocument) return false;
  await setUserSso(db, actor, refOf(instanceId, cloudAccount), { metadataDocument, ssoEnabled: true });
  return true;
}
