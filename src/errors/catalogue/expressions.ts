import type { Catalogue } from '../catalogue.ts';

/** Failures of mapping expressions: those found when one is saved, and `expression_failed` for a single record. */
export const expressions = {
  expression_empty: {
    status: 422,
    en: [
      'The expression is empty.',
      'Write what the field is to hold, for example Coalesce(user.displayName, user.username).',
    ],
    zh: ['表达式为空。', '请填写字段取值的表达式，例如 Coalesce(user.displayName, user.username)。'],
  },
  expression_too_long: {
    status: 422,
    en: [
      'The expression has {length} characters; {max} are allowed.',
      'Make it shorter, or split it over two fields.',
    ],
    zh: ['表达式长度为 {length} 个字符，最多允许 {max} 个。', '请缩短表达式，或拆分到两个字段。'],
  },
  expression_too_deep: {
    status: 422,
    en: [
      'The expression is nested more than {max} levels deep at character {position}.',
      'Take out parentheses or nested functions that are not needed.',
    ],
    zh: ['表达式在第 {position} 个字符处嵌套超过 {max} 层。', '请去掉不必要的括号或嵌套函数。'],
  },
  expression_character: {
    status: 422,
    en: [
      'The expression cannot be read at character {position}: “{near}”.',
      'Put text in quotes; the operators are + == != < <= > >= && || ! and ? : — the escapes in a text \\" \\\' \\\\ \\n \\r \\t and \\u with four hexadecimal digits.',
    ],
    zh: [
      '表达式在第 {position} 个字符处无法解析：“{near}”。',
      '文本请加引号；可用的运算符为 + == != < <= > >= && || ! 和 ? :；文本中的转义为 \\" \\\' \\\\ \\n \\r \\t 以及 \\u 加四位十六进制数字。',
    ],
  },
  expression_text_open: {
    status: 422,
    en: ['The text that begins at character {position} has no closing quote.', 'Add {expected} at its end.'],
    zh: ['从第 {position} 个字符开始的文本没有结束引号。', '请在文本末尾加上 {expected}。'],
  },
  expression_token: {
    status: 422,
    en: [
      'The expression cannot be read at character {position}: “{near}” stands where {expected} is expected.',
      'Put {expected} there; look for a missing comma, quote or parenthesis before it.',
    ],
    zh: [
      '表达式在第 {position} 个字符处无法解析：此处应为 {expected}，实际为“{near}”。',
      '请在此处填写 {expected}，并检查前面是否缺少逗号、引号或括号。',
    ],
  },
  expression_value_missing: {
    status: 422,
    en: [
      'A value is missing at character {position}, before “{near}”.',
      'Put a field ({example}), a text in quotes, a number or a function there.',
    ],
    zh: [
      '第 {position} 个字符处（“{near}”之前）缺少一个值。',
      '请填写字段（{example}）、带引号的文本、数字或函数。',
    ],
  },
  expression_name_unknown: {
    status: 422,
    en: [
      '“{name}” at character {position} is neither a model of this place nor a function.',
      'Fields are written with their model ({expected}), texts in quotes.',
    ],
    zh: [
      '第 {position} 个字符处的“{name}”既不是此处可用的模型，也不是函数。',
      '字段请带上模型（{expected}），文本请加引号。',
    ],
  },
  expression_function_unknown: {
    status: 422,
    en: [
      'There is no function {name} (character {position}).',
      'The functions are {functions}; upper and lower case matter.',
    ],
    zh: ['没有名为 {name} 的函数（第 {position} 个字符）。', '可用的函数有 {functions}，区分大小写。'],
  },
  expression_arguments: {
    status: 422,
    en: ['{function} at character {position} has {count} arguments.', 'It takes {expected}: {usage}'],
    zh: ['第 {position} 个字符处的 {function} 有 {count} 个参数。', '该函数需要 {expected} 个参数：{usage}'],
  },
  expression_item_outside: {
    status: 422,
    en: [
      '__item at character {position} stands outside ArrayMap.',
      'Use it only in the second argument of ArrayMap, for example ArrayMap(user.groups, __item.name).',
    ],
    zh: [
      '第 {position} 个字符处的 __item 不在 ArrayMap 之内。',
      '__item 只能用于 ArrayMap 的第二个参数，例如 ArrayMap(user.groups, __item.name)。',
    ],
  },
  expression_pattern_not_text: {
    status: 422,
    en: [
      'The pattern of RegexReplace (character {position}) is not a text in quotes.',
      'Write the pattern itself in quotes; it is checked once, when the mapping is saved.',
    ],
    zh: [
      'RegexReplace 的匹配模式（第 {position} 个字符）不是带引号的文本。',
      '请直接用引号写出匹配模式；保存映射时会检查它。',
    ],
  },
  expression_pattern: {
    status: 422,
    en: [
      'The pattern “{pattern}” cannot be read at its character {position}.',
      'It may hold text, . [..] \\d \\w \\s \\p{..} \\b ^ $ ( ) (?: ) | * + ? and {m,n} up to {max}; back references and look-around are not available.',
    ],
    zh: [
      '匹配模式“{pattern}”在其第 {position} 个字符处无法解析。',
      '可使用文本、. [..] \\d \\w \\s \\p{..} \\b ^ $ ( ) (?: ) | * + ? 以及不超过 {max} 的 {m,n}；不支持反向引用和环视。',
    ],
  },
  expression_failed: {
    status: 422,
    en: [
      '{function} failed: {reason}.',
      'Look at the values of this record, or guard the expression with IsNull, IIF or Coalesce.',
    ],
    zh: [
      '{function} 执行失败：{reasonZh}。',
      '请检查该记录的属性值，或用 IsNull、IIF、Coalesce 处理特殊情况。',
    ],
  },
  mapping_target_twice: {
    status: 422,
    en: [
      'The target field {field} is mapped twice.',
      'Keep one of the two mappings; join two values with Join or Coalesce.',
    ],
    zh: [
      '目标字段 {field} 被映射了两次。',
      '请只保留其中一个映射；需要合并两个值时可使用 Join 或 Coalesce。',
    ],
  },
} as const satisfies Catalogue;
