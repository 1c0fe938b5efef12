/** What an application is told of a person: values of expressions as SAML and OpenID Connect send them. */
import { failed } from '../expressions/failure.ts';
import type { Models } from '../expressions/scope.ts';
import { isEmpty, itemsOf, textOf } from '../expressions/values.ts';
import { compiled } from './expressions.ts';

/** Characters that no XML document can hold, and lone surrogates. */
const NOT_XML = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u;

/** One text, as NameID and `sub` are; null for no value. Throws `expression_failed`. */
export function oneText(expression: string, models: Models): string | null {
  const text = textOf('value', compiled(expression).evaluate(models));
  return text === null ? null : sendable(text);
}

/** The values of a SAML attribute: texts, one for each element of a list, empty ones left out. Throws `expression_failed`. */
export function texts(expression: string, models: Models): string[] {
  return itemsOf(compiled(expression).evaluate(models)).flatMap((one) => {
    const text = textOf('value', one);
    return isEmpty(text) ? [] : [sendable(text!)];
  });
}

/** The value of a claim: any JSON; null for no value. Throws `expression_failed`. */
export function claim(expression: string, models: Models): unknown {
  const value = compiled(expression).evaluate(models);
  return isEmpty(value) ? null : value;
}

function sendable(text: string): string {
  if (!text.isWellFormed() || NOT_XML.test(text)) throw failed('value', 'not_text', { value: 'control' });
  return text;
}
