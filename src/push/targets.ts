import { BACKOFF, type Backoff } from '../pacing.ts';
import type { LoadedApplication } from './applications.ts';
import type { Target } from './target.ts';

/** What pushing needs of the world; made once by main and shared by runs and live push. */
export interface PushDeps {
  open(sealed: string, context: string): string;
  targets: Targets;
  backoff?: Backoff;
}

export const backoffOf = ({ backoff }: PushDeps): Backoff => backoff ?? BACKOFF;

/** One connection per application, so that token, rate and connections outlast a single push; replaced when settings change. */
export class Targets {
  readonly #open = new Map<string, { version: number; target: Target }>();

  /** Throws `provisioning_incomplete`. */
  target(application: LoadedApplication): Target {
    const known = this.#open.get(application.id);
    if (known?.version === application.version) return known.target;
    const target = application.kind.open(application.settings);
    this.#open.set(application.id, { version: application.version, target });
    void known?.target.close();
    return target;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#open.values()].map(({ target }) => target.close()));
    this.#open.clear();
  }
}
