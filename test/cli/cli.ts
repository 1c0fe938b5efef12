import type { CliContext } from '../../src/cli/context.ts';
import { runCli } from '../../src/cli/program.ts';

export interface CliRun {
  exit: number;
  out: string;
  err: string;
}

/** Runs a command line against a server, as a terminal-less process would. */
export async function muster(
  server: { url: string; token?: string },
  args: readonly string[],
  given: {
    env?: Record<string, string>;
    input?: string;
    local?: Partial<CliContext['local']>;
    dataFolder?: string;
  } = {},
): Promise<CliRun> {
  const run = { out: '', err: '' };
  const absent = () => Promise.reject(new Error('not in this test'));
  const exit = await runCli(
    args,
    {
      out: { write: (text) => (run.out += text) },
      err: { write: (text) => (run.err += text) },
      input: async () => given.input ?? '',
      env: {
        ...(server.token === undefined ? {} : { MUSTER_TOKEN: server.token }),
        HOME: '/nonexistent',
        ...given.env,
      },
      dataFolder: given.dataFolder ?? '/nonexistent',
      defaultUrl: server.url,
      local: {
        serve: absent,
        demo: absent,
        lab: absent,
        config: absent,
        migrate: absent,
        resetAdmin: absent,
        ...given.local,
      },
    },
    '0.0.0-test',
  );
  return { exit, ...run };
}
