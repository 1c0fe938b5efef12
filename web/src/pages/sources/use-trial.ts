/** Live records of a source, and what the mappings as they stand would make of them. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useId, useState } from 'react';
import { api } from '../../api/client.ts';
import type {
  FieldMapping,
  MappingTrialError,
  MappingTrialRecord,
  SampleRecord,
  SourceDraft,
} from '../../api/generated.ts';
import type { RecordKind } from './mapping.ts';

const RECORDS = 8;
const PAUSE_MS = 300;

/** The value as it was when nobody had changed it for a moment. */
function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

/** Some records of the source as it is now; by a part of a name when `search` says one. */
export function useSamples(
  instance: string,
  tried: () => SourceDraft,
  record: RecordKind,
  search: string,
  enabled: boolean,
) {
  // Not by the settings, which hold the password.
  const key = useId();
  const settled = useSettled(search.trim());
  return useQuery({
    queryKey: ['source-sample', key, record, settled],
    queryFn: () =>
      api.sourceSample.sampleSourceDraft(instance, {
        ...tried(),
        record,
        limit: RECORDS,
        ...(settled === '' ? {} : { search: settled }),
      }),
    enabled,
    retry: false,
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    placeholderData: (before, query) => (query?.queryKey[2] === record ? before : undefined),
  });
}

export interface FieldResult {
  value: string | number | boolean | null;
  error: MappingTrialError | null;
}

export interface RecordResult {
  /** By row of the mappings; rows without a target have none. */
  fields: (FieldResult | undefined)[];
  error: MappingTrialError | null;
  rejected: boolean;
}

/** What the mappings make of the records, worked out by the server a moment after the last change. */
export function useTrial(
  instance: string,
  kind: RecordKind,
  mappings: readonly FieldMapping[],
  records: readonly SampleRecord[],
  enabled: boolean,
) {
  const sent = mappings.filter(({ target }) => target !== '');
  const settled = useSettled(JSON.stringify(sent));
  // Mistakes in writing are told without any record too.
  const attributes = records.length > 0 ? records.map((record) => record.attributes) : [{}];
  // An answer is of these records and no others: values of one person must not stand beside another.
  const of = `${kind} ${records.map(({ key }) => key).join(' ')}`;
  const { data, error, isFetching } = useQuery({
    queryKey: ['mapping-trial', instance, kind, settled, attributes],
    queryFn: async () => {
      const tried = JSON.parse(settled) as FieldMapping[];
      const body = { kind, mappings: tried, records: attributes };
      return { of, tried, items: (await api.mappingTrial.tryMappings(instance, body)).items };
    },
    enabled,
    retry: false,
    gcTime: 0,
    placeholderData: keepPreviousData,
  });
  const results =
    data?.of === of ? data.items.map((item) => resultOf(mappings, data.tried, item, records.length > 0)) : [];
  return { results, error, isFetching };
}

function resultOf(
  mappings: readonly FieldMapping[],
  tried: readonly FieldMapping[],
  { fields, error, values }: MappingTrialRecord,
  isReal: boolean,
): RecordResult {
  const free = fields.map((field, n) => ({ ...field, written: tried[n]?.target }));
  const byRow = mappings.map(({ target }) => {
    // The answer may be older than the last change: rows are known by their target, not by their number.
    const at = free.findIndex(({ written }) => written === target && target !== '');
    const [field] = at < 0 ? [] : free.splice(at, 1);
    if (!field) return undefined;
    const isWriting = field.error?.position != null || field.error?.code.startsWith('mapping_');
    return isReal || isWriting ? { value: field.value, error: field.error } : undefined;
  });
  const isField = error !== null && fields.some((field) => field.error?.message === error.message);
  return { fields: byRow, error: isReal && !isField ? error : null, rejected: isReal && values === null };
}
