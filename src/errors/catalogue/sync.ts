import type { Catalogue } from '../catalogue.ts';

export const sync = {
  run_active: {
    status: 409,
    en: [
      'A run of this source or application is already under way.',
      'Wait for it to end, or cancel it, then start again.',
    ],
    zh: ['该身份提供方或应用已有正在执行的任务。', '请等待其结束或取消后重试。'],
  },
  run_ended: {
    status: 409,
    en: ['Run {id} has already ended ({state}).', 'Nothing to do; start a new run if you need one.'],
    zh: ['任务 {id} 已结束（{state}）。', '无需操作；如有需要请发起新任务。'],
  },
  run_cancelled: {
    status: 409,
    en: [
      'The run was cancelled.',
      'What it had applied until then stays; the next run carries on from there.',
    ],
    zh: ['任务已取消。', '取消前已写入的变更保留，下次任务会继续。'],
  },
  run_interrupted: {
    status: 503,
    retry: true,
    en: [
      'The server stopped while the run was under way.',
      'Start the run again; it carries on from what was applied.',
    ],
    zh: ['任务执行期间服务器停止。', '请重新发起任务，会从已写入处继续。'],
  },
  run_died: {
    status: 500,
    retry: true,
    en: [
      'The process that worked the run ended without a word (killed, out of memory, power).',
      'Start the run again: it compares anew and ends in the right state.',
    ],
    zh: [
      '执行任务的进程意外终止（被杀死、内存不足或断电）。',
      '请重新发起任务：系统会重新比较并收敛到正确状态。',
    ],
  },
  plan_stale: {
    status: 409,
    en: ['The plan no longer holds: {reason}.', 'Make a new plan and look at it again; nothing was applied.'],
    zh: ['该计划已失效：{reason}。', '请重新生成计划并查看；尚未应用任何变更。'],
  },
  directory_moved: {
    status: 409,
    retry: true,
    en: [
      'The directory changed while people were about to be removed: {reason}.',
      'Nobody of them was removed. Synchronize again (or make a new plan): it looks anew.',
    ],
    zh: ['即将删除人员时目录发生了变化：{reason}。', '这些人员均未被删除。请重新同步（或重新生成计划）。'],
  },
  plan_not_waiting: {
    status: 409,
    en: [
      'Run {id} has no plan that waits ({state}).',
      'Only a run in state planned or awaiting_confirmation can be applied.',
    ],
    zh: [
      '任务 {id} 没有待应用的计划（{state}）。',
      '只有处于 planned 或 awaiting_confirmation 状态的任务可以应用。',
    ],
  },
  source_disabled: {
    status: 409,
    en: ['Source {name} is switched off.', 'Enable it, then start the sync again.'],
    zh: ['身份提供方 {name} 已停用。', '请启用后重新同步。'],
  },
  schedule_cron_invalid: {
    status: 422,
    en: [
      'The schedule “{value}” cannot be read: {reason}.',
      'Write minute, hour, day of month, month and day of week, for example “45 1 * * *” for 1:45 every day; with six fields (Quartz) a number for the second stands first: “0 45 1 * * ?”.',
    ],
    zh: [
      '无法解析定时表达式“{value}”：{reasonZh}。',
      '请依次填写分、时、日、月、周，例如每天 1:45 为“45 1 * * *”；六个字段（Quartz）时最前面为表示秒的数字：“0 45 1 * * ?”。',
    ],
  },
  schedule_timezone_unknown: {
    status: 422,
    en: [
      'There is no time zone “{value}”.',
      'Use a name of the IANA time zone database, for example Asia/Shanghai, Europe/Berlin or UTC.',
    ],
    zh: ['不存在时区“{value}”。', '请使用 IANA 时区名称，例如 Asia/Shanghai、Europe/Berlin 或 UTC。'],
  },
  source_kind_unknown: {
    status: 422,
    en: ['There is no kind of source “{kind}”.', 'Use one of: {known}.'],
    zh: ['不支持的身份提供方类型“{kind}”。', '可用类型：{known}。'],
  },
  mapping_target_unknown: {
    status: 422,
    en: [
      'The mapping fills “{field}”, which a {kind} does not have.',
      'Correct the target field, or define the custom field first.',
    ],
    zh: ['映射的目标字段“{field}”不存在（{kind}）。', '请更正目标字段，或先定义该扩展字段。'],
  },
  read_incomplete: {
    status: 502,
    retry: true,
    en: [
      'The source counted {counted} records ({what}) but {staged} arrived.',
      'Nothing was compared. Start the run again; if it repeats, test the connection.',
    ],
    zh: [
      '身份提供方报告 {counted} 条记录（{what}），实际收到 {staged} 条。',
      '未进行任何比较。请重试；若再次出现，请测试连接。',
    ],
  },
  read_empty: {
    status: 502,
    en: [
      'The source returned no user at all, while {linked} of its people are in the directory.',
      'Nothing was changed. Check source nodes, filters and the rights of the bind account; to remove everybody, delete the source.',
    ],
    zh: [
      '身份提供方未返回任何用户，而目录中有 {linked} 个来自它的账户。',
      '未做任何变更。请检查源节点、过滤条件和绑定账户权限；如需移除全部人员，请删除该身份提供方。',
    ],
  },
  record_field_missing: {
    status: 422,
    en: [
      'The record has no value for {field}.',
      'Fill the attribute in the source, or map {field} from another one.',
    ],
    zh: ['该记录缺少字段 {field} 的值。', '请在来源中补全该属性，或将 {field} 映射到其他属性。'],
  },
  record_field_invalid: {
    status: 422,
    en: [
      '“{value}” cannot be {field}: {reason}.',
      'Correct the attribute in the source, or change the mapping of {field}.',
    ],
    zh: ['“{value}”不能作为 {field}：{reason}。', '请在来源中更正该属性，或修改 {field} 的映射。'],
  },
  record_twice: {
    status: 422,
    en: [
      'The source gave record {key} twice in one read.',
      'Check whether source nodes overlap; the first one counts.',
    ],
    zh: ['来源在一次读取中两次返回记录 {key}。', '请检查源节点是否重叠；以第一条为准。'],
  },
  record_hidden: {
    status: 409,
    en: [
      'The source no longer shows this record to the application, and does not say that it is gone.',
      'It was kept as it is. In the vendor’s console, let the application see it again (its range of departments and members). If it is to go, delete it in the source, or choose source nodes without it while it can still be seen.',
    ],
    zh: [
      '该应用已无法查看此记录，而来源也未表明其已被删除。',
      '该记录已原样保留。请在厂商控制台恢复应用的可见范围（通讯录权限范围）；如需移除，请在来源中删除，或在其仍可见时选择不包含它的源节点。',
    ],
  },
  match_ambiguous: {
    status: 409,
    en: [
      'Two accounts have the same mapping identifier as this record: {first} and {second}.',
      'Merge or rename one of them, then sync again; nothing was written.',
    ],
    zh: [
      '有两个账户与该记录的映射标识相同：{first} 和 {second}。',
      '请合并或重命名其中一个后重新同步；未写入任何内容。',
    ],
  },
  match_held: {
    status: 409,
    en: [
      'The account with the same mapping identifier ({holder}) belongs to another record of this source ({record}).',
      'Make the identifier unique in the source, then sync again.',
    ],
    zh: [
      '映射标识相同的账户（{holder}）已属于该来源的另一条记录（{record}）。',
      '请在来源中保证标识唯一后重新同步。',
    ],
  },
  changed_meanwhile: {
    status: 409,
    retry: true,
    en: [
      'The entry was changed by somebody else while the run was under way.',
      'Nothing was overwritten; the next run looks at it again.',
    ],
    zh: ['任务执行期间该条目被他人修改。', '未覆盖任何内容；下次任务会重新处理。'],
  },
  books_unbalanced: {
    status: 500,
    en: [
      'The books of the run do not balance: {what} is {left} against {right}.',
      'What was applied stays. Start the run again, and report this with the run id.',
    ],
    zh: [
      '任务账目不平：{what} 为 {left}，应为 {right}。',
      '已应用的变更保留。请重新发起任务，并附任务 ID 反馈。',
    ],
  },
  explain_unknown: {
    status: 404,
    en: [
      'Nobody called {who} is known: no account, no deleted account, no record the last syncs refused.',
      'Check the name; if the person is in the source, check source nodes and filters, and synchronize.',
    ],
    zh: [
      '未找到“{who}”：既没有账户、已删除账户，也没有最近同步中被拒绝的记录。',
      '请检查名称；若该人员在来源中，请检查源节点和过滤条件后同步。',
    ],
  },
} as const satisfies Catalogue;
