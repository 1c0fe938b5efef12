import type { Catalogue } from '../catalogue.ts';

/** Failures of the directory: what is not there, what is taken, what is kept by a source. */
export const directory = {
  not_found: {
    status: 404,
    en: ['There is no {what} {id}.', 'Check the id or name; it may have been deleted.'],
    zh: ['{what} {id} 不存在。', '请检查 ID 或名称，它可能已被删除。'],
  },
  duplicate_value: {
    status: 409,
    en: [
      'The {field} “{value}” is in use already, by {holder}.',
      'Choose another value, or change or delete the entry that has it; case does not matter.',
    ],
    zh: ['{field}“{value}”已被 {holder} 使用。', '请换一个值，或修改、删除占用它的条目；不区分大小写。'],
  },
  version_conflict: {
    status: 412,
    en: [
      'The {what} {id} was changed meanwhile: it has version {version}, you saw version {expected}.',
      'Read it again, look at what changed, and repeat your change on that.',
    ],
    zh: [
      '{what} {id} 已被他人修改：当前版本为 {version}，您看到的是版本 {expected}。',
      '请重新读取并核对变化后再次提交。',
    ],
  },
  confirmation_needed: {
    status: 409,
    en: [
      'Deleting the instance {id} also deletes what is in it: {contents}. None of it can be restored.',
      'To delete it all the same, repeat the call with {field} set to {id}.',
    ],
    zh: [
      '删除实例 {id} 会同时删除其中的数据：{contents}，且无法恢复。',
      '若确认删除，请将 {field} 设为 {id} 后重新提交。',
    ],
  },
  entity_synchronized: {
    status: 409,
    en: [
      'The {what} {name} is kept by the source {source}: the next sync would bring it back.',
      'Take it out of the source or its scope, or disable it here; delete with force only if you mean to have it created anew.',
    ],
    zh: [
      '{what} {name} 由身份提供方 {source} 维护，下次同步会重新创建。',
      '请在来源或同步范围中移除，或在此禁用；仅在确需重新创建时强制删除。',
    ],
  },
  membership_synchronized: {
    status: 409,
    en: [
      'The membership of {name} in {group} is kept by a source: the next sync would bring it back.',
      'Take the member out of the group in the source.',
    ],
    zh: ['{name} 在组 {group} 中的成员关系由身份提供方维护，下次同步会恢复。', '请在来源中将其移出该组。'],
  },
  override_missing: {
    status: 409,
    en: [
      '{field} of {name} is not overridden.',
      'See the provenance of the account for the fields that are.',
    ],
    zh: ['{name} 的 {field} 未被手动覆盖。', '可在账户的字段来源中查看已覆盖的字段。'],
  },
  org_cycle: {
    status: 409,
    en: [
      'The organization {name} cannot be moved into itself or below itself.',
      'Choose a parent outside of it; {field} names one inside.',
    ],
    zh: ['组织 {name} 不能移动到自身或其下级之中。', '请选择其范围之外的上级组织（{field}）。'],
  },
  org_root: {
    status: 409,
    en: [
      'The root organization of an instance can be neither moved nor deleted.',
      'Rename it, or delete the whole instance.',
    ],
    zh: ['实例的根组织不能移动或删除。', '可以重命名，或删除整个实例。'],
  },
  org_not_empty: {
    status: 409,
    en: [
      'The organization {name} is not empty: {accounts} accounts, {orgs} organizations below it, {sources} sources that fill it.',
      'Move or delete what is in it first.',
    ],
    zh: [
      '组织 {name} 不为空：包含 {accounts} 个账户、{orgs} 个下级组织，{sources} 个身份提供方以其为目标。',
      '请先移走或删除其中的内容。',
    ],
  },
  custom_field_in_use: {
    status: 409,
    en: [
      'The custom field {id} is filled by a mapping of the source {source}.',
      'Take it out of the mapping first.',
    ],
    zh: ['扩展字段 {id} 被身份提供方 {source} 的字段映射使用。', '请先从映射中移除该字段。'],
  },
  import_row_twice: {
    status: 409,
    en: [
      'The username {username} stands in row {row} of this import already.',
      'Keep one row for each account; case does not matter.',
    ],
    zh: ['用户名 {username} 已出现在本次导入的第 {row} 行。', '每个账户只保留一行；不区分大小写。'],
  },
  org_path_ambiguous: {
    status: 409,
    en: [
      'There are {count} organizations “{path}”.',
      'Rename all but one of them, or import the account without {field} and move it afterwards.',
    ],
    zh: ['存在 {count} 个组织“{path}”。', '请重命名其中的组织，或先不填 {field} 导入账户，再移动账户。'],
  },
  restore_conflict: {
    status: 409,
    en: [
      'It cannot be restored: its {field} “{value}” is in use meanwhile, by {holder}.',
      'Change that value of {holder}, or delete it; then restore again.',
    ],
    zh: ['无法恢复：其 {field}“{value}”已被 {holder} 使用。', '请修改或删除 {holder} 的该值后重试。'],
  },
} as const satisfies Catalogue;
