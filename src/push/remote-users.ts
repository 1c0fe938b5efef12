/** Finding the remote user of an account, by search or in a listing of the whole target. */
import type { ErrorCode } from '../errors/catalogue.ts';
import { MusterError } from '../errors/error.ts';
import type { FlatUser } from './flat-user.ts';
import type { RemoteUser, ScimClient } from './scim-client.ts';
import { nameKey } from './shape.ts';

/** A remote user that is, or may be, the account's. */
export interface ScimMatch {
  by: 'externalId' | 'userName';
  user: RemoteUser;
}

/** All users of a target at one time, by what they are matched with. */
export class Listing {
  readonly #byExternalId = new Map<string, RemoteUser[]>();
  readonly #byName = new Map<string, RemoteUser[]>();
  readonly #client: ScimClient;

  private constructor(client: ScimClient) {
    this.#client = client;
  }

  /** Reads the whole target; throws `target_list_broken` when it cannot be trusted. */
  static async read(client: ScimClient): Promise<Listing> {
    const listing = new Listing(client);
    for await (const page of client.list()) for (const user of page) listing.#add(user);
    return listing;
  }

  #add(user: RemoteUser): void {
    const put = (map: Map<string, RemoteUser[]>, key: string) => {
      const there = map.get(key);
      if (there) there.push(user);
      else map.set(key, [user]);
    };
    if (user.externalId !== null) put(this.#byExternalId, user.externalId);
    if (user.userName !== null) put(this.#byName, nameKey(this.#client.settings.dialect, user.userName));
  }

  hits(attribute: ScimMatch['by'], value: string): RemoteUser[] {
    return attribute === 'externalId'
      ? (this.#byExternalId.get(value) ?? [])
      : (this.#byName.get(nameKey(this.#client.settings.dialect, value)) ?? []);
  }
}

/** Below this many new accounts, looking each up costs less than it saves. */
const LIST_FROM = 50;
/** A page costs the target about as much as this many look-ups. */
const PAGE_WEIGHT = 4;

/**
 * Lists the target when that is cheaper than looking up `creates` new accounts one by one; otherwise, and when the
 * list does not hold together, null.
 */
export async function listIfCheaper(client: ScimClient, creates: number): Promise<Listing | null> {
  if (creates < LIST_FROM) return null;
  const { match, pageSize } = client.settings.dialect;
  try {
    const pages = Math.ceil((await client.count()) / pageSize);
    return pages * PAGE_WEIGHT > creates * match.length ? null : await Listing.read(client);
  } catch (error) {
    const cannot: readonly ErrorCode[] = ['target_list_broken', 'target_refused'];
    if (error instanceof MusterError && cannot.includes(error.code)) return null;
    throw error;
  }
}

/**
 * The remote user of an account: by externalId, then by userName, in the dialect's order. Null when the target has none.
 * Throws `push_match_ambiguous`, and `target_list_broken` when the target ignores filters and cannot be listed either.
 */
export async function findRemote(
  client: ScimClient,
  user: FlatUser,
  listing: Listing | null,
): Promise<ScimMatch | null> {
  let known = listing;
  for (const by of client.settings.dialect.match) {
    const value = user[by];
    if (typeof value !== 'string') continue;
    let hits: RemoteUser[];
    if (known) hits = known.hits(by, value);
    else {
      const result = await client.search(by, value);
      hits = result.hits;
      if (result.filterIgnored) {
        // The hit may lie on a page that was not sent.
        known = await Listing.read(client);
        hits = known.hits(by, value);
      }
    }
    if (hits.length > 1)
      throw new MusterError('push_match_ambiguous', {
        name: String(user.userName),
        count: hits.length,
        field: by,
      });
    if (hits[0]) return { by, user: hits[0] };
  }
  return null;
}
