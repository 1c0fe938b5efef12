import { Argument, type Command, InvalidArgumentError } from 'commander';
import { isVendor, VENDOR_NAMES, type VendorName } from '../../lab/vendors.ts';
import type { CliContext, LabOptions } from '../context.ts';
import type { ExitCode } from '../exit.ts';
import type { Ending } from '../verb.ts';

const PEOPLE_MOST = 200_000;

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
    const { once = false, fresh = false, with: vendors = [] } = options as Partial<DemoOptions>;
    return local.demo({ once, fresh, with: vendors });
  })
    .option('--once', 'end after the summary')
    .option('--fresh', 'start over')
    .option(
      '--with <vendors>',
      `the same people in simulated vendors too, for example ${VENDOR_NAMES.join()}`,
      vendorsOf,
    );
  const lab: Command = add(
    'lab',
    'Run a simulated vendor to connect a source to, until it is stopped',
    (options) => {
      const { people, seed, port, json } = options as unknown as LabOptions;
      return local.lab({ vendor: lab.args[0] as VendorName, people, seed, port, json });
    },
  )
    .addArgument(new Argument('<vendor>').choices(VENDOR_NAMES))
    .option('--people <n>', 'how many people the company has', numberUpTo(1, PEOPLE_MOST), 300)
    .option('--seed <n>', 'the same one makes the same company', numberUpTo(0, Number.MAX_SAFE_INTEGER), 1)
    .option(
      '--port <n>',
      'where it listens; its own one, or any free one, when left out',
      numberUpTo(0, 65_535),
    );
  add('config', 'Print the effective configuration, secrets masked', (options) => local.config(options));
  add('migrate', 'Bring the database to the version of this program', () => local.migrate());
  add('reset-admin', 'Set a new password for an administrator, on the machine of the server', (options) => {
    const { username, json } = options as unknown as { username: string; json: boolean };
    return local.resetAdmin({ username, json });
  }).option('--username <name>', 'administrator', 'admin');
}

interface DemoOptions {
  once: boolean;
  fresh: boolean;
  with: VendorName[];
}

function vendorsOf(text: string): VendorName[] {
  const names = [...new Set(text.split(',').map((name) => name.trim()))];
  const unknown = names.filter((name) => !isVendor(name));
  if (unknown.length > 0)
    throw new InvalidArgumentError(`“${unknown.join()}” is none of ${VENDOR_NAMES.join(', ')}.`);
  return names.filter(isVendor);
}

function numberUpTo(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
    if (!(number >= least && number <= most))
      throw new InvalidArgumentError(`It is a whole number from ${least} to ${most}.`);
    return number;
  };
}
