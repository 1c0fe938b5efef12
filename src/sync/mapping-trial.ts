/** Mappings tried on records before they are saved: compiled, run and checked by what a sync uses. */
import { setImmediate } from 'node:timers/promises';
import { MusterError } from '../errors/error.ts';
import { type CompiledMappings, compileMappings, targetField } from '../expressions/mapping.ts';
import type { FieldMapping } from '../model/mapping.ts';
import type { RecordKind } from '../sources/source.ts';
import { draftField, type Failure, type Values } from './draft.ts';
import {
  assertTarget,
  type CustomField,
  type CustomTypes,
  compileMapper,
  failureOf,
  type Mapper,
  typedValue,
  typesOf,
} from './mapper.ts';

/** What one mapping makes of one record: the value as it would be stored, or why there is none. */
export interface FieldTrial {
  target: string;
  value: Values[string];
  failure: Failure | undefined;
}

export interface RecordTrial {
  /** In the order of the mappings. */
  fields: FieldTrial[];
  /** What a sync would store of the record; undefined when it would reject it. */
  values: Values | undefined;
  /** Why a sync would reject the record, or could not begin. */
  failure: Failure | undefined;
}

/** Tries mappings on records. A mapping that cannot be read, or fails, is told of in its place and disturbs no other. */
export async function tryMappings(
  kind: RecordKind,
  mappings: readonly FieldMapping[],
  custom: readonly CustomField[],
  records: readonly Record<string, unknown>[],
): Promise<RecordTrial[]> {
  const types = typesOf(custom);
  const each = compileEach(kind, mappings, types);
  const together = caught(() =>
    compileMapper({ user: [], org: [], group: [], [kind]: mappings }, [...custom]),
  );
  const wholePhone = !each.some(({ target }) => target === 'phoneRegion');
  const trials: RecordTrial[] = [];
  for (const attributes of records) {
    const fields: FieldTrial[] = [];
    for (const one of each) {
      // Patterns of others may take their time: whoever else waits for an answer gets it in between.
      await setImmediate();
      fields.push(tryField(kind, one, attributes, types, wholePhone));
    }
    await setImmediate();
    trials.push({ fields, ...tryRecord(kind, together, each, attributes) });
  }
  return trials;
}

interface One {
  target: string;
  compiled: CompiledMappings | Failure;
}

function compileEach(kind: RecordKind, mappings: readonly FieldMapping[], types: CustomTypes): One[] {
  const seen = new Set<string>();
  return mappings.map((mapping) => {
    const target = targetField(mapping.target, 'idpUser');
    const compiled = caught(() => {
      assertTarget(kind, mapping.target, types);
      if (seen.has(target)) throw new MusterError('mapping_target_twice', { field: target });
      seen.add(target);
      return compileMappings([mapping], 'idpUser');
    });
    return { target, compiled };
  });
}

function tryField(
  kind: RecordKind,
  { target, compiled }: One,
  attributes: Record<string, unknown>,
  types: CustomTypes,
  wholePhone: boolean,
): FieldTrial {
  const failed = (failure: Failure): FieldTrial => ({ target, value: null, failure });
  if ('code' in compiled) return failed(compiled);
  const { values: mapped, failures } = compiled.apply(attributes);
  if (failures[0]) return failed(failureOf(failures[0]));
  const type = types.get(target);
  const typed = type === undefined ? { value: undefined } : typedValue(target, type, mapped[target]);
  if (typed.failure) return failed(typed.failure);
  const values: Values = {};
  const failure = draftField(kind, target, typed.value ?? mapped[target], wholePhone, values);
  return failure ? failed(failure) : { target, value: values[target] ?? null, failure: undefined };
}

function tryRecord(
  kind: RecordKind,
  mapper: Mapper | Failure,
  each: readonly One[],
  attributes: Record<string, unknown>,
): Omit<RecordTrial, 'fields'> {
  if ('code' in mapper) return { values: undefined, failure: mapper };
  const { values, failure } = mapper.map(kind, '', attributes);
  // The record's key is not among its attributes; a sync takes it where no mapping gives an external id.
  if (values && !each.some(({ target }) => target === 'externalId')) delete values.externalId;
  return { values, failure };
}

function caught<T>(work: () => T): T | Failure {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof MusterError)) throw error;
    return { code: error.code, params: error.params };
  }
}
