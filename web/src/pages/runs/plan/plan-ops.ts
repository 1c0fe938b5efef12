/** What a plan consists of: its sorts of lines, how many there are of each, and what to show of a line. Pure. */
import type { Fields } from '../../../parts/diff-fields.ts';

/** In the order a reviewer asks for them: what is taken away first. */
export const PLAN_OPS = [
  'delete',
  'disable',
  'unlink',
  'create',
  'restore',
  'bind',
  'update',
  'members',
] as const;
export type PlanOp = (typeof PLAN_OPS)[number];

/** A line of a plan, as far as it is looked at here. */
interface Line {
  op: string;
  label: string;
  before: Fields;
  after: Fields;
}

export function isPlanOp(op: string | undefined): op is PlanOp {
  return (PLAN_OPS as readonly (string | undefined)[]).includes(op);
}

/** Fields that say nothing when an entry comes or goes. */
const quiet = (value: unknown) => value === null || value === undefined || value === '' || value === false;

/** The part of a line worth reading: what changes, or what is gained or lost. */
export function lineFields({ op, before, after }: Omit<Line, 'label'>): {
  before: Fields;
  after: Fields;
} {
  // The plan keeps the whole entry of one who leaves; disabled, only this moves.
  if (op === 'disable') return { before: { enabled: true }, after: { enabled: false } };
  if (op === 'delete') return { before: withoutQuiet(before ?? {}), after: null };
  if (op === 'create' || op === 'restore') return { before: null, after: withoutQuiet(after ?? {}) };
  const changed = after ?? {};
  const had = Object.fromEntries(Object.keys(changed).map((name) => [name, before?.[name]]));
  return { before: had, after: changed };
}

function withoutQuiet(fields: NonNullable<Fields>): NonNullable<Fields> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => !quiet(value)));
}

const HEADING: ReadonlySet<string> = new Set(['username', 'userName', 'displayName', 'email', 'name']);

/** Without what stands in the heading of the line already. */
export function withoutHeading(fields: Fields): NonNullable<Fields> {
  return Object.fromEntries(Object.entries(fields ?? {}).filter(([name]) => !HEADING.has(name)));
}

/** Fields shown beside the label of a person, so that a list of people can be read at a glance. */
export function subtitleOf({ before, after, label }: Omit<Line, 'op'>): string {
  const of = (name: string) => after?.[name] ?? before?.[name];
  return [of('displayName'), of('email')]
    .filter((value): value is string => typeof value === 'string' && value !== '' && value !== label)
    .join(' · ');
}
