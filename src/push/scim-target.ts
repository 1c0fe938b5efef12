/** A target over SCIM as pushing sees it. */
import { randomUUID } from 'node:crypto';
import { MusterError } from '../errors/error.ts';
import { compileMappings } from '../expressions/mapping.ts';
import { ScimProvisioning } from '../model/scim-provisioning.ts';
import { testConnectivity } from './connectivity.ts';
import type { FlatUser } from './flat-user.ts';
import { SCIM_PRESETS } from './presets.ts';
import { findRemote, type Listing, listIfCheaper, type ScimMatch } from './remote-users.ts';
import { type RemoteUser, ScimClient } from './scim-client.ts';
import { checkMappedAttributes, desiredUser, holds, nameKey } from './shape.ts';
import type { Match, Projection, Remote, Target, TargetKind } from './target.ts';
import { userModel } from './user-model.ts';

export const scim: TargetKind<ScimProvisioning> = {
  id: 'scim',
  settings: ScimProvisioning,
  presets: SCIM_PRESETS,
  /** The token that a client secret buys goes to the base URL, and a CA vouches for both hosts. */
  sentTo: {
    clientSecret: ['baseUrl', 'tokenUrl', 'caCertificate'],
    bearerToken: ['baseUrl', 'caCertificate'],
  },
  merged: (kept, change) => ({
    ...kept,
    ...change,
    dialect: { ...kept.dialect, ...('dialect' in change ? change.dialect : {}) },
  }),
  check(settings) {
    checkMappedAttributes(settings);
    if (settings.deprovision === 'disable' && !settings.dialect.canDisable)
      throw new MusterError('invalid_input', {
        field: 'provisioning.deprovision',
        reason: 'this target has no disabled state; use delete or leave',
      });
  },
  meaning: ({ mappings, dialect, scope, disabled, deprovision }) => [
    mappings,
    dialect,
    scope,
    disabled,
    deprovision,
  ],
  async projection(_sql, _instanceId, { mappings, dialect }): Promise<Projection> {
    const compiled = compileMappings(mappings, 'user');
    const model = userModel(compiled.uses);
    return {
      columns: model.columns,
      isVolatile: model.readsGroups,
      user: (row, label) => desiredUser(compiled, dialect, model.attributes(row), label),
      key: (user) => nameKey(dialect, String(user.userName)),
    };
  },
  open: (settings) => new ScimTarget(new ScimClient(settings)),
  test: testConnectivity,
};

class ScimTarget implements Target {
  readonly #client: ScimClient;

  constructor(client: ScimClient) {
    this.#client = client;
  }

  find(user: FlatUser, unanswered: boolean): Promise<Match | null> {
    return this.#find(user, unanswered, null);
  }

  async list(creates: number) {
    const listing = await listIfCheaper(this.#client, creates);
    return (
      listing && {
        find: (user: FlatUser, unanswered: boolean) => this.#find(user, unanswered, listing),
      }
    );
  }

  async #find(user: FlatUser, unanswered: boolean, listing: Listing | null): Promise<Match | null> {
    const found = await findRemote(this.#client, user, listing);
    return found && { remote: this.#remote(found.user), ours: this.#isOurs(user, unanswered, found) };
  }

  /** An equal externalId is ours: only a SCIM client sets it, and it holds our id. A name alone proves nothing. */
  #isOurs(user: FlatUser, unanswered: boolean, { by, user: remote }: ScimMatch): boolean {
    const { dialect } = this.#client.settings;
    const { externalId } = user;
    if (by === 'externalId' || (typeof externalId === 'string' && remote.externalId === externalId))
      return true;
    // Where no externalId is kept, a user that is exactly what our unanswered attempt asked for is that attempt's.
    return unanswered && !dialect.match.includes('externalId') && holds(dialect, remote.attributes, user);
  }

  async holderOf(user: FlatUser, remoteId: string): Promise<Remote | null> {
    const { hits } = await this.#client.search('userName', this.nameOf(user));
    const other = hits.find(({ id }) => id !== remoteId);
    return other ? this.#remote(other) : null;
  }

  /** Only an externalId can prove that. */
  async findOurs({ externalId }: FlatUser, label: string): Promise<string | null> {
    if (typeof externalId !== 'string') return null;
    const { hits } = await this.#client.search('externalId', externalId);
    if (hits.length > 1)
      throw new MusterError('push_match_ambiguous', {
        name: label,
        count: hits.length,
        field: 'externalId',
      });
    return hits[0]?.id ?? null;
  }

  holds({ attributes }: Remote, user: FlatUser): boolean {
    return holds(this.#client.settings.dialect, attributes, user);
  }

  async create(user: FlatUser): Promise<Remote> {
    return this.#remote(await this.#client.create(user));
  }

  async update(id: string, acked: FlatUser | null, user: FlatUser): Promise<Remote> {
    return this.#remote(await this.#client.update(id, acked, user));
  }

  remove(id: string, name: string): Promise<void> {
    return this.#client.remove(id, name);
  }

  switchedOff(user: FlatUser): FlatUser {
    return { ...user, active: false };
  }

  setAside(user: FlatUser): FlatUser {
    return { ...user, userName: `muster-${randomUUID().slice(0, 18)}` };
  }

  nameOf(user: FlatUser): string {
    return String(user.userName);
  }

  keyOf(user: FlatUser): string {
    return nameKey(this.#client.settings.dialect, this.nameOf(user));
  }

  refusal(error: unknown): 'taken' | 'gone' | null {
    if (!(error instanceof MusterError) || error.code !== 'target_refused') return null;
    return error.params.status === 409 ? 'taken' : error.params.status === 404 ? 'gone' : null;
  }

  close(): Promise<void> {
    return this.#client.close();
  }

  #remote({ id, userName, attributes }: RemoteUser): Remote {
    const key = userName === null ? null : nameKey(this.#client.settings.dialect, userName);
    return { id, name: userName, key, attributes };
  }
}
