/** The command line as a tree of commands, and how it ends. */
import { Command, CommanderError } from 'commander';
import { printable } from '../printable.ts';
import { accessCommands } from './commands/access.ts';
import { accountCommands } from './commands/account.ts';
import { appCommands } from './commands/app.ts';
import { auditCommands } from './commands/audit.ts';
import { cloudCommands } from './commands/cloud.ts';
import { completionCommand } from './commands/completion.ts';
import { explainCommand } from './commands/explain.ts';
import { fieldCommands, instanceCommands } from './commands/instance.ts';
import { keyCommands } from './commands/key.ts';
import { localCommands } from './commands/local.ts';
import { logonCommands } from './commands/logon.ts';
import { manifestCommands } from './commands/manifest.ts';
import { binCommands, groupCommands, orgCommands } from './commands/org-group.ts';
import { runCommands } from './commands/run.ts';
import { sessionCommands } from './commands/session.ts';
import { sourceCommands } from './commands/source.ts';
import type { CliContext } from './context.ts';
import { CliError, EXIT, EXIT_MEANING } from './exit.ts';
import { json } from './output.ts';
import { languageOf, say } from './text.ts';
import { type Ending, verbsOf } from './verb.ts';

const EXAMPLES = `
Examples:
  muster serve                                  run the server
  muster instance create acme --name Acme
  muster source add AD --kind ad --set addresses=dc1.example.com …
  muster source sync AD --plan                  see what would happen
  muster explain zhang.wei                      why is this person (not) there?
  muster apply -f acme.yaml                     make an instance as a file says

Exit codes:
${Object.entries(EXIT_MEANING)
  .map(([code, meaning]) => `  ${code}  ${meaning}`)
  .join('\n')}`;

export function buildProgram(context: CliContext, ending: Ending, version: string): Command {
  const program = new Command('muster')
    .description(
      'Muster: people from Active Directory and LDAP into one directory, and on to Alibaba Cloud RAM.',
    )
    .version(version, '--version')
    .option('--json', 'answer in JSON, for programs')
    .option('--url <address>', 'address of the server (MUSTER_URL)')
    .option(
      '--instance <id>',
      'instance the command is about (MUSTER_INSTANCE); not needed when there is only one',
    )
    .option('--lang <language>', 'en or zh (MUSTER_LANG, LANG)')
    .addHelpText('after', EXAMPLES)
    .configureOutput({
      writeOut: (text) => context.out.write(text),
      writeErr: (text) => context.err.write(text),
    })
    .showHelpAfterError('(--help tells more)')
    .exitOverride();
  const verb = verbsOf(context, ending);
  localCommands(program, context, ending);
  accessCommands(program, verb);
  instanceCommands(program, verb);
  fieldCommands(program, verb);
  sourceCommands(program, verb);
  accountCommands(program, verb);
  orgCommands(program, verb);
  groupCommands(program, verb);
  binCommands(program, verb);
  runCommands(program, verb);
  appCommands(program, verb);
  logonCommands(program, verb);
  sessionCommands(program, verb);
  keyCommands(program, verb);
  explainCommand(program, verb);
  cloudCommands(program, verb);
  auditCommands(program, verb);
  manifestCommands(program, verb);
  completionCommand(program, context);
  return program;
}

/** Runs one command line (without `node muster`) and returns its exit code; prints what went wrong. */
export async function runCli(args: readonly string[], context: CliContext, version: string): Promise<number> {
  const ending: Ending = { exit: EXIT.ok };
  const program = buildProgram(context, ending, version);
  try {
    await program.parseAsync(args, { from: 'user' });
    return ending.exit;
  } catch (error) {
    // Commander has printed its own message; a command without its subcommand printed help.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    if (error instanceof CliError) return tell(context, args, error);
    throw error;
  }
}

function tell(context: CliContext, args: readonly string[], error: CliError): number {
  const asked = args.indexOf('--lang');
  const language = languageOf(asked < 0 ? undefined : args[asked + 1], context.env);
  if (args.includes('--json'))
    json(context.out, { error: error.problem ?? { detail: error.message, remedy: error.remedy ?? null } });
  else {
    context.err.write(`${printable(error.message)}\n`);
    if (error.remedy) context.err.write(`${say(language, 'what_to_do')} ${printable(error.remedy)}\n`);
  }
  return error.exit;
}
