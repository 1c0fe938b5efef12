/** Exit codes of `muster`; the table in docs/cli.md is made from this one. */
export const EXIT = {
  ok: 0,
  failed: 1,
  usage: 2,
  notFound: 3,
  conflict: 4,
  partial: 5,
  unreachable: 6,
  denied: 7,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export const EXIT_MEANING: Record<ExitCode, string> = {
  0: 'done; or nothing to do',
  1: 'failed: the run failed or was cancelled, or something inside went wrong',
  2: 'the command or the configuration is not right, or the server refused the input',
  3: 'what was named is not there',
  4: 'conflict, or a plan that waits for a person to confirm it',
  5: 'partial success: some records were rejected',
  6: 'the server cannot be reached',
  7: 'not logged on, or not allowed',
};

/** A command that ends early; `message` is for the person, in their language. */
export class CliError extends Error {
  readonly exit: ExitCode;
  /** What to do about it. */
  readonly remedy: string | undefined;
  /** The server's problem document, for `--json`. */
  readonly problem: unknown;

  constructor(
    exit: ExitCode,
    message: string,
    details: { remedy?: string; problem?: unknown; cause?: unknown } = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'CliError';
    this.exit = exit;
    this.remedy = details.remedy;
    this.problem = details.problem;
  }
}

/** The exit code for a status of the API. */
export function exitOfStatus(status: number): ExitCode {
  if (status === 401 || status === 403) return EXIT.denied;
  if (status === 404) return EXIT.notFound;
  if (status === 409 || status === 412) return EXIT.conflict;
  return status >= 400 && status < 500 && status !== 429 ? EXIT.usage : EXIT.failed;
}

/** The exit code for the state a run ended in. */
export function exitOfRun(state: string): ExitCode {
  if (state === 'partial_success') return EXIT.partial;
  if (state === 'awaiting_confirmation') return EXIT.conflict;
  return state === 'failed' || state === 'cancelled' ? EXIT.failed : EXIT.ok;
}
