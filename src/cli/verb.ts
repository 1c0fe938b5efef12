import type { Command } from 'commander';
import type { CliContext } from './context.ts';
import type { ExitCode } from './exit.ts';
import { openSession, type Session } from './session.ts';

/** Where a command leaves the exit code for main. */
export interface Ending {
  exit: ExitCode;
}

// biome-ignore lint/suspicious/noExplicitAny: commander's options are as untyped as a command line
export type Options = Record<string, any>;

/** What one command does: its arguments and options in, output and exit code through the session. */
export type Work = (session: Session, args: string[], options: Options) => Promise<void>;

/** Adds commands that talk to the server. */
export type AddVerb = (
  parent: Command,
  usage: string,
  summary: string,
  work: Work,
  example?: string,
) => Command;

export function verbsOf(context: CliContext, ending: Ending): AddVerb {
  return (parent, usage, summary, work, example) => {
    const command = parent.command(usage).summary(summary).description(`${summary}.`);
    if (example) command.addHelpText('after', `\nExample:\n  ${example.replaceAll('\n', '\n  ')}`);
    return command.action(async (...given: unknown[]) => {
      // Commander calls with the arguments, then the options, then the command.
      const args = given
        .slice(0, -2)
        .flat()
        .filter((arg) => arg !== undefined) as string[];
      const session = openSession(context, command);
      await work(session, args, command.opts());
      ending.exit = session.exit;
    });
  };
}

/** Collects an option that may be given several times. */
export const several = (value: string, before: string[] = []): string[] => [...before, value];
