import type { RecordKind, Source, SourceIo } from '../sources/source.ts';
import { checkDirectory } from './directory-check.ts';
import { type DirectoryDialect, planDirectory } from './directory-plan.ts';
import { readDirectory } from './directory-read.ts';
import { sampleDirectory } from './directory-sample.ts';
import { childrenOf } from './directory-tree.ts';
import type { DirectoryConfig } from './settings.ts';

const KINDS: readonly RecordKind[] = ['org', 'user', 'group'];

/** A directory as a source; `config` has passed its schema. */
export function openDirectory(dialect: DirectoryDialect, config: DirectoryConfig, io: SourceIo): Source {
  const plan = planDirectory(dialect, config, io.signal);
  const kinds = KINDS.filter((kind) => kind !== 'group' || config.groupSync);
  return {
    kinds,
    check: () => checkDirectory(plan),
    read: () => readDirectory(plan, kinds, io),
    children: (parent) => childrenOf(plan, parent),
    sample: (request) => sampleDirectory(plan, request),
    close: async () => {},
  };
}
