import { failed } from './failure.ts';

/** Longest text an expression may make, in UTF-16 units. */
export const RESULT_MAX = 65_536;
/** List items one evaluation may make in all; bounds nested ArrayMap. */
export const LIST_MAX = 10_000;

/** Never own data of a record, whatever an object claims to hold under these names. */
const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);

/** Null, empty text and empty list all mean "no value". */
export function isEmpty(value: unknown): boolean {
  return (
    value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
  );
}

/** The value where one is needed: of a list its first element that is not empty, as directories hold single values as lists. */
export function single(value: unknown): unknown {
  if (!Array.isArray(value)) return value ?? null;
  return value.find((element) => !isEmpty(element)) ?? null;
}

/** The value as text, null when there is none. Objects have no text. `where` names the function in the failure. */
export function textOf(where: string, value: unknown): string | null {
  const one = single(value);
  if (typeof one === 'string') return one;
  if (one === null) return null;
  if (typeof one === 'number' || typeof one === 'boolean') return String(one);
  throw failed(where, 'not_text', { value: one });
}

/** The value as a list: a single value is a list of one, no value an empty one. */
export function itemsOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  return isEmpty(value) ? [] : [value];
}

/** The value as a condition: true, false or their text (directories hold TRUE and FALSE); no value is false. */
export function conditionOf(where: string, value: unknown): boolean {
  const one = single(value);
  if (typeof one === 'boolean') return one;
  if (isEmpty(one)) return false;
  const word = typeof one === 'string' ? one.toLowerCase() : '';
  if (word === 'true') return true;
  if (word === 'false') return false;
  throw failed(where, 'not_condition', { value: one });
}

/** A text that is not too long to keep, or the failure that says so. */
export function limited(where: string, text: string): string {
  if (text.length > RESULT_MAX) throw failed(where, 'text_too_long', { max: RESULT_MAX });
  return text;
}

/** Texts joined, checked before they are built, so that no oversized text is ever made. */
export function joined(where: string, texts: string[], separator: string): string {
  let length = separator.length * Math.max(0, texts.length - 1);
  for (const text of texts) length += text.length;
  if (length > RESULT_MAX) throw failed(where, 'text_too_long', { max: RESULT_MAX });
  return texts.join(separator);
}

/** An element of a list by index or an own property of an object; anything else is null. */
export function memberOf(object: unknown, key: unknown): unknown {
  if (typeof object !== 'object' || object === null) return null;
  if (Array.isArray(object)) {
    const index = typeof key === 'string' && /^\d{1,9}$/.test(key) ? Number(key) : key;
    return typeof index === 'number' && Object.hasOwn(object, index) ? data(object[index]) : null;
  }
  const name = typeof key === 'number' ? String(key) : key;
  if (typeof name !== 'string' || FORBIDDEN.has(name) || !Object.hasOwn(object, name)) return null;
  return data((object as Record<string, unknown>)[name]);
}

/** An attribute of a model by name: as the source spells it, or else in whatever case it does. */
export function attributeOf(model: unknown, name: string): unknown {
  if (typeof model !== 'object' || model === null || FORBIDDEN.has(name)) return null;
  if (Object.hasOwn(model, name)) return data((model as Record<string, unknown>)[name]);
  const lower = name.toLowerCase();
  for (const key in model)
    if (key.length === name.length && key.toLowerCase() === lower) return memberOf(model, key);
  return null;
}

function data(value: unknown): unknown {
  return value === undefined || typeof value === 'function' || typeof value === 'symbol' ? null : value;
}

/** `==`: no value equals no value; numbers and truth values equal their text. */
export function equal(left: unknown, right: unknown): boolean {
  const a = single(left);
  const b = single(right);
  if (isEmpty(a) || isEmpty(b)) return isEmpty(a) && isEmpty(b);
  if (typeof a === typeof b && typeof a !== 'object') return a === b;
  const [x, y] = alike('==', a, b);
  return x === y;
}

/** The order of two values as a number below, at or above 0; null when one of them is empty. */
export function order(operator: string, left: unknown, right: unknown): number | null {
  const a = single(left);
  const b = single(right);
  if (isEmpty(a) || isEmpty(b)) return null;
  const [x, y] = alike(operator, a, b);
  if (x === y) return 0;
  return x < y ? -1 : 1;
}

/** Two values of one kind to compare: as numbers where both read as such and one is one, else as text. */
function alike(operator: string, a: unknown, b: unknown): [number, number] | [string, string] {
  for (const value of [a, b])
    if (typeof value === 'object') throw failed(operator, 'not_comparable', { value });
  if (typeof a === 'number' || typeof b === 'number') {
    const x = numeric(a);
    const y = numeric(b);
    if (x !== null && y !== null) return [x, y];
  }
  const fold = typeof a === 'boolean' || typeof b === 'boolean';
  return fold ? [String(a).toLowerCase(), String(b).toLowerCase()] : [String(a), String(b)];
}

function numeric(value: unknown): number | null {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^-?\d{1,15}(\.\d{1,15})?$/.test(value) ? Number(value) : null;
}

/** `+`: the sum of two numbers, else the texts one after the other; no value adds nothing. */
export function add(left: unknown, right: unknown): unknown {
  const a = single(left);
  const b = single(right);
  if (typeof a === 'string' && typeof b === 'string') return limited('+', a + b);
  if (a === null) return b;
  if (b === null) return a;
  if (typeof a === 'number' && typeof b === 'number') return a + b;
  for (const value of [a, b]) if (typeof value === 'object') throw failed('+', 'not_addable', { value });
  return limited('+', `${a}${b}`);
}
