/** The data an expression may read, by model name. A model that is not given reads as empty. */
export interface Models {
  /** The object as the source gave it; `idpuser` in an expression is the same. */
  idpUser?: Record<string, unknown>;
  /** The account in the directory. */
  user?: Record<string, unknown>;
  /** The person at an application they sign in to: `username`, and `usernames` where one has several. */
  appUser?: Record<string, unknown>;
}
export type ModelName = keyof Models;

/** State of one evaluation. */
export interface Scope {
  readonly models: Models;
  /** What `__item` stands for. */
  item: unknown;
  /** List items made so far. */
  made: number;
}

export type Run = (scope: Scope) => unknown;
