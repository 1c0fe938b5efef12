/** docs/cli.md, made from the tree of commands; a test holds the file to it. */
import type { Command } from 'commander';
import { EXIT_MEANING } from './exit.ts';

const INTRO = `# The command line

<!-- Made from the program by test/cli/reference.test.ts: run it with UPDATE_DOCS=1 after a change. -->

\`muster\` calls the server at \`MUSTER_URL\` (or \`--url\`). The token is \`MUSTER_TOKEN\`, else the one that
\`muster login\` kept for that address, else, for a server on this machine, the file \`cli-token\` in the data folder.
Every command takes \`--json\`; results go to standard output, messages and progress to standard error.
`;

export function cliReference(program: Command): string {
  const codes = Object.entries(EXIT_MEANING).map(([code, meaning]) => `| ${code} | ${meaning} |`);
  return [
    INTRO,
    '## Options of every command\n',
    optionTable(program),
    '## Exit codes\n',
    `| Code | Meaning |\n| --- | --- |\n${codes.join('\n')}\n`,
    ...program.commands.flatMap((command) => section(command, ['muster'])),
  ].join('\n');
}

function section(command: Command, above: string[]): string[] {
  const path = [...above, command.name()];
  if (command.commands.length > 0)
    return [
      `## ${path.join(' ')}\n\n${command.description()}\n`,
      ...command.commands.flatMap((child) => section(child, path)),
    ];
  const level = above.length > 1 ? '###' : '##';
  const args = command.registeredArguments.map((argument) => {
    const name = argument.name() + (argument.variadic ? '...' : '');
    return argument.required ? `<${name}>` : `[${name}]`;
  });
  return [
    `${level} ${path.join(' ')}\n\n${command.description()}\n\n    ${[...path, ...args].join(' ')}\n`,
    ...(command.options.length > 0 ? [optionTable(command)] : []),
  ];
}

function optionTable(command: Command): string {
  const rows = command.options.map(({ flags, description, defaultValue }) => {
    const byDefault =
      defaultValue === undefined || defaultValue === true ? '' : ` (default: ${defaultValue})`;
    return `| \`${flags}\` | ${description.replaceAll('|', '\\|')}${byDefault} |`;
  });
  return `| Option | Meaning |\n| --- | --- |\n${rows.join('\n')}\n`;
}
