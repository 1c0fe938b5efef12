import type { PlanReason } from '../model/plan-reason.ts';
import type { RecordKind } from '../sources/source.ts';
import type { Failure, Values } from './draft.ts';

/** What apply writes into `link` beside a change. */
export interface LinkWrite {
  /** Hex of the record's hash with the settings version. */
  hash: string;
  locator: string;
  alias: string | null;
  parents: string[];
  refs: string[];
  /** Locators of organizations besides the one the record lies in. */
  further: string[];
  values: Values;
  /** The record's attributes as JSON text, kept as they came. */
  raw: string;
}

/** One line of a plan: what happens to one entity because of one record. */
export interface Change {
  kind: RecordKind;
  key: string;
  /** How a person recognises the record: user name, organization or group name. */
  label: string;
  op: 'create' | 'restore' | 'bind' | 'update' | 'same';
  entityId: string;
  /** Version the decision was made on; null where the entity does not exist yet. */
  entityVersion: number | null;
  before: Values;
  after: Values;
  /** Null: of a plan kept by an earlier version, which has it in words only. */
  why: PlanReason | null;
  link: LinkWrite;
}

/** A record whose object is gone from the source, and what its policy does to the entity. */
export interface Removal {
  kind: RecordKind;
  key: string;
  label: string;
  op: 'delete' | 'disable' | 'unlink';
  entityId: string;
  entityVersion: number;
  before: Values;
  /** With `unlink`: fields that fall to what other sources contribute. */
  after: Values;
  /** Another source still had the person when this was planned; looked at again when it is applied. */
  elsewhere: boolean;
  /** Null: of a plan kept by an earlier version, which has it in words only. */
  why: PlanReason | null;
}

/** Accounts that enter and leave one group. */
export interface MembersChange {
  groupId: string;
  label: string;
  add: string[];
  remove: string[];
}

/** A record that is not applied, with its reason. */
export interface Rejection extends Failure {
  kind: RecordKind;
  key: string;
  label: string;
  outcome: 'rejected' | 'conflict' | 'hidden';
  /** True when the record has a link from an earlier run: its entity stays as it is. */
  linked: boolean;
}

export interface PlannedBatch {
  kind: RecordKind;
  changes: Change[];
  rejections: Rejection[];
  /** Records the batch answers for. */
  records: number;
}
