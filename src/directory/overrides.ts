/** What a hand changes on an entity that sources fill. Pure, over `foldFields`. */
import { type Contribution, type Fields, foldFields } from './fold.ts';

export interface Settled {
  fields: Fields;
  overrides: Fields;
}

const PAIRS: readonly (readonly string[])[] = [['phoneRegion', 'phoneNumber']];

/**
 * Fields and overrides after `given` was set by hand: a field that a source fills becomes an override, one set to the
 * source's own value stops being one, and one that no source fills is simply changed.
 */
export function setByHand(current: Settled, links: readonly Contribution[], given: Fields): Settled {
  const fields = { ...current.fields, ...given };
  const overrides = { ...current.overrides };
  const { effective } = foldFields(links, {});
  for (const names of together(Object.keys(given))) {
    const contested = names.some((name) => Object.hasOwn(effective, name) || Object.hasOwn(overrides, name));
    const agrees = names.every((name) => (effective[name] ?? null) === (fields[name] ?? null));
    for (const name of names)
      if (contested && !agrees) overrides[name] = fields[name] ?? null;
      else delete overrides[name];
  }
  return { fields, overrides };
}

/**
 * Fields and overrides after these overrides are cleared: each field takes the value of its source again; where no
 * source fills it any more, it keeps its value as one typed by hand.
 */
export function clearByHand(
  current: Settled,
  links: readonly Contribution[],
  names: readonly string[],
): Settled {
  const fields = { ...current.fields };
  const overrides = { ...current.overrides };
  const { effective } = foldFields(links, {});
  for (const pair of together(names)) {
    const filled = pair.some((name) => Object.hasOwn(effective, name));
    for (const name of pair) {
      if (!Object.hasOwn(overrides, name)) continue;
      delete overrides[name];
      if (filled) fields[name] = effective[name] ?? null;
    }
  }
  return { fields, overrides };
}

/** The names in sets that are overridden together. */
function together(names: readonly string[]): (readonly string[])[] {
  const sets = names.map((name) => PAIRS.find((pair) => pair.includes(name)) ?? [name]);
  return [...new Map(sets.map((set) => [set[0], set])).values()];
}

/** Only the fields that differ, as they were and as they are; null when none does. */
export function changedFields(before: Fields, after: Fields): { before: Fields; after: Fields } | null {
  const names = Object.keys(after).filter((name) => (before[name] ?? null) !== (after[name] ?? null));
  if (names.length === 0) return null;
  const pick = (fields: Fields) => Object.fromEntries(names.map((name) => [name, fields[name] ?? null]));
  return { before: pick(before), after: pick(after) };
}
