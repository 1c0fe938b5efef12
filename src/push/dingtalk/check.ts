/** Test Connectivity of a DingTalk company, step by step; nothing is changed there. */
import { randomUUID } from 'node:crypto';
import { asMusterError, MusterError } from '../../errors/error.ts';
import type { DingTalkProvisioning } from '../../model/dingtalk-provisioning.ts';
import type { Finding } from '../../sources/source.ts';
import { DingTalkClient } from './client.ts';

/** As the developer console calls them. */
const READ = 'qyapi_get_member（成员信息读权限）';
const WRITE = 'qyapi_manage_addresslist（通讯录数据管理权限）';
const BY_MOBILE = 'qyapi_get_member_by_mobile（根据手机号获取成员基本信息权限）';
/** A number that nobody can have. */
const NO_MOBILE = '10000000000';

export async function* testDingTalk(settings: DingTalkProvisioning): AsyncGenerator<Finding, void, void> {
  let client: DingTalkClient;
  try {
    client = new DingTalkClient(settings);
  } catch (error) {
    yield failed('settings', error);
    return;
  }
  try {
    yield* check(client, settings);
  } finally {
    await client.close();
  }
}

async function* check(
  client: DingTalkClient,
  { departmentId, match }: DingTalkProvisioning,
): AsyncGenerator<Finding, void, void> {
  try {
    await client.authenticate();
    yield good(
      'token',
      `${client.host} accepts client ID and secret.`,
      `${client.host} 接受 Client ID 与 Client Secret。`,
    );
  } catch (error) {
    yield failed('token', error);
    return;
  }
  try {
    const department = await client.department(departmentId);
    if (!department) throw new MusterError('push_department_unknown', { department: departmentId });
    const name = String(department.name).slice(0, 100);
    yield good(
      'department',
      `Everything is put into and below the department ${name} (${departmentId}).`,
      `数据将写入部门 ${name}（${departmentId}）及其下。`,
      { department: departmentId, name },
    );
  } catch (error) {
    yield failed('department', error);
    return;
  }
  const nobody = `muster-test-${randomUUID().slice(0, 12)}`;
  yield* permission(READ, () => client.person(nobody));
  if (match.includes('mobile')) yield* permission(BY_MOBILE, () => client.idByMobile(NO_MOBILE));
  yield* permission(WRITE, () => client.mayWrite(nobody));
  try {
    const count = await client.countPeople();
    yield good('count', `${count} people are in the company now.`, `企业当前有 ${count} 名成员。`, { count });
  } catch (error) {
    yield failed('count', error);
  }
}

async function* permission(name: string, work: () => Promise<unknown>): AsyncGenerator<Finding, void, void> {
  try {
    await work();
    yield good('permission', `The permission ${name} is there.`, `已有权限 ${name}。`);
  } catch (error) {
    const isMissing = error instanceof MusterError && error.code === 'web_api_permission';
    // DingTalk names it in its words; the console's are what people look for.
    yield failed(
      'permission',
      isMissing ? new MusterError('web_api_permission', { ...error.params, permission: name }, error) : error,
    );
  }
}

function good(step: string, en: string, zh: string, data?: Record<string, unknown>): Finding {
  return { step, ok: true, detail: { en, zh }, ...(data ? { data } : {}) };
}

function failed(step: string, error: unknown): Finding {
  const failure = asMusterError(error);
  return {
    step,
    ok: false,
    detail: { en: failure.text('en').message, zh: failure.text('zh').message },
    error: { code: failure.code, params: failure.params },
  };
}
