/** One provider for each instance, made when it is first asked for, and anew when the keys of the instance change. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Provider } from 'oidc-provider';
import { signingKeysOf } from '../signing/keys.ts';
import { makeProvider, type OidcDeps } from './provider.ts';
import { wrap } from './wrapping.ts';

export interface Serving {
  provider: Provider;
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

interface Kept extends Serving {
  /** The keys it was made with, and what they are used for. */
  stamp: string;
  checkedAt: number;
}

/** So soon do other processes publish and use keys that one of them has rotated. */
const CHECK_EVERY_MS = 2000;
const KEPT_MAX = 100;

export class Providers {
  readonly #deps: OidcDeps;
  readonly #kept = new Map<string, Kept>();

  constructor(deps: OidcDeps) {
    this.#deps = deps;
  }

  /** Throws `not_found` for an unknown instance. */
  async of(instanceId: string): Promise<Serving> {
    const known = this.#kept.get(instanceId);
    const now = performance.now();
    if (known && now - known.checkedAt < CHECK_EVERY_MS) return known;
    const keys = await signingKeysOf(this.#deps, instanceId, 'oidc');
    const stamp = keys.map(({ kid, state }) => `${state}:${kid}`).join();
    if (known?.stamp === stamp) {
      known.checkedAt = now;
      return known;
    }
    const provider = makeProvider(this.#deps, instanceId, keys);
    wrap(provider, this.#deps, instanceId);
    const kept = { provider, handle: provider.callback(), stamp, checkedAt: now };
    this.#kept.delete(instanceId);
    if (this.#kept.size >= KEPT_MAX) this.#kept.delete(this.#kept.keys().next().value!);
    this.#kept.set(instanceId, kept);
    return kept;
  }
}
