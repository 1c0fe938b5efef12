/** What a person sees of a source, and of mappings, before anything is saved or synchronized. */
import { z } from 'zod';
import { FieldMapping } from './mapping.ts';
import { SourceDraft } from './source.ts';

const Kind = z.enum(['user', 'org', 'group']);

const AttributeValue = z.union([
  z.string().max(200_000),
  z.number(),
  z.boolean(),
  z.array(z.string().max(200_000)).max(10_000),
]);
const Attributes = z.record(z.string().max(200), AttributeValue);

export const SourceBrowse = SourceDraft.extend({
  parent: z.string().min(1).max(2000).optional().meta({
    description: 'Locator of a node: what lies directly below it; the top of the source when left out',
  }),
}).meta({ id: 'SourceBrowse' });

export const SourceLevel = z
  .strictObject({
    parent: z.string(),
    /** By name. */
    nodes: z.array(
      z
        .strictObject({
          /** To be given back as `parent`, and what the settings take as a source node. */
          locator: z.string(),
          name: z.string(),
          hasChildren: z.boolean(),
        })
        .meta({ id: 'SourceNode' }),
    ),
    /** There are more nodes than are listed. */
    truncated: z.boolean(),
  })
  .meta({ id: 'SourceLevel' });

export const SourceSample = SourceDraft.extend({
  record: Kind.meta({ description: 'Which kind of record' }),
  search: z
    .string()
    .max(100)
    .optional()
    .meta({ description: 'A part of a name; the first records found when left out' }),
  limit: z.number().int().min(1).max(20).default(5),
}).meta({ id: 'SourceSample' });

export const SampleRecord = z
  .strictObject({
    key: z.string(),
    locator: z.string(),
    label: z.string(),
    /** As a mapping sees them. */
    attributes: z.record(z.string(), AttributeValue),
  })
  .meta({ id: 'SampleRecord' });

export const MappingTrial = z
  .strictObject({
    kind: Kind,
    mappings: z.array(FieldMapping).max(100),
    records: z
      .array(Attributes)
      .max(20)
      .meta({ description: 'Attributes of records, as a sample gives them' }),
  })
  .meta({ id: 'MappingTrial' });

const TrialError = z
  .strictObject({
    code: z.string(),
    message: z.string(),
    remedy: z.string(),
    /** The field at fault. */
    field: z.string().nullable(),
    /** The character of the expression where reading stopped, counted from 1. */
    position: z.number().int().nullable(),
  })
  .meta({ id: 'MappingTrialError' });

const Value = z.union([z.string(), z.number(), z.boolean()]).nullable();

export const MappingTrialRecord = z
  .strictObject({
    /** One for each mapping, in their order. */
    fields: z.array(z.strictObject({ target: z.string(), value: Value, error: TrialError.nullable() })),
    /** What a sync would store; null when it would reject the record. */
    values: z.record(z.string(), Value).nullable(),
    /** Why a sync would reject the record, or could not begin. */
    error: TrialError.nullable(),
  })
  .meta({ id: 'MappingTrialRecord' });

export const ExpressionHelp = z
  .strictObject({
    functions: z.array(
      z.strictObject({
        name: z.string(),
        signature: z.string(),
        en: z.string(),
        zh: z.string(),
        example: z.string(),
        /** What the example gives, as text. */
        result: z.string(),
        /** One of IDaaS's own functions. */
        idaas: z.boolean(),
      }),
    ),
    variables: z.array(
      z.strictObject({
        name: z.string(),
        aliases: z.array(z.string()),
        place: z.enum(['source', 'target', 'application', 'item']),
        en: z.string(),
        zh: z.string(),
        example: z.string(),
        /** Its fields, where they are the same everywhere. */
        fields: z.array(z.string()),
      }),
    ),
  })
  .meta({ id: 'ExpressionHelp' });
