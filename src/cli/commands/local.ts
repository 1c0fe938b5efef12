import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import type { ExitCode } from '../exit.ts';
import type { Ending } from '../verb.ts';

/** Commands that run in this process; what they do is given by main. */
export function localCommands(program: Command, { local }: CliContext, ending: Ending): void {
  const add = (
    name: string,
    summary: string,
    work: (options: { json: boolean } & Record<string, never>) => Promise<number>,
  ) => {
    const command = program.command(name).summary(summary).description(`${summary}.`);
    return command.action(async () => {
      const options = command.optsWithGlobals();
      ending.exit = (await work({ ...options, json: options.json ?? false } as never)) as ExitCode;
    });
  };
  add('serve', 'Run the server until it is stopped', () => local.serve());
  add('demo', 'Serve with a demo company, synchronized and pushed', (options) => {
    const { once = false, fresh = false } = options as { once?: boolean; fresh?: boolean };
    return local.demo({ once, fresh });
  })
    .option('--once', 'end after the summary')
    .option('--fresh', 'start over');
  add('config', 'Print the effective configuration, secrets masked', (options) => local.config(options));
  add('migrate', 'Bring the database to the version of this program', () => local.migrate());
  add('reset-admin', 'Set a new password for an administrator, on the machine of the server', (options) => {
    const { username, json } = options as unknown as { username: string; json: boolean };
    return local.resetAdmin({ username, json });
  }).option('--username <name>', 'administrator', 'admin');
}
