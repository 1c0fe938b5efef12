import type { Catalogue } from '../catalogue.ts';

/** Failures of a directory read over LDAP: settings, connection, TLS, log-on of the bind account, search. */
export const ldap = {
  ldap_filter_invalid: {
    status: 422,
    en: [
      'The filter in {field} cannot be read at character {position}: “{near}”.',
      'Write it as an LDAP filter in parentheses, for example (department=Sales); write ( ) * and \\ inside a value as \\28 \\29 \\2a and \\5c.',
    ],
    zh: [
      '{field} 中的过滤条件在第 {position} 个字符处无法解析：“{near}”。',
      '请按带括号的 LDAP 过滤条件填写，例如 (department=Sales)；值中的 ( ) * \\ 请写作 \\28 \\29 \\2a \\5c。',
    ],
  },
  ldap_dn_invalid: {
    status: 422,
    en: [
      '“{value}” in {field} is not a distinguished name.',
      'Write it as in the directory, for example OU=Staff,DC=example,DC=com.',
    ],
    zh: ['{field} 中的“{value}”不是有效的 DN。', '请按目录中的写法填写，例如 OU=Staff,DC=example,DC=com。'],
  },
  ldap_node_outside_base: {
    status: 422,
    en: [
      'The source node “{value}” does not lie below the base DN {base}.',
      'Choose source nodes below the base DN, or set the base DN to what encloses them all.',
    ],
    zh: [
      '源节点“{value}”不在 Base DN {base} 之下。',
      '请选择 Base DN 之下的源节点，或将 Base DN 改为包含它们的上级节点。',
    ],
  },
  ldap_address_invalid: {
    status: 422,
    en: [
      '“{value}” in {field} is not a server address.',
      'Write host or host:port, for example dc1.example.com:389; put an IPv6 address in brackets.',
    ],
    zh: [
      '{field} 中的“{value}”不是有效的服务器地址。',
      '请填写“主机”或“主机:端口”，例如 dc1.example.com:389；IPv6 地址请加方括号。',
    ],
  },
  ldap_ca_invalid: {
    status: 422,
    en: [
      'The certificate in {field} cannot be read.',
      'Paste it in PEM form, with the lines -----BEGIN CERTIFICATE----- and -----END CERTIFICATE-----.',
    ],
    zh: [
      '{field} 中的证书无法解析。',
      '请以 PEM 格式粘贴，包含 -----BEGIN CERTIFICATE----- 和 -----END CERTIFICATE----- 两行。',
    ],
  },
  ldap_address_unknown: {
    status: 502,
    retry: true,
    en: [
      'The host name {address} cannot be resolved.',
      'Check the spelling, and that the DNS server of the machine Muster runs on knows this name.',
    ],
    zh: ['无法解析主机名 {address}。', '请检查拼写，并确认 Muster 所在机器使用的 DNS 服务器能解析该名称。'],
  },
  ldap_unreachable: {
    status: 502,
    retry: true,
    en: [
      'No connection to {address} ({reason}).',
      'Check address and port (389, or 636 for LDAPS), that the server runs, and that a firewall lets Muster through.',
    ],
    zh: [
      '无法连接到 {address}（{reason}）。',
      '请检查地址和端口（389，LDAPS 为 636），确认服务器正在运行且防火墙允许 Muster 访问。',
    ],
  },
  ldap_connect_timeout: {
    status: 504,
    retry: true,
    en: [
      '{address} did not answer within {seconds} s.',
      'Check that a firewall lets Muster through to this port and that the encryption setting fits the port.',
    ],
    zh: [
      '{address} 在 {seconds} 秒内没有响应。',
      '请确认防火墙允许 Muster 访问该端口，并且加密方式与端口相符。',
    ],
  },
  ldap_closed: {
    status: 502,
    retry: true,
    en: [
      '{address} closed the connection before its answer was complete{reason}.',
      'Try again; if it happens every time, look in the log of the directory server for why it ends connections.',
    ],
    zh: [
      '{address} 在应答完成之前关闭了连接{reason}。',
      '请重试；如果每次都出现，请在目录服务器的日志中查看断开连接的原因。',
    ],
  },
  ldap_slow: {
    status: 504,
    retry: true,
    en: [
      '{address} has not finished its answer about one object after {seconds} s.',
      'Try again when the server is less busy, or allow more time for requests.',
    ],
    zh: ['{address} 在 {seconds} 秒后仍未完成单个对象的应答。', '请在服务器空闲时重试，或增大请求超时时间。'],
  },
  ldap_timeout: {
    status: 504,
    retry: true,
    en: [
      '{address} sent nothing for {seconds} s while an answer was due.',
      'Try again when the server is less busy, set a smaller page size, or allow more time for requests.',
    ],
    zh: [
      '等待应答时，{address} 在 {seconds} 秒内没有发送数据。',
      '请在服务器空闲时重试，减小每页条数，或增大请求超时时间。',
    ],
  },
  ldap_protocol: {
    status: 502,
    retry: true,
    en: [
      'The directory server sent something that is not valid LDAP: {what}.',
      'Check that address and port belong to an LDAP server and that the encryption setting fits the port (389: none or StartTLS, 636: LDAPS).',
    ],
    zh: [
      '目录服务器返回的内容不是有效的 LDAP 数据：{what}。',
      '请确认地址和端口属于 LDAP 服务器，并且加密方式与端口相符（389：不加密或 StartTLS，636：LDAPS）。',
    ],
  },
  ldap_tls_failed: {
    status: 502,
    retry: true,
    en: [
      'The TLS hand-shake with {address} failed ({reason}).',
      'Check that the port speaks TLS (636 for LDAPS, 389 for StartTLS) and that the server supports TLS 1.2 or newer.',
    ],
    zh: [
      '与 {address} 的 TLS 握手失败（{reason}）。',
      '请确认该端口支持 TLS（LDAPS 为 636，StartTLS 为 389），并且服务器支持 TLS 1.2 或更高版本。',
    ],
  },
  ldap_starttls_refused: {
    status: 502,
    en: [
      '{address} refused StartTLS: {reason}.',
      'Give the server a certificate so that it offers StartTLS, or use LDAPS on port 636.',
    ],
    zh: [
      '{address} 拒绝了 StartTLS：{reason}。',
      '请为服务器配置证书使其支持 StartTLS，或改用 636 端口的 LDAPS。',
    ],
  },
  ldap_tls_fingerprint: {
    status: 502,
    en: [
      'The certificate of {address} has the SHA-256 fingerprint {fingerprint}, which is not among the accepted ones.',
      'If the administrator of the server confirms this fingerprint, add it to the certificate fingerprints; if not, somebody may be intercepting the connection.',
    ],
    zh: [
      '{address} 的证书 SHA-256 指纹为 {fingerprint}，不在允许的指纹列表中。',
      '如果服务器管理员确认该指纹无误，请将其加入证书指纹列表；否则连接可能被劫持。',
    ],
  },
  ldap_tls_untrusted: {
    status: 502,
    en: [
      'The certificate of {address} is not trusted ({reason}); its SHA-256 fingerprint is {fingerprint}.',
      'Add this fingerprint to the certificate fingerprints after the administrator of the server has confirmed it, or give the certificate of the issuing authority.',
    ],
    zh: [
      '{address} 的证书不受信任（{reason}），其 SHA-256 指纹为 {fingerprint}。',
      '请在服务器管理员确认后将该指纹加入证书指纹列表，或填写签发机构的证书。',
    ],
  },
  ldap_tls_name: {
    status: 502,
    en: [
      'The certificate of {address} is made out to another name ({names}); its SHA-256 fingerprint is {fingerprint}.',
      'Use a server address the certificate names, or add this fingerprint to the certificate fingerprints after the administrator of the server has confirmed it.',
    ],
    zh: [
      '{address} 的证书签发给了其他名称（{names}），其 SHA-256 指纹为 {fingerprint}。',
      '请使用证书中的名称作为服务器地址，或在服务器管理员确认后将该指纹加入证书指纹列表。',
    ],
  },
  ldap_bind_empty_password: {
    status: 422,
    en: [
      'The password of the bind account is empty.',
      'Enter the password; directories take a log-on without one as anonymous.',
    ],
    zh: ['绑定账户的密码为空。', '请填写密码；目录会将无密码的登录视为匿名访问。'],
  },
  ldap_bind_refused: {
    status: 502,
    en: [
      'The directory refused the log-on of {account}: unknown account or wrong password.',
      'Check the password, and the account as a DN, as name@domain or (AD) as DOMAIN\\name.',
    ],
    zh: [
      '目录拒绝了 {account} 的登录：账户不存在或密码错误。',
      '请检查密码，以及账户的写法：DN、name@domain 或（AD）DOMAIN\\name。',
    ],
  },
  ldap_bind_account_form: {
    status: 502,
    en: [
      'The directory does not accept {account} as the name of an account.',
      'Give the full DN of the bind account, for example cn=sync,ou=service,dc=example,dc=com.',
    ],
    zh: [
      '目录不接受 {account} 作为账户名。',
      '请填写绑定账户的完整 DN，例如 cn=sync,ou=service,dc=example,dc=com。',
    ],
  },
  ldap_bind_hours: {
    status: 502,
    en: [
      '{account} may not log on at this time of day (logon hours).',
      'Extend the logon hours of the account in Active Directory.',
    ],
    zh: [
      '{account} 不允许在当前时段登录（登录时间限制）。',
      '请在 Active Directory 中放宽该账户的登录时间。',
    ],
  },
  ldap_bind_workstation: {
    status: 502,
    en: [
      '{account} may not log on from this machine.',
      'Remove the limit on workstations (Log On To…) of the account in Active Directory.',
    ],
    zh: ['{account} 不允许从本机登录。', '请在 Active Directory 中取消该账户的登录工作站限制（登录到…）。'],
  },
  ldap_bind_password_expired: {
    status: 502,
    en: [
      'The password of {account} has expired.',
      'Set a new password for the account and enter it here; for a service account choose “password never expires”.',
    ],
    zh: ['{account} 的密码已过期。', '请为该账户设置新密码并在此更新；服务账户建议选择“密码永不过期”。'],
  },
  ldap_bind_disabled: {
    status: 502,
    en: ['The account {account} is disabled.', 'Enable it in the directory, or use another bind account.'],
    zh: ['账户 {account} 已被禁用。', '请在目录中启用该账户，或换用其他绑定账户。'],
  },
  ldap_bind_account_expired: {
    status: 502,
    en: [
      'The account {account} has expired.',
      'Move its expiry date in the directory, or use another bind account.',
    ],
    zh: ['账户 {account} 已过期。', '请在目录中延长其有效期，或换用其他绑定账户。'],
  },
  ldap_bind_must_change: {
    status: 502,
    en: [
      '{account} must change its password before it may log on.',
      'Set a password and clear “user must change password at next logon”, then enter it here.',
    ],
    zh: [
      '{account} 必须先修改密码才能登录。',
      '请设置密码并取消“用户下次登录时须更改密码”，然后在此更新密码。',
    ],
  },
  ldap_bind_locked: {
    status: 502,
    retry: true,
    en: [
      'The account {account} is locked after too many wrong passwords.',
      'Unlock it in the directory, and look for another program that still uses an old password of this account.',
    ],
    zh: [
      '账户 {account} 因多次输错密码已被锁定。',
      '请在目录中解锁，并排查是否有其他程序仍在使用该账户的旧密码。',
    ],
  },
  ldap_bind_needs_encryption: {
    status: 502,
    en: [
      'The directory accepts no log-on over an unencrypted connection.',
      'Choose StartTLS (port 389) or LDAPS (port 636) in the encryption setting.',
    ],
    zh: ['目录不接受未加密连接上的登录。', '请将加密方式改为 StartTLS（389 端口）或 LDAPS（636 端口）。'],
  },
  ldap_bind_failed: {
    status: 502,
    en: [
      'The log-on of {account} failed with LDAP result {result}: {message}',
      'Look up the result in the log of the directory server at this time.',
    ],
    zh: ['{account} 登录失败，LDAP 结果码 {result}：{message}', '请在目录服务器当时的日志中查找原因。'],
  },
  ldap_base_unreadable: {
    status: 502,
    en: [
      '{dn} does not exist, or the bind account may not read it.',
      'Check the spelling of the DN and give the bind account the right to list and read everything below it.',
    ],
    zh: [
      '{dn} 不存在，或绑定账户无权读取。',
      '请检查 DN 的写法，并授予绑定账户列出和读取其下所有对象的权限。',
    ],
  },
  ldap_access_denied: {
    status: 502,
    en: [
      'The bind account may not search below {dn}.',
      'Give it the right to list and read there, and check that it is not made to change its password first.',
    ],
    zh: ['绑定账户无权在 {dn} 下搜索。', '请授予其列出和读取的权限，并确认该账户没有被要求先修改密码。'],
  },
  ldap_size_limit: {
    status: 502,
    en: [
      'The directory stopped at its size limit while reading below {dn}; what it sent is not complete.',
      'Lift the limit for the bind account (OpenLDAP: limits … size=unlimited size.prtotal=unlimited; AD: MaxPageSize), or set a smaller page size.',
    ],
    zh: [
      '读取 {dn} 时目录达到了条数限制，返回的数据不完整。',
      '请为绑定账户放开限制（OpenLDAP：limits … size=unlimited size.prtotal=unlimited；AD：MaxPageSize），或减小每页条数。',
    ],
  },
  ldap_time_limit: {
    status: 502,
    retry: true,
    en: [
      'The directory stopped at its time limit while reading below {dn}; what it sent is not complete.',
      'Set a smaller page size, make the filters simpler, or raise the time limit of the directory for the bind account.',
    ],
    zh: [
      '读取 {dn} 时目录达到了时间限制，返回的数据不完整。',
      '请减小每页条数、简化过滤条件，或提高目录对绑定账户的时间限制。',
    ],
  },
  ldap_referral: {
    status: 502,
    en: [
      '{dn} is kept on another server: the directory referred to {url}.',
      'Use the address of a server that holds this part of the directory, or choose a DN this one holds.',
    ],
    zh: [
      '{dn} 存放在其他服务器上，目录返回了引用 {url}。',
      '请填写存放该部分目录的服务器地址，或选择当前服务器上的 DN。',
    ],
  },
  ldap_paging_unsupported: {
    status: 502,
    en: [
      'The directory does not offer paged results (control 1.2.840.113556.1.4.319) for {dn}: {message}',
      'Allow paged results for the bind account on the directory server.',
    ],
    zh: [
      '目录不支持对 {dn} 分页读取（控件 1.2.840.113556.1.4.319）：{message}',
      '请在目录服务器上允许绑定账户使用分页结果。',
    ],
  },
  ldap_paging_loop: {
    status: 502,
    retry: true,
    en: [
      'The directory keeps sending the same pages while reading below {dn}; the read was stopped.',
      'Try again; if it happens every time, set another page size and report it to the maker of the directory server.',
    ],
    zh: [
      '读取 {dn} 时目录不断返回相同的分页，读取已中止。',
      '请重试；如果每次都出现，请更改每页条数，并反馈给目录服务器厂商。',
    ],
  },
  ldap_busy: {
    status: 503,
    retry: true,
    en: ['The directory server is busy or shutting down: {message}', 'Try again in a few minutes.'],
    zh: ['目录服务器繁忙或正在关闭：{message}', '请几分钟后重试。'],
  },
  ldap_search_failed: {
    status: 502,
    en: [
      'Reading below {dn} failed with LDAP result {result}: {message}',
      'Check the filters and DNs of the source, and look in the log of the directory server at this time.',
    ],
    zh: [
      '读取 {dn} 失败，LDAP 结果码 {result}：{message}',
      '请检查身份源的过滤条件和 DN，并查看目录服务器当时的日志。',
    ],
  },
  ldap_no_key: {
    status: 502,
    en: [
      '{dn} came without a readable {attribute}, by which objects are told apart.',
      'Give the bind account the right to read {attribute}, and check that the server is of the kind chosen for this source.',
    ],
    zh: [
      '{dn} 没有可读取的 {attribute}，无法识别该对象。',
      '请授予绑定账户读取 {attribute} 的权限，并确认服务器类型与身份源类型一致。',
    ],
  },
} as const satisfies Catalogue;
