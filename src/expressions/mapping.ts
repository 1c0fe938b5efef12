import { createHash } from 'node:crypto';
import { MusterError } from '../errors/error.ts';
import type { FieldMapping } from '../model/mapping.ts';
import { compileExpression } from './compile.ts';
import { failed } from './failure.ts';
import type { ModelName } from './scope.ts';
import { attributeOf, memberOf, single } from './values.ts';

export interface MappingFailure {
  target: string;
  error: MusterError;
}

/** The mappings of one kind of record, compiled; safe to use for any number of records. */
export interface CompiledMappings {
  /**
   * The values of one record by target field: text, number, boolean or null for "none". A mapping that fails is
   * reported and leaves its target out.
   */
  apply(attributes: Record<string, unknown>): { values: Record<string, unknown>; failures: MappingFailure[] };
  /** Targets that are mapping identifiers. */
  matchTargets: string[];
  /** Hexadecimal digest: equal for equal mappings, whatever their order. */
  hash: string;
  /** Attributes read, sorted; `*` when an expression reads the model as a whole. */
  uses: string[];
  /** Targets whose mapping reads attributes, and only some of these. */
  targetsOf(attributes: ReadonlySet<string>): string[];
}

interface CompiledMapping {
  target: string;
  value(attributes: Record<string, unknown>): unknown;
  /** Attribute paths without their model; `*` for the whole model. */
  uses: string[];
}

/** What a mapping can read; `appUser` stands only before targets. */
type MappedModel = Exclude<ModelName, 'appUser'>;

/** To be raised when the same mapping starts to give other values, so that every record is mapped again. */
const LANGUAGE = 1;

/** A target may carry the name of what it belongs to, as IDaaS writes it: `appUser.userName`, `user.username`. */
const TARGET_PREFIX: Record<MappedModel, string> = { idpUser: 'user.', user: 'appUser.' };
const SOURCE_PREFIXES: Record<MappedModel, string[]> = { idpUser: ['idpUser.', 'idpuser.'], user: ['user.'] };

/** The target field without the name of its model: `appUser.userName` → `userName` in a mapping from `user`. */
export function targetField(target: string, model: MappedModel): string {
  const prefix = TARGET_PREFIX[model];
  return target.startsWith(prefix) ? target.slice(prefix.length) : target;
}

/**
 * Compiles mappings that read `model`: `idpUser` for what a source gave, `user` for an account on its way to a target.
 * Throws MusterError `expression_…` with `field` naming the target, and `mapping_target_twice`.
 */
export function compileMappings(mappings: FieldMapping[], model: MappedModel): CompiledMappings {
  const compiled: CompiledMapping[] = [];
  const targets = new Set<string>();
  for (const mapping of mappings) {
    const target = targetField(mapping.target, model);
    if (targets.has(target)) throw new MusterError('mapping_target_twice', { field: target });
    targets.add(target);
    compiled.push(compileMapping(target, mapping, model));
  }
  return {
    matchTargets: mappings.filter(({ match }) => match).map(({ target }) => targetField(target, model)),
    hash: digest(mappings, model),
    uses: [...new Set(compiled.flatMap(({ uses }) => uses))].sort(),
    apply: (attributes) => applyAll(compiled, attributes),
    targetsOf: (attributes) =>
      compiled
        // A path names its attribute twice: whole, as directories write OIDs, and by its first part.
        .filter(({ uses }) => uses.length > 0 && uses.every((use) => attributes.has(use.split('.', 1)[0]!)))
        .map(({ target }) => target),
  };
}

function applyAll(compiled: CompiledMapping[], attributes: Record<string, unknown>) {
  const values: [target: string, value: unknown][] = [];
  const failures: MappingFailure[] = [];
  for (const mapping of compiled) {
    try {
      values.push([mapping.target, oneValue(mapping.target, mapping.value(attributes))]);
    } catch (error) {
      if (!(error instanceof MusterError)) throw error;
      failures.push({ target: mapping.target, error });
    }
  }
  return { values: Object.fromEntries(values), failures };
}

function compileMapping(target: string, { type, value }: FieldMapping, model: MappedModel): CompiledMapping {
  if (type === 'constant') return { target, value: () => value, uses: [] };
  if (type === 'field') return fieldMapping(target, value, model);
  try {
    const { evaluate, uses } = compileExpression(value, model);
    const bare = uses.map((path) => (path === model ? '*' : path.slice(model.length + 1)));
    return {
      target,
      value: model === 'user' ? (user) => evaluate({ user }) : (idpUser) => evaluate({ idpUser }),
      uses: bare.map((path) => path.split('.', 1)[0]!),
    };
  } catch (error) {
    if (!(error instanceof MusterError)) throw error;
    throw new MusterError(error.code, { ...error.params, field: target }, error);
  }
}

/** A field by its whole name first, since directories have names with points (OIDs), then as a path into the value. */
function fieldMapping(target: string, field: string, model: MappedModel): CompiledMapping {
  const prefix = SOURCE_PREFIXES[model].find((start) => field.startsWith(start)) ?? '';
  const name = field.slice(prefix.length);
  const [first, ...rest] = name.split('.') as [string, ...string[]];
  if (rest.length === 0)
    return { target, value: (attributes) => attributeOf(attributes, name), uses: [name] };
  return {
    target,
    value: (attributes) =>
      attributeOf(attributes, name) ?? rest.reduce(memberOf, attributeOf(attributes, first)),
    uses: [name, first],
  };
}

function oneValue(target: string, value: unknown): unknown {
  const one = single(value);
  if (typeof one !== 'object' || one === null) return one;
  throw failed(target, 'not_one_value', { value: one });
}

function digest(mappings: FieldMapping[], model: MappedModel): string {
  const lines = mappings
    .map(({ target, type, value, match }) =>
      JSON.stringify([targetField(target, model), type, value, match ?? false]),
    )
    .sort();
  return createHash('sha256')
    .update(JSON.stringify([LANGUAGE, model, lines]))
    .digest('hex');
}
