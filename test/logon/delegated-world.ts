/** An instance with a source that a real directory fills, and people who log on with its passwords. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { connect } from '../../src/ldap/connection.ts';
import { attributeName } from '../../src/ldap/entry.ts';
import { equals } from '../../src/ldap/filter.ts';
import { search } from '../../src/ldap/reader.ts';
import {
  changeDirectoryPassword,
  checkDirectoryPassword,
  closeDirectories,
  type DelegatedDeps,
  type DirectoryVerdict,
} from '../../src/logon/delegated.ts';
import { newId } from '../../src/model/ids.ts';
import { sourceKinds } from '../../src/sources/index.ts';
import type { SourceKind } from '../../src/sources/source.ts';
import type { Lab } from '../lab/lab.ts';
import { Engine, log } from '../sync/engine.ts';

export const hostOf = (url: string) => new URL(url.replace(/^ldaps?:/, 'http:')).host;

/** Settings of a source for this directory, over LDAPS unless told otherwise. */
export function settingsOf(lab: Lab, more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    addresses: [hostOf(lab.ldapsUrl)],
    tls: 'ldaps',
    ca: readFileSync(lab.caFile, 'utf8'),
    bindAccount: lab.syncAccount,
    bindPassword: lab.syncPassword,
    baseDn: lab.baseDn,
    ...more,
  };
}

export class DelegatedWorld {
  readonly engine: Engine;
  readonly deps: DelegatedDeps;

  private constructor(engine: Engine) {
    this.engine = engine;
    const { kinds, seal, open } = engine.deps;
    this.deps = { db: engine.db, sealer: { seal, open }, kinds, log };
  }

  static async start(): Promise<DelegatedWorld> {
    const engine = await Engine.start();
    const kinds = engine.deps.kinds as Map<string, SourceKind>;
    for (const [name, kind] of sourceKinds) kinds.set(name, kind);
    return new DelegatedWorld(engine);
  }

  async stop(): Promise<void> {
    await closeDirectories(this.engine.db);
    await this.engine.stop();
  }

  /** A source with its log-on method, not read yet. */
  async source(
    kind: string,
    config: Record<string, unknown>,
    method: { enabled?: boolean; settings?: Record<string, unknown> } = {},
  ): Promise<string> {
    const id = await this.engine.source({ name: `${kind} ${newId('source').slice(-6)}`, kind, config });
    await this.engine.db.query(
      `INSERT INTO logon_method (id, instance_id, kind, source_id, enabled, settings) VALUES ($1, 'acme', 'source', $2, $3, $4)`,
      [newId('logonMethod'), id, method.enabled ?? true, method.settings ?? {}],
    );
    return id;
  }

  /** The same, with its people read. */
  async filledSource(...given: Parameters<DelegatedWorld['source']>): Promise<string> {
    const id = await this.source(...given);
    const run = await this.engine.sync(id);
    assert.ok(['success', 'partial_success'].includes(run.state), JSON.stringify(run));
    return id;
  }

  async method(source: string, changed: { enabled?: boolean; settings?: object }): Promise<void> {
    await this.engine.db.query(
      `UPDATE logon_method SET enabled = coalesce($2, enabled), settings = coalesce($3, settings) WHERE source_id = $1`,
      [source, changed.enabled ?? null, changed.settings ?? null],
    );
  }

  logOn(source: string, username: string, password: string): Promise<DirectoryVerdict> {
    return checkDirectoryPassword(this.deps, 'acme', source, username, password);
  }

  /** `ok`, or why not and what the person is told. */
  async outcome(source: string, username: string, password: string): Promise<string> {
    const verdict = await this.logOn(source, username, password);
    if (verdict.ok) return `ok ${verdict.passwordState ?? ''}`.trim();
    return `${verdict.reason} ${verdict.tell}`;
  }

  change(source: string, accountId: string, current: string, password: string): Promise<void> {
    return changeDirectoryPassword(this.deps, 'acme', source, accountId, current, password);
  }

  async accountId(username: string): Promise<string> {
    const account = (await this.engine.accounts())[username];
    assert.ok(account, `no account ${username}`);
    return account.id;
  }
}

/** One attribute of a person as the directory's administrator sees it. */
export async function readAttribute(
  lab: Lab,
  identifier: string,
  name: string,
  attribute: string,
): Promise<string | undefined> {
  const { hostname, port } = new URL(lab.ldapsUrl.replace('ldaps:', 'https:'));
  const connection = await connect(
    { host: hostname, port: Number(port || 636) },
    {
      tls: 'ldaps',
      fingerprints: [],
      ca: readFileSync(lab.caFile, 'utf8'),
      connectTimeoutMs: 5000,
      requestTimeoutMs: 5000,
    },
  );
  try {
    await connection.bind(lab.adminDn, lab.adminPassword);
    const [entry] = await search(connection, {
      base: lab.baseDn,
      scope: 'sub',
      filter: equals(identifier, name),
      attributes: [attribute],
    });
    return entry?.firstText(attributeName(attribute));
  } finally {
    connection.close();
  }
}
