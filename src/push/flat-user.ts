/** A user of a target, flat: what mappings make, what is compared and stored. Pure. */
import { hash } from 'node:crypto';
import { MusterError } from '../errors/error.ts';
import type { CompiledMappings } from '../expressions/mapping.ts';
import { isPlainText } from './safe-text.ts';

export type FlatUser = Record<string, string | boolean>;

/** Equal for equal users, as long as their attributes come in the same order. */
export function hashOf(user: FlatUser): Buffer {
  return hash('sha256', JSON.stringify(user), 'buffer').subarray(0, 16);
}

/** The values the mappings make of an account. Throws the first mapping's failure, with its field. */
export function mappedValues(
  mappings: CompiledMappings,
  attributes: Record<string, unknown>,
): Record<string, unknown> {
  const { values, failures } = mappings.apply(attributes);
  if (failures[0])
    throw new MusterError(failures[0].error.code, { ...failures[0].error.params, field: failures[0].target });
  return values;
}

export interface ValueRule {
  name: string;
  /** True and false, also as texts. */
  isFlag: boolean;
  maxLength: number;
}

/** A mapped value as it may be sent; null for none. Throws `push_value_invalid`. */
export function sendable(rule: ValueRule, value: unknown, label: string): string | boolean | null {
  const invalid = (reason: string) =>
    new MusterError('push_value_invalid', { name: label, field: rule.name, reason });
  if (value === null || value === undefined || value === '') return null;
  if (rule.isFlag) {
    if (value === true || value === 'true') return true;
    if (value === false || value === 'false') return false;
    throw invalid('it must be true or false');
  }
  const text = String(value);
  if (text.length > rule.maxLength) throw invalid(`it is longer than ${rule.maxLength} characters`);
  if (!isPlainText(text)) throw invalid('it contains control characters or broken Unicode');
  return text;
}
