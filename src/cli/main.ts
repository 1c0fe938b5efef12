/** The command line as it really runs: environment, streams and terminal of this process. */
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { loadConfig, publicUrl } from '../config.ts';
import { asMusterError, MusterError } from '../errors/error.ts';
import { askSecret } from './ask-secret.ts';
import { EXIT } from './exit.ts';
import { localCommandsOf } from './local.ts';
import { runCli } from './program.ts';
import { languageOf } from './text.ts';

/** Runs `muster` with the arguments after it; resolves with the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const { stdout: out, stderr: err, env } = process;
  // `muster … | head` ends the reader first; that is no failure of ours.
  out.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(0);
  });
  const asked = args.indexOf('--lang');
  const language = languageOf(asked < 0 ? undefined : args[asked + 1], env);
  try {
    const loaded = loadConfig();
    const version = ownVersion();
    return await runCli(
      args,
      {
        out,
        err,
        env,
        input: () => text(process.stdin),
        ...(process.stdin.isTTY && { askSecret }),
        dataFolder: loaded.config.MUSTER_DATA,
        defaultUrl: publicUrl(loaded.config),
        local: localCommandsOf({ loaded, version, language, out, err }),
      },
      version,
    );
  } catch (error) {
    const failure = asMusterError(error);
    const { message, remedy } = failure.text(language);
    err.write(`muster: ${message}\n${remedy}\n`);
    if (failure.code === 'internal') err.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    return failure instanceof MusterError && failure.code.startsWith('config_') ? EXIT.usage : EXIT.failed;
  }
}

function ownVersion(): string {
  const path = new URL('../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version;
}
