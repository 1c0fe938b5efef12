import { Argument, type Command } from 'commander';
import type { CliContext } from '../context.ts';

/** Every command line there is: words after `muster`, and what can follow. */
export function commandPaths(program: Command): { path: string[]; follow: string[] }[] {
  const walk = (command: Command, path: string[]): { path: string[]; follow: string[] }[] => {
    const follow = [...command.commands.map((child) => child.name()), ...flagsOf(command, program)];
    return [{ path, follow }, ...command.commands.flatMap((child) => walk(child, [...path, child.name()]))];
  };
  return walk(program, []);
}

function flagsOf(command: Command, program: Command): string[] {
  const options =
    command === program
      ? command.options
      : [...command.options, ...program.options.filter(({ long }) => long !== '--version')];
  return [...options.flatMap(({ long }) => (long ? [long] : [])), '--help'];
}

/** One line per command: its words, a colon, what can follow. All three shells look it up there. */
const tableOf = (program: Command) =>
  commandPaths(program)
    .map(({ path, follow }) => `${path.join(' ')}:${follow.join(' ')}`)
    .join('\n');

const LOOKUP = `  while IFS= read -r line; do
    [ "\${line%%:*}" = "$words" ] && printf '%s\\n' "\${line#*:}" && return
  done <<'MUSTER_COMMANDS'
`;

const SCRIPTS: Record<string, (table: string) => string> = {
  bash: (table) => `_muster_follow() {
  local words="$1" line
${LOOKUP}${table}
MUSTER_COMMANDS
}
_muster() {
  local words="" word follow
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in -*) continue ;; esac
    _muster_follow "\${words:+$words }$word" >/dev/null && [ -n "$(_muster_follow "\${words:+$words }$word")" ] && words="\${words:+$words }$word"
  done
  follow="$(_muster_follow "$words")"
  COMPREPLY=($(compgen -W "$follow" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -F _muster muster
`,
  zsh: (table) => `#compdef muster
_muster_follow() {
  local words="$1" line
${LOOKUP}${table}
MUSTER_COMMANDS
}
_muster() {
  local found="" word
  for word in "\${words[@]:1:CURRENT-2}"; do
    [[ "$word" == -* ]] && continue
    [[ -n "$(_muster_follow "\${found:+$found }$word")" ]] && found="\${found:+$found }$word"
  done
  compadd -- $(_muster_follow "$found" | tr ' ' '\\n')
}
compdef _muster muster
`,
  fish: (table) => `function __muster_follow
  set -l found ""
  for word in (commandline -opc)[2..-1]
    string match -q -- '-*' $word; and continue
    set -l longer (string trim -- "$found $word")
    string match -q -- "$longer:*" $__muster_commands; and set found $longer
  end
  for line in $__muster_commands
    if string match -q -- "$found:*" $line
      string split ' ' -- (string replace -- "$found:" '' $line)
      return
    end
  end
end
set -g __muster_commands ${table
    .split('\n')
    .map((line) => `'${line}'`)
    .join(' \\\n  ')}
complete -c muster -f -a '(__muster_follow)'
`,
};

export function completionCommand(program: Command, context: CliContext): void {
  program
    .command('completion')
    .summary('Print completion for a shell')
    .description('Print completion for a shell.')
    .addArgument(new Argument('<shell>').choices(Object.keys(SCRIPTS)))
    .addHelpText('after', '\nExample:\n  source <(muster completion bash)')
    .action((shell: string) => {
      context.out.write(SCRIPTS[shell]!(tableOf(program)));
    });
}
