/**
 * An entity is a fold over its links: each field is the first non-empty value in order of source priority, below what
 * a hand has set. Pure; sync and the directory use the same function, so that both always come to the same value.
 */

export type FieldValue = string | number | boolean | null;
/** Fields by name; custom fields as `custom.<id>`. */
export type Fields = Record<string, FieldValue>;

export interface Contribution {
  sourceId: string;
  /** Lower wins; of equal ones the smaller source id. */
  priority: number;
  values: Fields;
}

export interface Fold {
  /** Fields that somebody fills. Null only where an override says "empty". */
  effective: Fields;
  /** The source whose value it is, or `override`. */
  provenance: Record<string, string>;
}

export const OVERRIDE = 'override';

/** A region means nothing beside another source's number: it comes from whoever gives the number. */
const FOLLOWS = new Map([['phoneRegion', 'phoneNumber']]);

export function foldFields(links: readonly Contribution[], overrides: Fields): Fold {
  const layers = [
    { from: OVERRIDE, values: new Map(Object.entries(overrides)), decides: isGiven },
    ...[...links].sort(byPriority).map(({ sourceId, values }) => ({
      from: sourceId,
      values: new Map(Object.entries(values)),
      decides: isFilled,
    })),
  ];
  const names = new Set(layers.flatMap(({ values }) => [...values.keys()]));
  const effective = new Map<string, FieldValue>();
  const provenance = new Map<string, string>();
  for (const name of names) {
    const leader = FOLLOWS.get(name) ?? name;
    const layer = layers.find(({ values, decides }) => decides(values.get(leader)));
    const value = layer?.values.get(name);
    if (layer === undefined || value === undefined || (value === null && layer.from !== OVERRIDE)) continue;
    effective.set(name, value);
    provenance.set(name, layer.from);
  }
  return { effective: Object.fromEntries(effective), provenance: Object.fromEntries(provenance) };
}

function isGiven(value: FieldValue | undefined): boolean {
  return value !== undefined;
}

function isFilled(value: FieldValue | undefined): boolean {
  return value !== undefined && value !== null && value !== '';
}

function byPriority(a: Contribution, b: Contribution): number {
  return a.priority - b.priority || (a.sourceId < b.sourceId ? -1 : 1);
}
