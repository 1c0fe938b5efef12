import { z } from 'zod';
import { type Language, MusterError } from '../errors/error.ts';
import { inChinese } from '../model/said.ts';

/** One field at fault, as problem details list it. */
export interface FieldError {
  field: string;
  message: string;
}

/** `invalid_input` with every field at fault, not only the first. */
export class InvalidInput extends MusterError {
  readonly fields: FieldError[];

  constructor(fields: FieldError[]) {
    const [first] = fields;
    super('invalid_input', {
      field: first?.field ?? 'input',
      reason: (first?.message ?? 'not valid').replace(/\.$/, ''),
    });
    this.fields = fields;
  }
}

const FIELDS_SHOWN = 20;
const NO_FIELD = { en: 'there is no such field', zh: '没有该字段' };
const messages = { en: z.locales.en().localeError, zh: z.locales.zhCN().localeError };

/** Checked input, or `invalid_input` in the caller's language; `where` names the part when the path is empty. */
export function validate<T extends z.ZodType>(
  schema: T,
  input: unknown,
  where: string,
  language: Language,
): z.output<T> {
  const result = schema.safeParse(input, { error: messages[language] });
  if (result.success) return result.data;
  throw new InvalidInput(
    result.error.issues.flatMap((issue) => fieldErrors(issue, where, language)).slice(0, FIELDS_SHOWN),
  );
}

function fieldErrors(issue: z.core.$ZodIssue, where: string, language: Language): FieldError[] {
  const message = language === 'zh' ? inChinese(issue.message) : issue.message;
  const path = issue.path.map((step) => String(step).slice(0, 80)).join('.');
  if (issue.code === 'unrecognized_keys')
    return issue.keys.slice(0, FIELDS_SHOWN).map((key) => ({
      field: [path, key.slice(0, 80)].filter(Boolean).join('.'),
      message: message.length > 300 ? NO_FIELD[language] : message,
    }));
  return [{ field: path === '' ? where : path, message: message.slice(0, 300) }];
}
