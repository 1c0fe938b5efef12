import { randomUUID } from 'node:crypto';
import { asMusterError, MusterError } from '../errors/error.ts';
import type { ScimProvisioning } from '../model/scim-provisioning.ts';
import type { Finding } from '../sources/source.ts';
import { ScimClient } from './scim-client.ts';

/**
 * Test Connectivity, one finding per step: token, scope, a search for a user that cannot exist, how many users there
 * are. Writes nothing at the target. Stops after the first failure that the rest depends on.
 */
export async function* testConnectivity(settings: ScimProvisioning): AsyncGenerator<Finding, void, void> {
  let client: ScimClient;
  try {
    client = new ScimClient(settings);
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

async function* check(client: ScimClient, settings: ScimProvisioning): AsyncGenerator<Finding, void, void> {
  try {
    const { scope, seconds } = await client.authenticate();
    yield tokenFinding(settings, seconds);
    const needed = settings.dialect.scope;
    if (needed !== null && settings.auth === 'client_credentials') yield scopeFinding(needed, scope);
  } catch (error) {
    if (error instanceof MusterError && error.code === 'target_scope_missing') {
      yield tokenFinding(settings, null);
      yield failed('scope', error);
    } else yield failed('token', error);
    return;
  }
  const name = `muster-test-${randomUUID().slice(0, 12)}`;
  try {
    const { hits, filterIgnored } = await client.search('userName', name);
    if (filterIgnored || hits.length > 0) {
      const count = await client.count();
      yield failed('read', new MusterError('target_filter_ignored', { host: client.host, count }));
    } else
      yield {
        step: 'read',
        ok: true,
        detail: {
          en: `${client.host} was asked for a user that cannot exist (${name}) and answered with none, as it should.`,
          zh: `查询不存在的用户（${name}）时，${client.host} 正确返回空结果。`,
        },
      };
    const count = await client.count();
    yield {
      step: 'count',
      ok: true,
      detail: { en: `The target has ${count} users now.`, zh: `目标当前有 ${count} 个用户。` },
      data: { count },
    };
  } catch (error) {
    yield failed('read', error);
  }
}

function tokenFinding(settings: ScimProvisioning, seconds: number | null): Finding {
  if (settings.auth === 'bearer')
    return {
      step: 'token',
      ok: true,
      detail: {
        en: 'A bearer token is set; the next step shows whether the target takes it.',
        zh: '已设置 Bearer Token，下一步验证是否有效。',
      },
    };
  const host = new URL(settings.tokenUrl!).host;
  const life = seconds === null ? ['', ''] : [`, good for ${seconds} s`, `，有效期 ${seconds} 秒`];
  return {
    step: 'token',
    ok: true,
    detail: { en: `${host} gave a token${life[0]}.`, zh: `${host} 已签发令牌${life[1]}。` },
    ...(seconds !== null && { data: { seconds } }),
  };
}

function scopeFinding(needed: string, scope: string | null): Finding {
  const detail =
    scope === null
      ? {
          en: `The answer does not name the token’s scopes; whether ${needed} is among them shows when reading.`,
          zh: `应答未列出令牌范围，是否包含 ${needed} 将在读取时体现。`,
        }
      : { en: `The token carries ${needed} (${scope}).`, zh: `令牌包含 ${needed}（${scope}）。` };
  return { step: 'scope', ok: true, detail };
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
