import { compiled } from '../applications/expressions.ts';
import { MusterError } from '../errors/error.ts';
import type { SamlSettings } from '../model/sso.ts';
import { isXmlText } from '../xml/markup.ts';
import type { PersonHere } from './name-id.ts';
import { ATTRIBUTE_FORMATS } from './names.ts';

export interface Attribute {
  readonly name: string;
  readonly format: string;
  readonly values: readonly string[];
}

const MAX_VALUES = 1000;

/**
 * The attributes told of a person: a list gives one value per element; what is empty is left out. Throws
 * `saml_attribute_invalid` rather than send half of it.
 */
export function attributesFor({ attributes }: SamlSettings, { models }: PersonHere): Attribute[] {
  return attributes
    .map(({ name, expression, format }) => ({
      name,
      format: ATTRIBUTE_FORMATS[format],
      values: valuesOf(name, compiled(expression).evaluate(models)),
    }))
    .filter(({ values }) => values.length > 0);
}

function valuesOf(name: string, value: unknown): string[] {
  const list = (Array.isArray(value) ? value : [value]).filter((one) => one !== null && one !== undefined);
  if (list.length > MAX_VALUES) throw invalid(name, `it has more than ${MAX_VALUES} values`);
  return list.map((one) => {
    if (typeof one === 'object') throw invalid(name, 'it is an object; ObjectToJsonString makes text of it');
    const text = String(one);
    if (!isXmlText(text)) throw invalid(name, 'it has control characters');
    return text;
  });
}

const invalid = (name: string, reason: string) => new MusterError('saml_attribute_invalid', { name, reason });
