import type { Catalogue } from '../catalogue.ts';

/** Sources that are a vendor's web API: DingTalk, WeCom, Lark. */
export const webApi = {
  web_api_unreachable: {
    status: 502,
    retry: true,
    en: [
      '{host} cannot be reached: {reason}.',
      'Check the address in the settings, the firewall and, if one is needed, the proxy.',
    ],
    zh: ['无法连接 {host}：{reason}。', '请检查设置中的地址、防火墙，以及（如需要）代理。'],
  },
  web_api_timeout: {
    status: 504,
    retry: true,
    en: [
      '{host} did not answer within {ms} ms.',
      'Try again; if it stays so, allow a longer request time-out.',
    ],
    zh: ['{host} 在 {ms} 毫秒内未应答。', '请重试；若持续出现，请调大请求超时。'],
  },
  web_api_tls: {
    status: 502,
    en: [
      'The certificate of {host} is not trusted ({reason}).',
      'Somebody may stand in between. If the address is your own proxy or installation, add the certificate of its authority.',
    ],
    zh: [
      '{host} 的证书不受信任（{reason}）。',
      '可能存在中间人。若为自有代理或专属部署，请添加其签发机构证书。',
    ],
  },
  web_api_answer_too_large: {
    status: 502,
    en: ['The answer of {host} is larger than {mb} MB.', 'Report this; nothing was changed.'],
    zh: ['{host} 的应答超过 {mb} MB。', '请反馈此问题；未做任何更改。'],
  },
  web_api_not_json: {
    status: 502,
    en: [
      '{host} answered with HTTP {status} and no JSON.',
      'Check that the address is that of the vendor’s API; a proxy may have answered in its place.',
    ],
    zh: [
      '{host} 返回 HTTP {status}，且内容不是 JSON。',
      '请确认地址是厂商的 API 地址；也可能是代理代为应答。',
    ],
  },
  web_api_token_refused: {
    status: 502,
    retry: true,
    en: [
      '{host} refused a token that it had just given.',
      'Try again; if it stays so, check in the vendor’s console that the application is enabled.',
    ],
    zh: ['{host} 拒绝了刚签发的令牌。', '请重试；若持续出现，请在厂商控制台确认应用已启用。'],
  },
  web_api_limited: {
    status: 503,
    retry: true,
    en: [
      '{host} limits the calls of the application, and went on doing so.',
      'Nothing was changed. Lower the calls per second in the settings, or run it at another time than the full hour.',
    ],
    zh: ['{host} 持续限制该应用的调用频率。', '未做任何更改。请在设置中调低每秒调用数，或避开整点运行。'],
  },
  web_api_quota: {
    status: 503,
    en: [
      'The company has used up its calls of this month at {host}.',
      'Nothing was changed. Wait for the next month, or get a larger quota from the vendor.',
    ],
    zh: ['企业在 {host} 的本月调用额度已用完。', '未做任何更改。请等待下月，或向厂商升级额度。'],
  },
  web_api_credentials: {
    status: 502,
    en: [
      '{host} does not accept the application’s credentials: {reason}.',
      'Copy id and secret again from the application’s page in the vendor’s console, and check that it is enabled.',
    ],
    zh: [
      '{host} 不接受该应用的凭证：{reason}。',
      '请在厂商控制台的应用页面重新复制 ID 与密钥，并确认应用已启用。',
    ],
  },
  web_api_permission: {
    status: 502,
    en: [
      '{host} does not let the application do this: the permission {permission} is missing.',
      'Add it in the vendor’s console (where the vendor asks for it, publish a new version), then test again.',
    ],
    zh: [
      '{host} 不允许该操作：缺少权限 {permission}。',
      '请在厂商控制台添加该权限（如有要求，请发布新版本）后重新测试。',
    ],
  },
  web_api_ip_refused: {
    status: 502,
    en: [
      '{host} accepts no calls from this server’s address {address}.',
      'Add the address to the application’s list of trusted addresses in the vendor’s console; it takes about a minute.',
    ],
    zh: [
      '{host} 不接受来自本服务器地址 {address} 的调用。',
      '请在厂商控制台将该地址加入应用的可信 IP 列表，约一分钟后生效。',
    ],
  },
  web_api_range: {
    status: 502,
    en: [
      'The application may not see {what}.',
      'Widen its range of departments and members in the vendor’s console, or choose source nodes within it.',
    ],
    zh: [
      '该应用无权查看 {what}。',
      '请在厂商控制台扩大应用的可见范围（通讯录权限范围），或选择范围内的源节点。',
    ],
  },
  web_api_refused: {
    status: 502,
    en: [
      '{host} refused the call: {code} {message}.',
      'Look the code up in the vendor’s documents; nothing was changed.',
    ],
    zh: ['{host} 拒绝了调用：{code} {message}。', '请在厂商文档中查询该错误码；未做任何更改。'],
  },
  web_api_answer_odd: {
    status: 502,
    en: [
      '{host} answered something that cannot be understood: {reason}.',
      'Report this; nothing was changed.',
    ],
    zh: ['无法理解 {host} 的应答：{reason}。', '请反馈此问题；未做任何更改。'],
  },
  vendor_logon_refused: {
    status: 401,
    en: [
      'The log-on with {vendor} failed: {reason}.',
      'Log on again; a code of {vendor} counts once and for minutes only.',
    ],
    zh: ['使用 {vendor} 登录失败：{reason}。', '请重新登录；{vendor} 的授权码仅可使用一次，数分钟内有效。'],
  },
  vendor_logon_stranger: {
    status: 403,
    en: [
      'Whoever logged on with {vendor} is not a member of this company there.',
      'Log on with an account that belongs to the company, or ask an administrator to add it.',
    ],
    zh: ['使用 {vendor} 登录的用户不是本企业成员。', '请使用属于本企业的账号登录，或请管理员添加该成员。'],
  },
  callback_refused: {
    status: 403,
    en: [
      'The call is not one of the source: {reason}.',
      'Check that token and key in the settings are those of the vendor’s console.',
    ],
    zh: ['该调用并非来自此身份提供方：{reason}。', '请确认设置中的 Token 与加密密钥与厂商控制台一致。'],
  },
  callback_silent: {
    status: 504,
    retry: true,
    en: [
      'Nobody called {url} within {seconds} seconds.',
      'Enter this address, token and key in the vendor’s console and save: the vendor then tries it. It must reach this server over https from the internet.',
    ],
    zh: [
      '{seconds} 秒内没有对 {url} 的调用。',
      '请在厂商控制台填写该地址、Token 与密钥并保存，厂商会随即发起验证。该地址须能从互联网以 https 访问。',
    ],
  },
} as const satisfies Catalogue;
