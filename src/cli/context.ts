import type { VendorName } from '../lab/vendors.ts';

/** All of the world a command may touch; main makes the real one, tests their own. */
export interface CliContext {
  /** Results. */
  out: Output;
  /** Messages and progress, which must not mix with results that a program reads. */
  err: Output;
  /** Reads standard input to its end. */
  input(): Promise<string>;
  /** Asks for a secret on the terminal without showing it; undefined where there is no terminal. */
  askSecret?(question: string): Promise<string>;
  /** The environment: MUSTER_*, LANG and the secrets that files refer to. */
  env: Readonly<Record<string, string | undefined>>;
  /** Where the data folder is, for its `cli-token`. */
  dataFolder: string;
  /** Address of the server when MUSTER_URL and --url say nothing. */
  defaultUrl: string;
  /** What runs in this process instead of calling a server. */
  local: LocalCommands;
}

export interface Output {
  write(text: string): unknown;
  isTTY?: boolean | undefined;
  columns?: number | undefined;
}

export interface LabOptions {
  vendor: VendorName;
  people: number;
  seed: number;
  /** Its own one, or any, where left out. */
  port?: number | undefined;
  json: boolean;
}

/** Each returns the exit code; they print for themselves. */
export interface LocalCommands {
  /** Runs the server until it is told to stop. */
  serve(): Promise<number>;
  demo(options: { once: boolean; fresh: boolean; with: VendorName[] }): Promise<number>;
  /** Runs a simulated vendor until it is told to stop. */
  lab(options: LabOptions): Promise<number>;
  /** Prints the effective configuration, secrets masked. */
  config(options: { json: boolean }): Promise<number>;
  migrate(): Promise<number>;
  /** Sets a new password for an administrator and prints it. */
  resetAdmin(options: { username: string; json: boolean }): Promise<number>;
}
