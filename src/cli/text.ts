import type { Language } from '../errors/error.ts';

/** What the command line says by itself; failures of the server come from its own catalogue. */
const TEXT = {
  unreachable: ['There is no answer from {url}.', '{url} 没有响应。'],
  unreachable_remedy: [
    'Start the server with “muster serve”, or set MUSTER_URL to where it runs.',
    '请先执行“muster serve”启动服务，或将 MUSTER_URL 设为服务地址。',
  ],
  not_muster: ['{url} answers, but not as Muster does.', '{url} 有响应，但不是 Muster 服务。'],
  what_to_do: ['What to do:', '处理建议：'],
  no_instance: ['There is no instance yet.', '还没有任何实例。'],
  no_instance_remedy: [
    'Create one: muster instance create ID --name NAME',
    '请先创建：muster instance create ID --name 名称',
  ],
  several_instances: ['There are several instances: {ids}.', '存在多个实例：{ids}。'],
  several_instances_remedy: [
    'Name one with --instance or in MUSTER_INSTANCE.',
    '请用 --instance 或 MUSTER_INSTANCE 指定其中一个。',
  ],
  nothing: ['Nothing here.', '没有内容。'],
  more: [
    'Only the first {limit} are shown; --limit shows more.',
    '仅显示前 {limit} 条；可用 --limit 显示更多。',
  ],
  created: ['Created {what} {name}.', '已创建{what} {name}。'],
  changed: ['Changed {what} {name}.', '已修改{what} {name}。'],
  deleted: ['Deleted {what} {name}.', '已删除{what} {name}。'],
  restored: ['Restored {what} {name}.', '已恢复{what} {name}。'],
  done: ['Done.', '完成。'],
  shown_once: ['It is shown this once; keep it in a safe place.', '仅显示这一次，请妥善保存。'],
  needs_yes: ['{what} {name} would be deleted for good.', '{what} {name} 将被彻底删除。'],
  needs_yes_remedy: ['Repeat the command with --yes.', '确认无误后请加上 --yes 重新执行。'],
  run_started: ['Run {id} has started.', '任务 {id} 已开始。'],
  run_nothing: ['Nothing to do: everything is as the source has it.', '无需操作：目录与来源一致。'],
  run_waits: [
    'The plan waits: muster run apply {id}, or muster run discard {id}.',
    '计划等待确认：muster run apply {id}，或 muster run discard {id}。',
  ],
  run_held: [
    'The deletion protection holds this run; look at it with: muster run show {id} --plan',
    '已触发同步保护；请查看：muster run show {id} --plan',
  ],
  run_paused: ['Run {id}: {state}.', '任务 {id}：{state}。'],
  run_end: ['Run {id}: {state}, {seconds} s, {rate}/s.', '任务 {id}：{state}，{seconds} 秒，{rate} 条/秒。'],
  books_unbalanced: ['The books do not balance:', '账目不平：'],
  rejected: ['Not applied:', '未处理的记录：'],
  audit_format: ['There is no format {format}.', '没有格式 {format}。'],
  audit_format_remedy: ['Use --format jsonl or --format csv.', '请使用 --format jsonl 或 --format csv。'],
  audit_known: ['{value} is not the end of a log.', '{value} 不是日志的末端标识。'],
  audit_known_remedy: [
    'Give position:hash as “muster audit verify” printed it.',
    '请填写“muster audit verify”输出的 位置:哈希。',
  ],
  audit_intact: [
    'The log is as it was written: {entries} entries and what {runs} runs changed; {pending} not chained yet.',
    '日志完好：已核对 {entries} 条记录及 {runs} 个任务的变更；{pending} 条尚未入链。',
  ],
  audit_broken: [
    'The log is NOT as it was written ({entries} entries and {runs} runs were looked at):',
    '日志已被改动（共核对 {entries} 条记录、{runs} 个任务）：',
  ],
  audit_head: [
    'End of the log, to keep elsewhere and give back with --known: {head}',
    '日志末端（请另行保存，下次用 --known 核对）：{head}',
  ],
  test_ok: ['ok', '通过'],
  test_failed: ['failed', '失败'],
  secret_on_line: [
    '{name} is a secret: on the command line everybody on this machine could read it.',
    '{name} 是密钥：写在命令行上会被本机其他用户看到。',
  ],
  secret_on_line_remedy: [
    'Use --secret {name}=env:VARIABLE or --secret {name}=file:PATH.',
    '请使用 --secret {name}=env:变量名 或 --secret {name}=file:路径。',
  ],
  secret_form: ['--secret {value} cannot be read.', '无法识别 --secret {value}。'],
  env_missing: ['The environment variable {name} is not set.', '环境变量 {name} 未设置。'],
  file_missing: ['The file {path} cannot be read: {reason}.', '无法读取文件 {path}：{reason}。'],
  pair_form: ['{value} is not of the form name=value.', '{value} 不是“名称=值”的形式。'],
  json_form: ['{name} cannot be read as JSON: {reason}', '{name} 不是有效的 JSON：{reason}'],
  number_form: ['{name} must be a number, not {value}.', '{name} 应为数字，而不是 {value}。'],
  picture_form: [
    '{path} is not a PNG, JPEG, WebP or GIF picture by its name.',
    '{path} 的扩展名不是 PNG、JPEG、WebP 或 GIF 图片。',
  ],
  password_set: ['The password of {name} is set.', '已设置 {name} 的密码。'],
  password_fits: ['The password meets the policy.', '该密码符合密码策略。'],
  password_faults: ['The password policy refuses it:', '该密码不符合密码策略：'],
  session_which: [
    'Name the session to end, or an account to log out everywhere.',
    '请指定要结束的会话，或要全部登出的账户。',
  ],
  session_which_remedy: [
    'muster session end ID, or muster session end --account ACCOUNT',
    '请执行 muster session end ID，或 muster session end --account 账户。',
  ],
  sessions_ended: ['Sessions ended: {count}.', '已结束会话：{count} 个。'],
  factor_which: ['Say which second factor is to be removed.', '请指定要移除的二次认证方式。'],
  factor_which_remedy: [
    'Use --totp, --passkey ID or --all; “muster account factor list” shows them.',
    '请使用 --totp、--passkey ID 或 --all；可用“muster account factor list”查看。',
  ],
  log_on_method: ['log-on method', '登录方式'],
  method_unknown: ['There is no log-on method {name}.', '没有名为 {name} 的登录方式。'],
  method_unknown_remedy: ['“muster logon method list” shows them.', '可用“muster logon method list”查看。'],
  method_ambiguous: [
    'Several log-on methods are called {name}: {ids}.',
    '存在多个名为 {name} 的登录方式：{ids}。',
  ],
  method_ambiguous_remedy: ['Name one by its id.', '请用 ID 指定其中一个。'],
  sso_off: [
    'Nobody can sign in to it yet: muster app sso enable {name}',
    '单点登录尚未启用：muster app sso enable {name}',
  ],
  sso_none: ['The application {name} has no sign-in yet.', '应用 {name} 尚未配置单点登录。'],
  sso_none_remedy: [
    'Give it a template: muster app sso set {name} --template TEMPLATE; see muster app catalogue.',
    '请先指定模板：muster app sso set {name} --template 模板；可用模板见 muster app catalogue。',
  ],
  nothing_differs: ['The settings have all of this already.', '设置已与其一致。'],
  assigned: ['Assigned: {count}.', '已授权：{count} 项。'],
  unassigned: ['Removed: {count}.', '已移除：{count} 项。'],
  assign_which: ['Nothing was named.', '未指定任何对象。'],
  assign_which_remedy: [
    'Use --account, --org or --group; each may be repeated.',
    '请使用 --account、--org 或 --group，均可重复。',
  ],
  access_allowed: ['{account} may sign in.', '{account} 可以登录该应用。'],
  access_refused: ['{account} may not sign in: {reason}', '{account} 不能登录该应用：{reason}'],
  key_partners: ['Applications that depend on them: {names}', '依赖这些密钥的应用：{names}'],
  password_needed: ['A password is needed.', '需要密码。'],
  password_needed_remedy: [
    'Run the command on a terminal, or give the password on standard input with --password-stdin.',
    '请在终端中执行，或使用 --password-stdin 从标准输入读取密码。',
  ],
  logged_on: [
    'Logged on to {url} as {name}; the token is kept in {path}.',
    '已以 {name} 登录 {url}；令牌保存在 {path}。',
  ],
  yaml_wrong: ['{path}, line {line}: {reason}', '{path} 第 {line} 行：{reason}'],
  manifest_wrong: ['{path}: {field}: {reason}', '{path}：{field}：{reason}'],
  manifest_secret: ['{path}: {field} holds a secret as plain text.', '{path}：{field} 以明文写入了密钥。'],
  manifest_secret_remedy: [
    'Write {env: NAME} or {file: path} there, and keep the secret in the environment or a file.',
    '请改写为 {env: 变量名} 或 {file: 路径}，并将密钥放在环境变量或文件中。',
  ],
  manifest_fixed: [
    '{path}: the {what} {name} has {field} {present}, which cannot become {wanted}.',
    '{path}：{what} {name} 的 {field} 为 {present}，不能改为 {wanted}。',
  ],
  manifest_fixed_remedy: [
    'Give the new one another name, or remove the old one first.',
    '请换一个名称，或先删除原有对象。',
  ],
  manifest_nothing: [
    'Nothing to do: the instance {instance} is as the file says.',
    '无需变更：实例 {instance} 与文件一致。',
  ],
  manifest_plan: [
    '{count} changes; muster apply -f {path} makes them.',
    '共 {count} 项变更；执行 muster apply -f {path} 生效。',
  ],
  manifest_applied: ['{count} changes made.', '已完成 {count} 项变更。'],
  explain_account: ['Account', '账户'],
  explain_deleted: ['Deleted', '已删除'],
  explain_records: ['Records in the sources', '源记录'],
  explain_gone: ['gone since {time}', '自 {time} 起已消失'],
  explain_match: ['How record and account came together', '记录与账户的关联过程'],
  explain_rejections: ['Refused by the last synchronization', '最近一次同步未处理的原因'],
  explain_values: ['Values and where they come from', '字段值及其来源'],
  explain_targets: ['Targets', '推送目标'],
  unknown_name: ['There is no {what} {name}.', '{what} {name} 不存在。'],
} as const satisfies Record<string, readonly [en: string, zh: string]>;

export type TextKey = keyof typeof TEXT;

export function say(language: Language, key: TextKey, params: Record<string, string | number> = {}): string {
  const sentence = TEXT[key][language === 'zh' ? 1 : 0];
  // {env: NAME} and {file: path} are no parameters: a name alone is.
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole));
}

/** --lang, else MUSTER_LANG, else the locale of the terminal. */
export function languageOf(
  given: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Language {
  const wanted = given ?? env.MUSTER_LANG ?? (env.LC_ALL || env.LC_MESSAGES || env.LANG);
  return wanted?.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}
