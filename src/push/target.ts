/** What every kind of target offers. Planning, guard, queue and sending know targets by this alone. */
import type { z } from 'zod';
import type { Sql } from '../db/db.ts';
import type { Provisioning } from '../model/application.ts';
import type { Backoff } from '../pacing.ts';
import type { Finding } from '../sources/source.ts';
import type { FlatUser } from './flat-user.ts';
import type { Preset } from './presets.ts';

/** A user at the target. */
export interface Remote {
  id: string;
  /** As people know it there; null when the answer does not say. */
  name: string | null;
  /** `name`, or what else no two users share, in the form in which the target compares it. */
  key: string | null;
  /** Under the names that projected users have. */
  attributes: Record<string, unknown>;
}

/** A remote user that is, or may be, the account's. */
export interface Match {
  remote: Remote;
  /** The user itself proves that an earlier push made it. */
  ours: boolean;
}

/** Looks for the remote user of an account, at the target or in a list taken from it. */
export interface Finder {
  /** `unanswered`: an attempt to create it may have succeeded. Throws `push_match_ambiguous`, `target_…`. */
  find(user: FlatUser, unanswered: boolean): Promise<Match | null>;
}

/**
 * One target with its connections, token and pace. Methods throw MusterError: `target_refused` where the target says a
 * final no to this user, otherwise what keeps the target from answering.
 */
export interface Target extends Finder {
  /** Called by the only pusher before it sends: what sending needs to know from the database. */
  prepare?(sql: Sql, applicationId: string): Promise<void>;
  /** The whole target as it is now, where that is cheaper than `creates` look-ups; null where it is not. */
  list(creates: number): Promise<Finder | null>;
  /** The remote user that has what an update was refused for, other than the user itself. */
  holderOf(user: FlatUser, remoteId: string): Promise<Remote | null>;
  /** The remote user that an unacknowledged attempt made, if it can be proved ours. */
  findOurs(user: FlatUser, label: string): Promise<string | null>;
  holds(remote: Remote, user: FlatUser): boolean;
  create(user: FlatUser): Promise<Remote>;
  /** Makes the remote user exactly `user`; `acked`: what the target has acknowledged, null when that is not known. */
  update(id: string, acked: FlatUser | null, user: FlatUser): Promise<Remote>;
  remove(id: string, name: string): Promise<void>;
  /** The user as switched off; null where the target knows no such state. */
  switchedOff(user: FlatUser): FlatUser | null;
  /** The user under a name that nobody has, to untie a swap; null where that cannot be. */
  setAside(user: FlatUser): FlatUser | null;
  nameOf(user: FlatUser): string;
  keyOf(user: FlatUser): string;
  /** What a refusal says of the user: somebody has what it needs, or it is not there any more. */
  refusal(error: unknown): 'taken' | 'gone' | null;
  /** What users are put into; absent where there is nothing but users. */
  readonly structure?: Structure;
  /** Waits for what is under way. */
  close(): Promise<void>;
}

/** Organizations at the target: made before users, removed after them. */
export interface Structure {
  /** Creates, renames and moves; what cannot be is written down with its reason and stops its own users only. */
  raise(work: StructureWork): Promise<StructureCounts>;
  /** Removes what is ours, empty and not wanted any more. */
  clear(work: StructureWork): Promise<Pick<StructureCounts, 'deleted' | 'failed'>>;
}

export interface StructureWork {
  sql: Sql;
  applicationId: string;
  instanceId: string;
  backoff: Backoff;
  signal: AbortSignal;
  /** Look at what the target has, even where nothing changed here. */
  thorough: boolean;
}

export interface StructureCounts {
  wanted: number;
  created: number;
  updated: number;
  linked: number;
  deleted: number;
  same: number;
  failed: number;
}

/** How accounts become users of a target: what is read of them, and what is made of that. */
export interface Projection {
  /** To select from `account a`. */
  columns: string;
  /** A user can change although neither its account's version nor the settings do. */
  isVolatile: boolean;
  /** Throws the mapping's failure, `push_value_missing`, `push_value_invalid`. */
  user(row: Record<string, unknown>, label: string): FlatUser;
  /** As `Target.keyOf`. */
  key(user: FlatUser): string;
}

/** A kind of target; `kinds.ts` has one line for each. */
export interface TargetKind<S extends Provisioning = Provisioning> {
  readonly id: string;
  /** Settings; `meta({ secret: true })` marks what is sealed. */
  readonly settings: z.ZodType<S>;
  readonly presets: readonly Preset<S>[];
  /** By secret: the settings that decide where it is sent. Whoever changes one of these enters the secret again. */
  readonly sentTo: Readonly<Record<string, readonly string[]>>;
  /** `change` on top of `kept`, where more than the top level is merged. */
  merged(kept: S, change: Partial<Provisioning>): object;
  /** Throws for settings that are well-formed but cannot work. */
  check(settings: S): void;
  /** The part of settings that decides who is pushed, and as what. */
  meaning(settings: S): unknown;
  projection(sql: Sql, instanceId: string, settings: S): Promise<Projection>;
  /** What a push would do with organizations; absent or null where the target has none. */
  structurePlan?(
    sql: Sql,
    of: { applicationId: string; instanceId: string },
    settings: S,
  ): Promise<{ create: number; update: number; delete: number } | null>;
  /** Throws `provisioning_incomplete`. */
  open(settings: S): Target;
  /** Test Connectivity, one finding per step; writes nothing. Stops after the first failure that the rest depends on. */
  test(settings: S): AsyncGenerator<Finding, void, void>;
}
