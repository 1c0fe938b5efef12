import type { Catalogue } from '../catalogue.ts';

/** Failures of applications and of pushing to them: settings, the way to the target, what the target answers. */
export const push = {
  template_unknown: {
    status: 422,
    en: ['There is no application template “{template}”.', 'Use one of: {known}.'],
    zh: ['应用模板“{template}”不存在。', '可用模板：{known}。'],
  },
  application_disabled: {
    status: 409,
    en: [
      'Provisioning of application {name} is switched off.',
      'Enable it (“Provision accounts to the application”), then push again.',
    ],
    zh: ['应用 {name} 的账户同步已停用。', '请启用“同步账户到应用”后重试。'],
  },
  full_push_empty: {
    status: 409,
    en: [
      'Nothing is ticked in the full push scope of application {name}.',
      'Tick Accounts in the full push scope, then push again.',
    ],
    zh: ['应用 {name} 的全量推送范围为空。', '请在全量推送范围中勾选账户后重试。'],
  },
  provisioning_incomplete: {
    status: 422,
    en: ['The provisioning settings lack {field}.', 'Fill in {field}; this way of authentication needs it.'],
    zh: ['账户同步设置缺少 {field}。', '请填写 {field}，当前认证方式需要它。'],
  },
  secret_again: {
    status: 409,
    en: [
      'The setting {address} was changed, and {field} was not given again.',
      'Enter {field} anew: a stored secret is never sent to a host, or trusted to a certificate, it was not entered for.',
    ],
    zh: [
      '{address} 已修改，但未重新填写 {field}。',
      '请重新填写 {field}：已保存的密钥不会发送到新的主机，也不会用于新的证书。',
    ],
  },
  target_ca_invalid: {
    status: 422,
    en: [
      'The CA certificate of the target cannot be read.',
      'Paste one or more certificates in PEM form, from “-----BEGIN CERTIFICATE-----” to the end line.',
    ],
    zh: ['无法解析目标的 CA 证书。', '请粘贴 PEM 格式的证书，包含“-----BEGIN CERTIFICATE-----”和结束行。'],
  },
  target_unreachable: {
    status: 502,
    retry: true,
    en: [
      'No connection to {host}: {reason}.',
      'Check the address, DNS, firewalls and whether the target allows the outbound address of this server.',
    ],
    zh: ['无法连接 {host}：{reason}。', '请检查地址、DNS、防火墙，以及目标是否放行本服务器的出口地址。'],
  },
  target_tls: {
    status: 502,
    retry: true,
    en: [
      'The TLS certificate of {host} was not accepted: {reason}.',
      'If the target uses a private authority, put its certificate in “CA certificate”; otherwise check name and validity.',
    ],
    zh: [
      '{host} 的 TLS 证书未通过验证：{reason}。',
      '若目标使用私有 CA，请在“CA 证书”中填写；否则请检查域名与有效期。',
    ],
  },
  target_timeout: {
    status: 504,
    retry: true,
    en: [
      '{host} did not answer within {ms} ms.',
      'It is tried again by itself; if it repeats, check the target or raise the request timeout.',
    ],
    zh: ['{host} 在 {ms} 毫秒内未应答。', '系统会自动重试；若反复出现，请检查目标或调大请求超时。'],
  },
  target_connection_lost: {
    status: 502,
    retry: true,
    en: [
      '{host} closed the connection before its answer was complete.',
      'It is looked up and tried again by itself; if it repeats, check the target and what lies between.',
    ],
    zh: ['{host} 在应答完成前关闭了连接。', '系统会先查询再重试；若反复出现，请检查目标及中间网络设备。'],
  },
  target_redirect: {
    status: 502,
    en: [
      '{host} answers with a redirect ({status}) to {location}.',
      'Redirects are not followed. Put the final address in the settings, or remove the log-on page in between.',
    ],
    zh: [
      '{host} 返回重定向（{status}）至 {location}。',
      '系统不跟随重定向。请在设置中填写最终地址，或去除中间的登录页。',
    ],
  },
  target_not_scim: {
    status: 502,
    en: [
      '{host} answered with something that is not SCIM (status {status}, {type}).',
      'Check the SCIM Base URL: it must be the SCIM root, not a web page; a proxy may be answering in its place.',
    ],
    zh: [
      '{host} 返回的不是 SCIM 内容（状态 {status}，{type}）。',
      '请检查 SCIM Base URL：应为 SCIM 根地址而不是网页；也可能是代理在应答。',
    ],
  },
  target_answer_too_large: {
    status: 502,
    en: [
      'The answer of {host} is larger than {mb} MB and was dropped.',
      'Check the SCIM Base URL, or set a smaller page size; a user is at most a few kB.',
    ],
    zh: ['{host} 的应答超过 {mb} MB，已丢弃。', '请检查 SCIM Base URL 或调小分页大小；单个用户仅数 KB。'],
  },
  target_failing: {
    status: 502,
    retry: true,
    en: [
      '{host} failed with status {status}: {detail}.',
      'It is tried again by itself; if it repeats, ask whoever runs the target, with request id {requestId}.',
    ],
    zh: [
      '{host} 出错，状态 {status}：{detail}。',
      '系统会自动重试；若反复出现，请携带请求 ID {requestId} 联系目标方。',
    ],
  },
  target_busy: {
    status: 503,
    retry: true,
    en: [
      '{host} asks to wait (status {status}): no more requests for {seconds} s.',
      'Nothing to do; if it happens often, lower “Writes per second”.',
    ],
    zh: [
      '{host} 要求等待（状态 {status}），{seconds} 秒内不再发送请求。',
      '无需操作；若经常出现，请调低“每秒写入数”。',
    ],
  },
  target_unauthorised: {
    status: 502,
    en: [
      '{host} refuses the token, a new one too (401).',
      'Check that the token endpoint belongs to this target, and the client id and secret or the bearer token.',
    ],
    zh: [
      '{host} 拒绝令牌，重新获取后仍被拒绝（401）。',
      '请确认 Token Endpoint 属于该目标，并检查 Client ID、Client Secret 或 Bearer Token。',
    ],
  },
  target_forbidden: {
    status: 502,
    en: [
      '{host} does not allow this (403): {detail}.',
      'For RAM: add the OAuth scope /acs/scim to the application and authorise it; elsewhere give the token the right to write users.',
    ],
    zh: [
      '{host} 不允许该操作（403）：{detail}。',
      'RAM：请为应用添加 OAuth 范围 /acs/scim 并完成授权；其他目标请为令牌授予写用户的权限。',
    ],
  },
  target_refused: {
    status: 422,
    en: [
      'The target refused {operation} of {name} (status {status} {scimType}): {detail}.',
      'Correct the account or the mapping and it is sent again by itself; or solve it at the target and use “retry failed”.',
    ],
    zh: [
      '目标拒绝对 {name} 执行 {operation}（状态 {status} {scimType}）：{detail}。',
      '更正账户或映射后会自动重新发送；若在目标侧解决，请使用“重试失败项”。',
    ],
  },
  target_delete_refused: {
    status: 409,
    en: [
      'The target refuses to delete {name} (status {status}): {detail}.',
      'At RAM, take the user’s access keys, MFA device, policies and group memberships away first, then use “retry failed”.',
    ],
    zh: [
      '目标拒绝删除 {name}（状态 {status}）：{detail}。',
      '在 RAM 中请先移除该用户的 AccessKey、MFA 设备、权限策略和用户组，然后“重试失败项”。',
    ],
  },
  target_no_id: {
    status: 502,
    en: [
      'The target took {name} but its answer has no id.',
      'The target breaks SCIM (RFC 7644 §3.3); ask whoever runs it. The user is looked up before the next attempt.',
    ],
    zh: [
      '目标接受了 {name}，但应答中没有 id。',
      '目标不符合 SCIM（RFC 7644 §3.3），请联系目标方；下次尝试前会先查询。',
    ],
  },
  target_list_broken: {
    status: 502,
    en: [
      'The list of users at {host} does not hold together: {reason}.',
      'Nothing was created on its account. Ask whoever runs the target whether filters and paging work.',
    ],
    zh: ['{host} 的用户列表不可信：{reason}。', '未据此创建用户。请与目标方确认过滤与分页是否可用。'],
  },
  target_token_refused: {
    status: 502,
    en: [
      'The token endpoint {host} refuses client id and secret (status {status}): {detail}.',
      'Copy the Client ID (application ID) and the Client Secret again; a secret deleted at the target is void at once.',
    ],
    zh: [
      'Token Endpoint {host} 拒绝了 Client ID 与 Client Secret（状态 {status}）：{detail}。',
      '请重新复制 Client ID（应用 ID）与 Client Secret；在目标侧删除的密钥立即失效。',
    ],
  },
  target_token_secret_id: {
    status: 502,
    en: [
      'The token endpoint {host} refuses the secret, and what is set looks like an AppSecretId, not a secret.',
      'Set the AppSecretValue: RAM shows it once, when the secret is created. If it is lost, create another secret.',
    ],
    zh: [
      'Token Endpoint {host} 拒绝了密钥；当前填写的看起来是 AppSecretId 而不是密钥。',
      '请填写 AppSecretValue：RAM 仅在创建时显示一次；若已丢失，请新建密钥。',
    ],
  },
  target_token_answer: {
    status: 502,
    en: [
      'The token endpoint {host} answered without a usable access token: {reason}.',
      'Check the Token Endpoint; for RAM it is https://oauth.aliyun.com/v1/token.',
    ],
    zh: [
      'Token Endpoint {host} 的应答中没有可用的访问令牌：{reason}。',
      '请检查 Token Endpoint；RAM 为 https://oauth.aliyun.com/v1/token。',
    ],
  },
  target_scope_missing: {
    status: 502,
    en: [
      'The token carries the scope “{given}”, not {needed}.',
      'Add the OAuth scope {needed} to the application at the target; a server application must be authorised as well.',
    ],
    zh: [
      '令牌的范围为“{given}”，缺少 {needed}。',
      '请在目标侧为应用添加 OAuth 范围 {needed}；服务端应用还需完成授权。',
    ],
  },
  target_filter_ignored: {
    status: 502,
    en: [
      '{host} answers a search for a user that cannot exist with {count} users: it ignores filters.',
      'Pushing still works, by listing all users first, but slowly; check the SCIM Base URL.',
    ],
    zh: [
      '查询不存在的用户时 {host} 返回了 {count} 个用户：它忽略过滤条件。',
      '推送仍可进行（先列出全部用户），但较慢；请检查 SCIM Base URL。',
    ],
  },
  target_users_missing: {
    status: 502,
    en: [
      '{host} has no /Users at this address (404).',
      'Check the SCIM Base URL; RAM’s is https://scim.aliyun.com without /scim/v2, others need the /v2.',
    ],
    zh: [
      '{host} 在该地址没有 /Users（404）。',
      '请检查 SCIM Base URL；RAM 为 https://scim.aliyun.com，不带 /scim/v2，其他目标可能需要 /v2。',
    ],
  },
  push_value_missing: {
    status: 422,
    en: [
      'The mapping gives {name} no {field}, which the target needs.',
      'Fill the field it comes from, or change the mapping of {field}.',
    ],
    zh: ['映射未给 {name} 生成目标必需的 {field}。', '请补全来源字段，或修改 {field} 的映射。'],
  },
  push_value_invalid: {
    status: 422,
    en: [
      'The value mapped to {field} for {name} cannot be sent: {reason}.',
      'Correct the account’s value, or change the mapping of {field}.',
    ],
    zh: ['{name} 的 {field} 映射值无法发送：{reason}。', '请更正账户的值，或修改 {field} 的映射。'],
  },
  push_name_stranger: {
    status: 409,
    en: [
      'The target already has a user {name}, made there and not by Muster ({remoteId}).',
      'Rename or delete that user at the target, or set “Users that exist already” to adopt, then use “retry failed”.',
    ],
    zh: [
      '目标已存在同名用户 {name}，且不是由 Muster 创建（{remoteId}）。',
      '请在目标侧重命名或删除该用户，或将“已存在的用户”设为接管，然后“重试失败项”。',
    ],
  },
  push_name_held: {
    status: 409,
    en: [
      'The name {name} at the target is held by the remote user of another account, {holder} ({state}).',
      'Settle {holder} first, or change one of the two usernames, then use “retry failed”.',
    ],
    zh: [
      '目标上的名称 {name} 被另一账户 {holder} 的用户占用（{state}）。',
      '请先处理 {holder}，或修改其中一个账户名，然后“重试失败项”。',
    ],
  },
  push_name_twice: {
    status: 409,
    en: [
      'The mapping gives {name} to two accounts; {holder} has it.',
      'Change the mapping so that every account gets a name of its own.',
    ],
    zh: ['映射使两个账户得到同一名称 {name}，已由 {holder} 使用。', '请修改映射，使每个账户名称唯一。'],
  },
  push_match_ambiguous: {
    status: 409,
    en: [
      'The target has {count} users that could be {name}.',
      'Leave one of them at the target (same {field}), then use “retry failed”.',
    ],
    zh: [
      '目标上有 {count} 个用户可能是 {name}。',
      '请在目标侧只保留一个（{field} 相同），然后“重试失败项”。',
    ],
  },
  push_match_linked: {
    status: 409,
    en: [
      'The remote user found for {name} ({remoteId}) already belongs to the account {holder}.',
      'Make externalId and user name unique in the mapping, then use “retry failed”.',
    ],
    zh: [
      '为 {name} 找到的目标用户（{remoteId}）已属于账户 {holder}。',
      '请在映射中保证 externalId 与用户名唯一，然后“重试失败项”。',
    ],
  },
  push_department_missing: {
    status: 409,
    en: [
      '{name} cannot be pushed: its organization ({organization}) has no department at the target yet.',
      'See why the department could not be made (the records of the last push); it goes on by itself afterwards.',
    ],
    zh: [
      '无法推送 {name}：其所属组织（{organization}）在目标端还没有对应部门。',
      '请在最近一次推送的记录中查看部门未能创建的原因，解决后会自动继续。',
    ],
  },
  push_department_stranger: {
    status: 409,
    en: [
      'The target already has a department {name} there, made by somebody else ({remoteId}).',
      'Rename one of the two, or set “Users that exist already” to take over, then push again.',
    ],
    zh: [
      '目标端的该位置已有部门 {name}，且不是由 Muster 创建（{remoteId}）。',
      '请重命名其中一个，或将“已存在的用户”设为接管，然后重新推送。',
    ],
  },
  push_department_unknown: {
    status: 422,
    en: [
      'There is no department {department} at the target, or the application may not see it.',
      'Copy the department’s id from the target’s console, and widen the range of the application if needed.',
    ],
    zh: [
      '目标端没有部门 {department}，或应用无权查看。',
      '请在目标控制台复制部门 ID，必要时扩大应用的通讯录权限范围。',
    ],
  },
  push_held: {
    status: 409,
    en: [
      'The deletion of {name} at the target waits: {count} deletions are more than the {limit} allowed.',
      'Look at them, then release the held deletions, or bring the accounts back into the scope.',
    ],
    zh: [
      '对目标用户 {name} 的删除被暂停：{count} 个删除超过上限 {limit}。',
      '请核对后放行，或将账户恢复到同步范围。',
    ],
  },
} as const satisfies Catalogue;
