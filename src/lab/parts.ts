/** The parts of a lab as they are now, each only while it still is the lab's: what somebody led elsewhere is left alone. */
import { type AccountRef, listCloudAccounts } from '../cloud/accounts.ts';
import { listApps } from '../cloud/apps.ts';
import type { Sql } from '../db/db.ts';
import type { Application } from '../model/application.ts';
import type { CloudAccount, CloudApp } from '../model/cloud.ts';
import type { SourceSettings } from '../model/source.ts';
import { listApplications } from '../push/applications.ts';
import { listSources, type SourceDeps } from '../sync/source-settings.ts';
import { leadsToLab } from './company.ts';
import type { LabRow } from './rows.ts';

export interface LabParts {
  source: SourceSettings | undefined;
  cloudAccount: CloudAccount | undefined;
  cloudApp: CloudApp | undefined;
  application: Application | undefined;
}

export async function labParts(sql: Sql, deps: SourceDeps, row: LabRow | undefined): Promise<LabParts> {
  if (!row)
    return { source: undefined, cloudAccount: undefined, cloudApp: undefined, application: undefined };
  const { instance_id: instanceId } = row;
  const source = (await listSources(sql, deps, instanceId)).find(({ id }) => id === row.source_id);
  const cloudAccount = (await listCloudAccounts(sql, instanceId)).find(
    ({ id }) => id === row.cloud_account_id,
  );
  const apps = cloudAccount ? await listApps(sql, refOf(instanceId, cloudAccount)) : [];
  const application = (await listApplications(sql, instanceId)).find(({ id }) => id === row.application_id);
  return {
    source: source && leadsToLab(source.config) ? source : undefined,
    cloudAccount,
    cloudApp: apps.find(({ appId }) => appId === row.cloud_app_id),
    application: application && cloudAccount && leadsTo(application, cloudAccount) ? application : undefined,
  };
}

export function refOf(instanceId: string, { id }: CloudAccount): AccountRef {
  return { instanceId, accountId: id };
}

/** Path of a cloud account's SCIM service and of its token endpoint on this server. */
export function pathsOf({ id }: CloudAccount): { scim: string; token: string } {
  return { scim: `/ram/${id}/scim`, token: `/ram/${id}/oauth/v1/token` };
}

function leadsTo({ provisioning }: Application, account: CloudAccount): boolean {
  return provisioning !== null && URL.parse(provisioning.baseUrl)?.pathname === pathsOf(account).scim;
}
