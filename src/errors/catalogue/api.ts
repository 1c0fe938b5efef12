import type { Catalogue } from '../catalogue.ts';

/** Failures of the administration API itself: who calls, and how the call is written. */
export const api = {
  unauthenticated: {
    status: 401,
    en: [
      'The call carries no valid token or session.',
      'Send “Authorization: Bearer <token>”, or log on again; the token may have expired or been removed.',
    ],
    zh: [
      '请求未携带有效的令牌或会话。',
      '请发送“Authorization: Bearer <令牌>”，或重新登录；令牌可能已过期或被删除。',
    ],
  },
  logon_refused: {
    status: 401,
    en: [
      'The user name or the password is wrong, or the administrator is disabled.',
      'Try again; on the server, “muster reset-admin” sets a new password.',
    ],
    zh: [
      '用户名或密码错误，或该管理员已被禁用。',
      '请重试；也可在服务器上执行“muster reset-admin”重置密码。',
    ],
  },
  password_wrong: {
    status: 422,
    en: [
      'The present password is not right.',
      'Enter the password you log on with; on the server, “muster reset-admin” sets a new one.',
    ],
    zh: ['当前密码不正确。', '请输入您登录时使用的密码；也可在服务器上执行“muster reset-admin”重置密码。'],
  },
  session_needed: {
    status: 403,
    en: [
      'The token {caller} cannot do this; it is for a person who has logged on.',
      'Log on to the console with user name and password.',
    ],
    zh: ['令牌 {caller} 无法执行该操作，仅已登录的人员可以执行。', '请使用用户名和密码登录控制台。'],
  },
  too_many_attempts: {
    status: 429,
    retry: true,
    en: [
      'Too many attempts to log on failed from this address or under this name.',
      'Wait {seconds} seconds, then try again with the right token or password.',
    ],
    zh: ['来自该地址或使用该用户名的登录失败次数过多。', '请等待 {seconds} 秒后，使用正确的令牌或密码重试。'],
  },
  logon_busy: {
    status: 503,
    retry: true,
    en: ['Too many passwords are being checked right now.', 'Try again in a moment.'],
    zh: ['当前正在校验的密码过多。', '请稍后重试。'],
  },
  too_many_streams: {
    status: 429,
    retry: true,
    en: [
      '{caller} has {limit} event streams open, and no more are allowed.',
      'Close one that nobody reads any more, then open the new one.',
    ],
    zh: ['{caller} 已打开 {limit} 个事件流，达到上限。', '请先关闭不再使用的事件流，然后重试。'],
  },
  forbidden: {
    status: 403,
    en: [
      '{caller} has the role {role}; this call needs {needed}.',
      'Use a token or an administrator with that role, or ask one to make the change.',
    ],
    zh: [
      '{caller} 的角色为 {role}，该操作需要 {needed} 角色。',
      '请使用具有该角色的令牌或管理员，或请其代为操作。',
    ],
  },
  outside_instance: {
    status: 403,
    en: [
      'The token {caller} is limited to the instance {instance}.',
      'Call it with that instance in the path, or use a token that is not limited to one.',
    ],
    zh: ['令牌 {caller} 仅可用于实例 {instance}。', '请在路径中使用该实例，或改用不限实例的令牌。'],
  },
  cross_site: {
    status: 403,
    en: [
      'The call came from another site, with the session of this browser.',
      'Call from the console itself, or use an API token.',
    ],
    zh: ['该请求来自其他站点，却携带了本浏览器的会话。', '请在控制台中操作，或使用 API 令牌。'],
  },
  invalid_input: {
    status: 422,
    en: ['{field} is not acceptable: {reason}.', 'Correct {field} and send the call again.'],
    zh: ['{field} 无效：{reason}。', '请修改 {field} 后重新提交。'],
  },
  malformed_json: {
    status: 400,
    en: ['The body is not JSON: {reason}.', 'Send one JSON object in UTF-8.'],
    zh: ['请求体不是有效的 JSON：{reason}。', '请发送一个 UTF-8 编码的 JSON 对象。'],
  },
  body_too_large: {
    status: 413,
    en: ['The body is larger than {limit}.', 'Send less in one call.'],
    zh: ['请求体超过 {limit}。', '请减少单次请求的内容。'],
  },
  media_type_unsupported: {
    status: 415,
    en: ['A body of this media type cannot be read.', 'Send JSON with “Content-Type: application/json”.'],
    zh: ['不支持该媒体类型的请求体。', '请使用“Content-Type: application/json”发送 JSON。'],
  },
  request_malformed: {
    status: 400,
    en: ['The request cannot be read: {reason}.', 'Check the address and the headers of the call.'],
    zh: ['无法读取请求：{reason}。', '请检查请求的地址和请求头。'],
  },
  route_unknown: {
    status: 404,
    en: ['There is nothing at {method} {path}.', 'See /api/openapi.json for the calls there are.'],
    zh: ['{method} {path} 不存在。', '可用的接口见 /api/openapi.json。'],
  },
  method_not_allowed: {
    status: 405,
    en: ['{path} cannot be called with {method}.', 'It takes {allowed}.'],
    zh: ['{path} 不支持 {method} 方法。', '可用的方法为 {allowed}。'],
  },
  idempotency_key_reused: {
    status: 422,
    en: [
      'The Idempotency-Key was used before, for a different call.',
      'Make a new key for each new call; repeat a key only with the very same call.',
    ],
    zh: [
      '该 Idempotency-Key 已用于另一个不同的请求。',
      '每个新请求请使用新的 key；仅在重发完全相同的请求时重复使用。',
    ],
  },
  idempotency_in_progress: {
    status: 409,
    retry: true,
    en: [
      'The first call with this Idempotency-Key has not ended yet.',
      'Wait a moment and send the same call again to get its answer.',
    ],
    zh: ['使用该 Idempotency-Key 的第一个请求尚未结束。', '请稍候并重发同一请求以获取结果。'],
  },
  administrator_last: {
    status: 409,
    en: [
      '{username} is the last administrator who can log on with the role admin.',
      'Give another administrator that role first.',
    ],
    zh: ['{username} 是最后一个可登录的 admin 角色管理员。', '请先将该角色授予另一位管理员。'],
  },
  administrator_exists: {
    status: 409,
    en: ['There is already an administrator {username}.', 'Choose another user name; case does not matter.'],
    zh: ['管理员 {username} 已存在。', '请换一个用户名（不区分大小写）。'],
  },
  token_exists: {
    status: 409,
    en: ['There is already a token named {name}.', 'Choose another name, or delete the old token first.'],
    zh: ['名为 {name} 的令牌已存在。', '请换一个名称，或先删除旧令牌。'],
  },
} as const satisfies Catalogue;
