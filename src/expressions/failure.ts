import { MusterError } from '../errors/error.ts';

/** Why an expression gave no value for one record; `{…}` is filled from the facts given. */
const REASONS = {
  not_text: { en: 'it needs a text, and got {got}', zh: '需要文本，实际为{gotZh}' },
  not_condition: {
    en: 'it needs true or false, and got {got}',
    zh: '需要 true 或 false，实际为{gotZh}',
  },
  not_position: {
    en: 'it needs a whole number from 0 on as a position, and got {got}',
    zh: '位置需要为从 0 开始的整数，实际为{gotZh}',
  },
  not_comparable: { en: 'it cannot compare {got}', zh: '无法比较{gotZh}' },
  not_addable: { en: 'it cannot add {got}', zh: '无法相加{gotZh}' },
  not_one_value: {
    en: 'the result is {got}, where a single value is needed; choose one of its fields, or use ArrayJoin or ObjectToJsonString',
    zh: '结果为{gotZh}，此处需要单个值；请选择其中的字段，或使用 ArrayJoin、ObjectToJsonString',
  },
  text_too_long: { en: 'the text grew longer than {max} characters', zh: '文本超过 {max} 个字符' },
  list_too_long: { en: 'more than {max} list items were made', zh: '列表元素超过 {max} 个' },
  too_costly: {
    en: 'the pattern takes too many steps on this text of {length} characters',
    zh: '该匹配模式在长度为 {length} 的文本上所需步骤过多',
  },
  no_reading: { en: 'no pinyin is known for “{got}”', zh: '没有“{got}”的拼音' },
  not_json: { en: 'the value cannot be written as JSON', zh: '该值无法转换为 JSON' },
} as const;

export type Reason = keyof typeof REASONS;

/**
 * The failure of one record: `expression_failed` with `function` (or operator) and the reason in both languages.
 * `value` is described by its kind only, since attribute values may be personal.
 */
export function failed(
  where: string,
  reason: Reason,
  facts: { value?: unknown; got?: string; max?: number; length?: number } = {},
): MusterError {
  const kind = 'value' in facts ? kindOf(facts.value) : { en: facts.got ?? '', zh: facts.got ?? '' };
  const filled = (text: string) =>
    text.replace(/\{(\w+)\}/g, (_, name: string) => {
      if (name === 'got') return kind.en;
      if (name === 'gotZh') return kind.zh;
      return String(name === 'max' ? facts.max : facts.length);
    });
  return new MusterError('expression_failed', {
    function: where,
    reason: filled(REASONS[reason].en),
    reasonZh: filled(REASONS[reason].zh),
  });
}

function kindOf(value: unknown): { en: string; zh: string } {
  if (Array.isArray(value)) return { en: 'a list', zh: '列表' };
  if (value === null || value === undefined) return { en: 'nothing', zh: '空值' };
  if (typeof value === 'number') return { en: `the number ${value}`, zh: `数字 ${value}` };
  if (typeof value === 'boolean') return { en: String(value), zh: String(value) };
  return typeof value === 'string' ? { en: 'a text', zh: '文本' } : { en: 'an object', zh: '对象' };
}
