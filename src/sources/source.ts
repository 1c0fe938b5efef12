import type { Logger } from 'pino';
import type { z } from 'zod';
import type { ErrorCode } from '../errors/catalogue.ts';
import type { ErrorParams } from '../errors/error.ts';
import type { FieldMapping } from '../model/mapping.ts';

export type RecordKind = 'org' | 'user' | 'group';

/** A decoded attribute: text, several texts, or what the connector derived (numbers, booleans). Absent = not in the object. */
export type AttributeValue = string | number | boolean | string[];
export type Attributes = Record<string, AttributeValue>;

/** One object as a source gave it. Cheap to make: everything costly is a function, called for changed records only. */
export interface SourceRecord {
  kind: RecordKind;
  /** Stable id in the source, survives rename and move (objectGUID, entryUUID). */
  key: string;
  /** Where the object is now, in one canonical spelling (for LDAP the normalised DN); other records refer to it by this. */
  locator: string;
  /** 16 bytes over the raw object: equal hash = nothing changed. */
  hash: Buffer;
  /** Locators of the enclosing organizations, nearest first, up to and including the source node. */
  parents(): string[];
  /** Decoded attributes, names as the source spells them, plus what the connector derives. */
  attributes(): Attributes;
  /** Group: locators of the direct members. User: aliases of groups it names itself (AD's primary group). */
  refs(): string[];
  /** A second name by which `refs` of other records may mean this one (AD groups: `sid:S-1-5-…`). */
  alias?: string;
}

export interface ReadTotals {
  org: number;
  user: number;
  group: number;
}

/** One step of Test connection. */
export interface Finding {
  step: 'dns' | 'tcp' | 'tls' | 'bind' | 'base' | 'count' | 'sample' | (string & {});
  ok: boolean;
  /** What was seen, in words with the facts (address, fingerprint, numbers). */
  detail: { en: string; zh: string };
  /** Why it failed; the remedy comes from the catalogue. */
  error?: { code: ErrorCode; params: ErrorParams };
  data?: Record<string, unknown>;
}

export interface SourceIo {
  log: Logger;
  now(): Date;
  signal?: AbortSignal;
}

export interface Source {
  /** What this source reads as configured; the engine compares (and removes) these kinds only. */
  readonly kinds: readonly RecordKind[];
  /** Test connection: one finding per step; stops after the first failed step that the rest depends on. */
  check(): AsyncGenerator<Finding, void, void>;
  /** Everything in scope, in batches. RETURNING PROVES COMPLETENESS; anything short of that throws. */
  read(): AsyncGenerator<SourceRecord[], ReadTotals, void>;
  close(): Promise<void>;
}

/** What a kind of source is; the registry in `index.ts` holds one line per kind. */
export interface SourceKind<C = unknown> {
  /** Stored in the database; never renamed. */
  readonly kind: string;
  readonly title: { en: string; zh: string };
  /** Validates and documents the settings and draws the form; `.meta({ secret: true })` marks what is sealed at rest. */
  readonly config: z.ZodType<C>;
  /** Settings that say where a secret goes: changing one of them asks for the secrets again. */
  readonly secretsGoTo: readonly string[];
  readonly defaultMappings: { user: FieldMapping[]; org: FieldMapping[]; group: FieldMapping[] };
  open(config: C, io: SourceIo): Source;
}
