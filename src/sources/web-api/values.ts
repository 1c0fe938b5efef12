/** Values of a vendor's JSON as attributes of a record. Pure. */
import { spelled } from '../../expressions/pinyin.ts';
import type { Attributes, AttributeValue } from '../source.ts';

/** An object as a vendor sent it. */
export type Raw = Record<string, unknown>;

/** Ids come as numbers or as texts of digits, with or without leading zeros: always text here. */
export function idText(value: unknown): string {
  return typeof value === 'string' ? value : String(value);
}

/** Ids of a list that may hold nulls, or not be there. */
export function idTexts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => one !== null && one !== undefined).map(idText) : [];
}

/** The objects of a list that may not be there. */
export function objects(value: unknown): Raw[] {
  return Array.isArray(value)
    ? value.filter((row) => typeof row === 'object' && row !== null && !Array.isArray(row))
    : [];
}

export function without(raw: Raw, names: readonly string[]): Raw {
  const kept = { ...raw };
  for (const name of names) delete kept[name];
  return kept;
}

export const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);

/** What is a text, a number, a truth value or a list of them; empty ones are as good as absent. */
export function plainAttributes(raw: Raw): Attributes {
  const attributes: Attributes = {};
  for (const [name, value] of Object.entries(raw)) {
    const plain = plainValue(value);
    if (plain !== undefined && name !== '__proto__') attributes[name] = plain;
  }
  return attributes;
}

function plainValue(value: unknown): AttributeValue | undefined {
  if (isEmpty(value)) return undefined;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (!Array.isArray(value)) return undefined;
  const plain = value.filter((one) => ['string', 'number', 'boolean'].includes(typeof one));
  return plain.length === value.length ? plain.map(String) : undefined;
}

/** What stands before the @ of an e-mail address, in lower case. */
export function localPart(mail: unknown): string | undefined {
  return typeof mail === 'string' && mail.includes('@')
    ? mail.split('@', 1)[0]!.trim().toLowerCase()
    : undefined;
}

/** A Chinese name as a username; undefined where a character has no known reading. */
export function pinyinOf(name: unknown): string | undefined {
  if (typeof name !== 'string') return undefined;
  try {
    return spelled('username', name).replace(/[^a-z0-9_.@-]/g, '');
  } catch {
    return undefined;
  }
}
