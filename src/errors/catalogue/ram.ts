import type { Catalogue } from '../catalogue.ts';

/** Failures of the SCIM protocol and of the RAM side (cloud accounts, OAuth applications, RAM users). */
export const ram = {
  scim_filter_invalid: {
    status: 400,
    en: [
      'The filter cannot be read at character {position}: “{near}”.',
      'Write it as attribute, operator and quoted value, for example userName eq "bob".',
    ],
    zh: [
      '过滤条件在第 {position} 个字符处无法解析：“{near}”。',
      '请按“属性 操作符 带引号的值”书写，例如 userName eq "bob"。',
    ],
  },
  scim_filter_too_large: {
    status: 400,
    en: ['The filter has more than {max} {what}.', 'Split it into several requests.'],
    zh: ['过滤条件超过上限 {max}（{what}）。', '请拆分为多次请求。'],
  },
  scim_filter_attribute: {
    status: 400,
    en: ['The attribute {field} cannot be filtered by.', 'Filter by id, userName or externalId.'],
    zh: ['不支持按属性 {field} 过滤。', '请按 id、userName 或 externalId 过滤。'],
  },
  scim_filter_value: {
    status: 400,
    en: ['The filter compares {field} with a wrong kind of value.', 'Give {expected}.'],
    zh: ['过滤条件中 {field} 的值类型不正确。', '应为：{expected}。'],
  },
  scim_filter_operator: {
    status: 400,
    en: ['The operator {operator} cannot be used on {field}.', 'Use eq or ne, or another attribute.'],
    zh: ['操作符 {operator} 不能用于 {field}。', '请使用 eq 或 ne，或更换属性。'],
  },
  scim_filter_refused: {
    status: 403,
    en: ['A filter is not allowed here.', 'Leave out the parameter filter.'],
    zh: ['此处不允许使用过滤条件。', '请去掉参数 filter。'],
  },
  scim_path_invalid: {
    status: 400,
    en: [
      'The path “{path}” names no attribute.',
      'Use an attribute of /Schemas, for example displayName or emails[type eq "work"].value.',
    ],
    zh: [
      '路径“{path}”不是有效的属性。',
      '请使用 /Schemas 中的属性，例如 displayName 或 emails[type eq "work"].value。',
    ],
  },
  scim_no_target: {
    status: 400,
    en: [
      'The operation names nothing that could be changed ({field}).',
      'Give a path that exists on this resource.',
    ],
    zh: ['操作没有可修改的目标（{field}）。', '请指定该资源上存在的路径。'],
  },
  scim_read_only: {
    status: 400,
    en: ['{field} cannot be changed.', 'Leave it out of the request.'],
    zh: ['{field} 不可修改。', '请从请求中去掉该属性。'],
  },
  scim_value_type: {
    status: 400,
    en: ['{field} has a wrong type.', 'Give {expected}.'],
    zh: ['{field} 的类型不正确。', '应为：{expected}。'],
  },
  scim_value_length: {
    status: 400,
    en: ['{field} is too long.', 'Give at most {max} characters.'],
    zh: ['{field} 过长。', '最多 {max} 个字符。'],
  },
  scim_value_characters: {
    status: 400,
    en: ['{field} contains control characters or broken Unicode.', 'Remove these characters at the sender.'],
    zh: ['{field} 包含控制字符或损坏的 Unicode 字符。', '请在发送方去除这些字符。'],
  },
  scim_value_required: {
    status: 400,
    en: ['{field} is missing.', 'Send a value for {field}.'],
    zh: ['缺少 {field}。', '请提供 {field} 的值。'],
  },
  scim_value_primary: {
    status: 400,
    en: ['{field} has more than one primary value.', 'Mark at most one value as primary.'],
    zh: ['{field} 有多个 primary 值。', '最多只能有一个 primary 值。'],
  },
  scim_value_twice: {
    status: 400,
    en: ['{field} is given twice.', 'Names ignore case; send the attribute once.'],
    zh: ['{field} 重复。', '属性名不区分大小写，请只发送一次。'],
  },
  scim_query_number: {
    status: 400,
    en: ['{field} is not a whole number.', 'Give a number such as {field}=1.'],
    zh: ['{field} 不是整数。', '请填写数字，例如 {field}=1。'],
  },
  scim_body_json: {
    status: 400,
    en: ['The body is not valid JSON.', 'Send one JSON object.'],
    zh: ['请求体不是有效的 JSON。', '请发送一个 JSON 对象。'],
  },
  scim_body_encoding: {
    status: 400,
    en: ['The body is not valid UTF-8.', 'Encode the body as UTF-8.'],
    zh: ['请求体不是有效的 UTF-8。', '请使用 UTF-8 编码。'],
  },
  scim_body_depth: {
    status: 400,
    en: ['The body is nested more than {max} levels deep.', 'Send a flatter object.'],
    zh: ['请求体嵌套超过 {max} 层。', '请减少嵌套层级。'],
  },
  scim_body_object: {
    status: 400,
    en: ['The body is not a JSON object.', 'Send one JSON object.'],
    zh: ['请求体不是 JSON 对象。', '请发送一个 JSON 对象。'],
  },
  scim_body_media_type: {
    status: 415,
    en: ['The media type of the body is not accepted.', 'Send Content-Type: application/scim+json.'],
    zh: ['不支持该请求体类型。', '请使用 Content-Type: application/scim+json。'],
  },
  scim_body_too_large: {
    status: 413,
    en: ['The body is larger than {max} bytes.', 'Send a smaller request.'],
    zh: ['请求体超过 {max} 字节。', '请减小请求。'],
  },
  scim_operations_missing: {
    status: 400,
    en: ['{field} is not a list of 1 to {max} operations.', 'Send a PatchOp message (RFC 7644 §3.5.2).'],
    zh: ['{field} 应为 1 到 {max} 个操作的列表。', '请发送 PatchOp 消息（RFC 7644 §3.5.2）。'],
  },
  scim_operation_unknown: {
    status: 400,
    en: ['{field} is none of add, remove and replace.', 'Use one of these three.'],
    zh: ['{field} 不是 add、remove 或 replace。', '请使用这三者之一。'],
  },
  scim_version_stale: {
    status: 412,
    en: ['The resource has changed since this version was read.', 'Read it again and repeat the change.'],
    zh: ['资源在读取之后已被修改。', '请重新读取后再提交修改。'],
  },
  scim_endpoint_unknown: {
    status: 404,
    en: [
      'There is no such SCIM endpoint.',
      'RAM offers Users, ServiceProviderConfig, Schemas and ResourceTypes.',
    ],
    zh: ['不存在该 SCIM 端点。', 'RAM 提供 Users、ServiceProviderConfig、Schemas 和 ResourceTypes。'],
  },
  scim_not_offered: {
    status: 501,
    en: ['{what} is not offered.', 'Use the methods that ServiceProviderConfig lists.'],
    zh: ['不支持 {what}。', '请使用 ServiceProviderConfig 中列出的方式。'],
  },
  scim_too_many: {
    status: 429,
    retry: true,
    en: ['The application has too many requests under way.', 'Wait a second, and send fewer at once.'],
    zh: ['该应用同时进行的请求过多。', '请稍候一秒，并减少并发请求。'],
  },
  scim_token_missing: {
    status: 401,
    en: [
      'The request carries no bearer token.',
      'Get a token from the token endpoint and send Authorization: Bearer.',
    ],
    zh: ['请求未携带令牌。', '请从令牌端点获取令牌，并以 Authorization: Bearer 发送。'],
  },
  scim_token_invalid: {
    status: 401,
    en: ['The token is unknown, expired or revoked.', 'Get a new token from the token endpoint.'],
    zh: ['令牌不存在、已过期或已被吊销。', '请从令牌端点重新获取。'],
  },
  scim_token_scope: {
    status: 403,
    en: [
      'The token does not carry the scope /acs/scim.',
      'Add the scope to the OAuth application; a Server application must also be authorised, and a person who logs on needs AdministratorAccess or AliyunRAMFullAccess.',
    ],
    zh: [
      '令牌不包含授权范围 /acs/scim。',
      '请为 OAuth 应用添加该范围；Server 应用还需管理员授权，登录的 RAM 用户需具有 AdministratorAccess 或 AliyunRAMFullAccess 权限。',
    ],
  },
  ram_user_exists: {
    status: 409,
    en: [
      'A RAM user named {value} already exists.',
      'Choose another user name, or delete or rename the existing RAM user.',
    ],
    zh: ['名为 {value} 的 RAM 用户已存在。', '请更换用户名，或删除、重命名已有的 RAM 用户。'],
  },
  ram_external_id_exists: {
    status: 409,
    en: ['Another RAM user already has the externalId {value}.', 'Give each user an externalId of its own.'],
    zh: ['externalId {value} 已被其他 RAM 用户使用。', '请为每个用户使用不同的 externalId。'],
  },
  ram_user_quota: {
    status: 403,
    en: [
      'The cloud account has reached its quota of {max} RAM users.',
      'Raise the user quota of the cloud account, or delete RAM users that are no longer needed.',
    ],
    zh: ['云账号的 RAM 用户数已达到配额 {max}。', '请提高云账号的用户配额，或删除不再需要的 RAM 用户。'],
  },
  ram_user_attached: {
    status: 409,
    en: [
      'The RAM user {user} cannot be deleted: it still has {kind} {value}.',
      'Remove its AccessKeys, MFA device, policies and group memberships in RAM first.',
    ],
    zh: [
      '无法删除 RAM 用户 {user}：仍存在 {kind} {value}。',
      '请先在 RAM 中移除其 AccessKey、MFA 设备、权限策略和用户组。',
    ],
  },
  ram_user_name_length: {
    status: 400,
    en: ['The user name in {field} does not have 1 to 64 characters before the @.', 'Shorten it.'],
    zh: ['{field} 中的用户名（@ 之前）长度应为 1 到 64 个字符。', '请缩短用户名。'],
  },
  ram_user_name_chars: {
    status: 400,
    en: [
      'The user name in {field} contains a character RAM does not allow.',
      'Use letters, digits and . - _ only; map another field to the user name if needed.',
    ],
    zh: [
      '{field} 中的用户名包含 RAM 不允许的字符。',
      '仅可使用字母、数字和 . - _；必要时将其他字段映射为用户名。',
    ],
  },
  ram_app_exists: {
    status: 409,
    en: ['An OAuth application named {value} already exists.', 'Choose another application name.'],
    zh: ['名为 {value} 的 OAuth 应用已存在。', '请更换应用名称。'],
  },
  ram_alias_exists: {
    status: 409,
    en: ['The alias {value} is taken by another cloud account.', 'Choose another alias.'],
    zh: ['别名 {value} 已被其他云账号使用。', '请更换别名。'],
  },
  ram_secret_limit: {
    status: 409,
    en: [
      'The application already has {max} secrets.',
      'Delete one that is no longer used, then create a new one.',
    ],
    zh: ['应用已有 {max} 个密钥。', '请先删除不再使用的密钥，再创建新密钥。'],
  },
  ram_not_server_app: {
    status: 409,
    en: [
      '{value} is not a Server application; only these are authorised.',
      'Nothing to do: Web and Native applications need no authorisation.',
    ],
    zh: [
      '{value} 不是 Server 应用，只有 Server 应用需要授权。',
      '无需操作：Web 应用和 Native 应用不需要授权。',
    ],
  },
  ram_scope_not_of_app: {
    status: 422,
    en: ['The application does not have the scope {value}.', 'Add the OAuth scope to the application first.'],
    zh: ['应用未包含授权范围 {value}。', '请先为应用添加该 OAuth 范围。'],
  },
  ram_redirect_invalid: {
    status: 422,
    en: [
      '“{value}” in {field} is not a callback URL for this type of application.',
      'Give an https URL without fragment; http only for localhost, a private scheme such as com.example.app:/callback only for a Native application, and none for a Server application.',
    ],
    zh: [
      '{field} 中的“{value}”不是该类型应用的有效回调地址。',
      '请填写不含 # 的 https 地址；http 仅限 localhost，自定义协议（如 com.example.app:/callback）仅限 Native 应用，Server 应用不需要回调地址。',
    ],
  },
  ram_sso_no_metadata: {
    status: 422,
    en: [
      'User SSO cannot be on without {field}.',
      'Upload the metadata document of the identity provider first, or turn user SSO off.',
    ],
    zh: ['缺少 {field}，无法开启用户 SSO。', '请先上传身份提供商的元数据文档，或关闭用户 SSO。'],
  },
  ram_sso_metadata_unreadable: {
    status: 422,
    en: [
      '{field} is not an XML document that can be taken.',
      'Upload the file as the identity provider offers it: SAML 2.0 metadata in XML, at most 100,000 characters, without DOCTYPE and entities.',
    ],
    zh: [
      '{field} 不是可接受的 XML 文档。',
      '请原样上传身份提供商提供的文件：SAML 2.0 元数据（XML），不超过 100,000 个字符，且不含 DOCTYPE 和实体。',
    ],
  },
  ram_sso_metadata_no_idp: {
    status: 422,
    en: [
      '{field} does not describe exactly one SAML 2.0 identity provider with an entityID.',
      'Upload the metadata of the identity provider: one EntityDescriptor with one IDPSSODescriptor.',
    ],
    zh: [
      '{field} 未描述唯一一个带有 entityID 的 SAML 2.0 身份提供商。',
      '请上传身份提供商的元数据：一个 EntityDescriptor，其中包含一个 IDPSSODescriptor。',
    ],
  },
  ram_sso_metadata_sso_url: {
    status: 422,
    en: [
      '{field} names no SSO address that can be used.',
      'It needs a SingleSignOnService with the binding HTTP-Redirect and an http or https Location.',
    ],
    zh: [
      '{field} 中没有可用的 SSO 地址。',
      '需要一个绑定为 HTTP-Redirect 且 Location 为 http 或 https 地址的 SingleSignOnService。',
    ],
  },
  ram_sso_metadata_certificates: {
    status: 422,
    en: [
      '{field} does not hold one or two certificates that signatures can be checked with.',
      'Leave one or two signing certificates in it, X.509 with an RSA key of 2048 bits or more or an elliptic-curve key.',
    ],
    zh: [
      '{field} 中应包含一个或两个可用于验证签名的证书。',
      '请保留一个或两个签名证书：X.509 格式，RSA 密钥不少于 2048 位，或椭圆曲线密钥。',
    ],
  },
  ram_sso_metadata_private_key: {
    status: 422,
    en: [
      '{field} contains a private key.',
      'Upload metadata only, and replace the key at the identity provider: it has left its place.',
    ],
    zh: ['{field} 中包含私钥。', '请仅上传元数据，并在身份提供商处更换该密钥，因为它已经外泄。'],
  },
  ram_sso_off: {
    status: 409,
    en: [
      'User SSO is not on for this cloud account.',
      'Log on with user name and password, or let an administrator turn user SSO on.',
    ],
    zh: ['该云账号未开启用户 SSO。', '请使用用户名和密码登录，或由管理员开启用户 SSO。'],
  },
  ram_sso_password_off: {
    status: 403,
    en: [
      'RAM users of this cloud account do not log on by password: user SSO is on.',
      'Go back to where you came from and log on through the identity provider.',
    ],
    zh: ['该云账号已开启用户 SSO，RAM 用户不能使用密码登录。', '请返回原页面，通过身份提供商登录。'],
  },
  ram_sso_refused: {
    status: 403,
    en: [
      'The answer of the identity provider was not accepted ({reason}).',
      'Log on again. If that does not help, tell an administrator the word in brackets; the log of the cloud account has it too.',
    ],
    zh: [
      '身份提供商的响应未被接受（{reason}）。',
      '请重新登录。如仍失败，请将括号中的原因告知管理员；云账号的日志中也有记录。',
    ],
  },
  ram_sso_begin_again: {
    status: 403,
    en: [
      'This log-on is over: it took too long, was used before, or was begun in another browser ({reason}).',
      'Begin again where you came from.',
    ],
    zh: [
      '本次登录已失效：耗时过长、已被使用，或是在其他浏览器中发起的（{reason}）。',
      '请返回原页面重新登录。',
    ],
  },
  ram_sso_user_unknown: {
    status: 403,
    en: [
      'The identity provider let you in, but this cloud account has no RAM user for {value}.',
      'Ask an administrator to push your account to RAM, or to check the NameID and the domain settings of user SSO.',
    ],
    zh: [
      '身份提供商已通过您的登录，但该云账号中没有与 {value} 对应的 RAM 用户。',
      '请联系管理员将您的账户同步到 RAM，或检查 NameID 及用户 SSO 的域名设置。',
    ],
  },
} as const satisfies Catalogue;
