/** What a form that is drawn from a schema of settings needs to know beside the words. */
export interface Drawn {
  /** The step of a set-up the setting belongs to; to connect, unless it says otherwise. */
  step?: 'connect' | 'scope' | 'abilities';
  /** Shown only to who asks for more. */
  advanced?: true;
  /** What it can be picked from: the live tree of the source, the findings of Test connection. */
  pick?: 'node' | 'fingerprint';
  /** Words for the values of an enum. */
  labels?: Record<string, { en: string; zh: string }>;
}

/** The name of a setting in both languages, for `.meta`. */
export const words = (title: string, zh: string, drawn: Drawn = {}) => ({ title, zh, ...drawn });
