import { BACKOFF, type Backoff } from '../pacing.ts';
import type { LoadedApplication } from './applications.ts';
import { ScimClient } from './scim-client.ts';

/** What pushing needs of the world; made once by main and shared by runs and live push. */
export interface PushDeps {
  open(sealed: string, context: string): string;
  targets: Targets;
  backoff?: Backoff;
}

export const backoffOf = ({ backoff }: PushDeps): Backoff => backoff ?? BACKOFF;

/** One client per application, so that token, rate and connections outlast a single push; replaced when settings change. */
export class Targets {
  readonly #clients = new Map<string, { version: number; client: ScimClient }>();

  /** Throws `provisioning_incomplete`. */
  client(application: LoadedApplication): ScimClient {
    const known = this.#clients.get(application.id);
    if (known?.version === application.version) return known.client;
    const client = new ScimClient(application.settings);
    this.#clients.set(application.id, { version: application.version, client });
    void known?.client.close();
    return client;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#clients.values()].map(({ client }) => client.close()));
    this.#clients.clear();
  }
}
