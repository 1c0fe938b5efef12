/** What a change by hand makes of an account, before anything is written. Pure. */
import { MusterError } from '../errors/error.ts';
import type { CustomField } from '../model/custom-field.ts';
import { type AccountRow, accountFields } from './account-rows.ts';
import { checkCustom } from './custom-fields.ts';
import type { Contribution, Fields } from './fold.ts';
import { changedFields, type Settled, setByHand } from './overrides.ts';

/** Fields and overrides of an account after `given` was set by hand. Throws `invalid_input`. */
export function settledByHand(
  row: AccountRow,
  links: readonly Contribution[],
  definitions: readonly CustomField[],
  given: Fields,
): Settled {
  checkCustom(definitions, given, false);
  const current = { fields: accountFields(row), overrides: row.overrides };
  const settled = setByHand(current, links, { ...unverified(current.fields, given), ...given });
  if (Object.hasOwn(given, 'phoneNumber') || Object.hasOwn(given, 'phoneRegion')) checkPhone(settled.fields);
  return settled;
}

/** A new address or number is not verified until somebody says so. */
function unverified(had: Fields, given: Fields): Fields {
  const moved = (...names: string[]) =>
    names.some((name) => Object.hasOwn(given, name) && given[name] !== (had[name] ?? null));
  return {
    ...(moved('email') ? { emailVerified: false } : {}),
    ...(moved('phoneNumber', 'phoneRegion') ? { phoneVerified: false } : {}),
  };
}

/** Throws `invalid_input`. */
export function checkPhone(fields: Fields): void {
  if ((fields.phoneRegion ?? null) !== null && (fields.phoneNumber ?? null) === null)
    throw new MusterError('invalid_input', {
      field: 'phoneRegion',
      reason: 'a region needs a phoneNumber beside it',
    });
}

export interface AccountChange {
  /** Fields that change and, where they do, the names of the overridden ones under `overrides`. */
  before: Record<string, unknown>;
  after: Record<string, unknown>;
}

/** What the change log says of a settled account; null when nothing is to be written. */
export function accountChange(row: AccountRow, settled: Settled): AccountChange | null {
  const change = changedFields(accountFields(row), settled.fields);
  if (JSON.stringify(row.overrides) === JSON.stringify(settled.overrides)) return change;
  const overridden = (overrides: Fields) => ({ overrides: Object.keys(overrides).sort() });
  return {
    before: { ...change?.before, ...overridden(row.overrides) },
    after: { ...change?.after, ...overridden(settled.overrides) },
  };
}
