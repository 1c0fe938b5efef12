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
  /** User: locators of the organizations it is in besides the one of `parents`. */
  further?(): string[];
}

export interface ReadTotals {
  org: number;
  user: number;
  group: number;
  /**
   * Attributes of users that the source keeps back from us (no permission): not one record had them. What they filled
   * before stays, since an absent value does not mean an empty one there.
   */
  withheld?: readonly string[];
}

/**
 * What an event says may have changed, by the id it uses. It is read again, never believed. Organizations that lie
 * around what was read, and that nobody knows yet, are asked for in the same way by their locator, and records that a
 * full reading missed by their key.
 */
export interface Touched {
  kind: RecordKind;
  /** As an event names it; a record's own key, and an organization's locator, must mean the same object. */
  id: string;
}

/** One change that a source told of. */
export interface SourceEvent {
  /** The same when the source repeats itself. */
  id: string;
  /** What to read again; null: only reading everything shows what happened (the visible range changed). */
  touched: Touched[] | null;
}

/** Objects read again one by one. */
export interface Reread {
  records: SourceRecord[];
  /** Keys of objects that the source says are no longer there. What it does not let us see is not among them. */
  gone: { kind: RecordKind; key: string }[];
}

/** A call that the source makes to us, as it came. */
export interface CallbackRequest {
  method: 'GET' | 'POST';
  query: Record<string, string>;
  /** Names in lower case. */
  headers: Record<string, string>;
  body: Buffer;
}

export interface CallbackAnswer {
  contentType: string;
  body: string;
  /** To be stored before the answer goes out. */
  events: SourceEvent[];
  /** The source only tried whether we answer. */
  probe?: true;
}

/** A connection that the source tells its changes over. */
export interface Listening {
  close(): Promise<void>;
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

/** A place in the tree of a source that others can lie below: what people pick a scope from. */
export interface SourceNode {
  /** As the source spells it: to be given back as a parent, and what the settings take as a source node. */
  locator: string;
  /** As people read it. */
  name: string;
  /** At least one node lies directly below. */
  hasChildren: boolean;
}

/** One level of the tree. */
export interface SourceLevel {
  /** The locator below which the nodes lie. */
  parent: string;
  /** By name; at most `LEVEL_LIMIT`. */
  nodes: SourceNode[];
  /** There are more than are shown. */
  truncated: boolean;
}

/** Nodes of one level that are shown; nobody picks one out of more. */
export const LEVEL_LIMIT = 1000;

/** A record looked at by itself, outside any sync. */
export interface SampleRecord {
  key: string;
  /** As the source spells it. */
  locator: string;
  /** What a mapping sees of it in a sync. */
  attributes: Attributes;
}

export interface SampleRequest {
  kind: RecordKind;
  /** A part of a name (of people also of the e-mail address), in any case; the first records found when left out. */
  search?: string | undefined;
  limit: number;
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
  /**
   * The objects that events named, or that a full reading missed, as they are now. One that is neither returned nor
   * called gone is hidden from us. Throws when it cannot tell.
   */
  reread?(touched: readonly Touched[]): Promise<Reread>;
  /** The live tree, one level: what lies directly below `parent`, or below the top of the source. */
  children(parent?: string): Promise<SourceLevel>;
  /** Some records in scope as they are now; reads no more of the source than it must. */
  sample(request: SampleRequest): Promise<SampleRecord[]>;
  close(): Promise<void>;
}

/** Somebody whom a source knows by what was typed at the log-on. */
export interface FoundPerson {
  /** Key of the person's record. */
  key: string;
  /** By which the source is asked about the password. */
  locator: string;
}

/** What a source says to a password that was given once. */
export interface PasswordProof {
  /** `unknown`: it could not be asked, or gave no answer that says anything about the password. */
  answer: 'right' | 'refused' | 'unknown';
  /** For the log only: `ad_533`, `policy_locked`, `no_connection`, … */
  reason: string;
  /** The password is right and has to be replaced. */
  state?: 'expired' | 'must_change';
  /** Of a right password: the source lets the person in. */
  admitted?: boolean;
  /** Log-ons with the expired password that are left. */
  graceLeft?: number;
}

/** A source that proves passwords; it keeps connections until `close`. */
export interface PasswordLogon {
  /** People in scope whom `name` means, at most two. Throws when the source cannot be asked. */
  find(name: string): Promise<FoundPerson[]>;
  /** Asks once: a password that was refused, or whose answer was lost, is never sent again. Throws nothing. */
  prove(person: FoundPerson, password: string): Promise<PasswordProof>;
  /** Sets a new password as the person, who gave the current one. Throws `directory_password_…` or `ldap_…`. */
  change(key: string, current: string, password: string): Promise<void>;
  close(): void;
}

/** Log-on with a name and the password that the source has. */
export interface LogonByPassword<C> {
  readonly by: 'password';
  /** How passwords travel; `local`: not encrypted, but they do not leave this machine. */
  protection(config: C): 'encrypted' | 'local' | 'none';
  open(config: C): PasswordLogon;
}

/** One log-on on a page of the source. */
export interface RedirectRequest {
  /** Where the browser comes back to. */
  redirectUri: string;
  /** Letters and digits; comes back with the browser. */
  state: string;
  /** Kept until the browser is back (PKCE, RFC 7636); used where the source knows it. */
  verifier: string;
  /** The browser is the source's own app. */
  inside: boolean;
}

/** Log-on on a page of the source, by scan or inside its app. */
export interface LogonByRedirect<C> {
  readonly by: 'redirect';
  /** Throws `source_logon_settings` where settings are missing that only the log-on needs. */
  assertReady(config: C): void;
  /** In the User-Agent of the source's own app. */
  readonly app: RegExp;
  /** Where the browser is sent. */
  address(config: C, request: RedirectRequest): string;
  /** Who came back with this query; throws `vendor_logon_refused` and `vendor_logon_stranger`. */
  whoCameBack(
    config: C,
    io: SourceIo,
    query: Record<string, string>,
    request: Pick<RedirectRequest, 'redirectUri' | 'verifier'>,
  ): Promise<{ key: string }>;
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
  /** How its people log on with it; absent where they cannot. */
  readonly logon?: LogonByPassword<C> | LogonByRedirect<C>;
  /** Checks and understands a call of the source to `/callbacks/{source}`; throws `callback_refused`. Does no I/O. */
  callback?(config: C, request: CallbackRequest, now: Date): CallbackAnswer;
  /** The settings want changes told by calls to us. */
  callsBack?(config: C): boolean;
  /** The settings want changes told over a connection that we open. */
  listens?(config: C): boolean;
  /**
   * Opens that connection and keeps it open (it reconnects by itself). `onEvents` resolves when they are stored; only
   * then is the source told that they arrived.
   */
  listen?(config: C, io: SourceIo, onEvents: (events: SourceEvent[]) => Promise<void>): Promise<Listening>;
}
