import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { CLI_TOKEN_FILE } from '../admin/first-start.ts';
import type { Language } from '../errors/error.ts';
import { type Client, type Json, openClient } from './client.ts';
import type { CliContext } from './context.ts';
import { keptToken } from './credentials.ts';
import { CliError, EXIT, type ExitCode } from './exit.ts';
import { type Column, json, record, table } from './output.ts';
import { languageOf, say, type TextKey } from './text.ts';

/** What a command has to work with: its options, the server, and ways to answer. */
export interface Session {
  context: CliContext;
  client: Client;
  language: Language;
  asJson: boolean;
  /** The instance the command is about: --instance, MUSTER_INSTANCE, or the only one there is. */
  instance(): Promise<string>;
  say(key: TextKey, params?: Record<string, string | number>): string;
  /** A message for the person; not printed with --json. */
  note(text: string): void;
  /** A list as table or JSON. */
  list(columns: readonly Column[], items: readonly Json[]): void;
  /** One object as lines or JSON. */
  show(object: Json): void;
  /** What the command ends with; 0 until something says otherwise. */
  exit: ExitCode;
}

export function openSession(context: CliContext, command: Command): Session {
  const options = command.optsWithGlobals<{
    json?: boolean;
    url?: string;
    lang?: string;
    instance?: string;
  }>();
  const language = languageOf(options.lang, context.env);
  const url = options.url ?? context.env.MUSTER_URL ?? context.defaultUrl;
  const client = openClient({ url, language, token: tokenFor(context, url) });
  const asJson = options.json ?? false;
  const sentence = (key: TextKey, params = {}) => say(language, key, params);
  return {
    context,
    client,
    language,
    asJson,
    exit: EXIT.ok,
    say: sentence,
    instance: () => instanceOf(client, options.instance ?? context.env.MUSTER_INSTANCE, sentence),
    note(text) {
      if (!asJson) context.err.write(`${text}\n`);
    },
    list(columns, items) {
      if (asJson) json(context.out, { items });
      else if (items.length === 0) context.err.write(`${sentence('nothing')}\n`);
      else table(context.out, columns, items);
    },
    show(object) {
      if (asJson) json(context.out, object);
      else record(context.out, object);
    },
  };
}

/** MUSTER_TOKEN, else the token of `muster login` for this address, else the one beside the data of this machine. */
function tokenFor(context: CliContext, url: string): string | undefined {
  const { env } = context;
  if (env.MUSTER_TOKEN) return env.MUSTER_TOKEN;
  const kept = keptToken(env, url);
  if (kept !== undefined) return kept;
  // The local token opens the local server only: it must not travel to an address somebody typed.
  if (!isLoopback(url)) return undefined;
  try {
    return readFileSync(join(context.dataFolder, CLI_TOKEN_FILE), 'utf8').trim();
  } catch {
    return undefined;
  }
}

function isLoopback(url: string): boolean {
  const host = URL.canParse(url) ? new URL(url).hostname : '';
  return host === 'localhost' || host === '[::1]' || /^127(\.\d+){3}$/.test(host);
}

async function instanceOf(
  client: Client,
  named: string | undefined,
  sentence: Session['say'],
): Promise<string> {
  if (named) return named;
  const instances = await client.list('/instances', { limit: 20 });
  if (instances.length === 1) return instances[0].id;
  if (instances.length === 0)
    throw new CliError(EXIT.notFound, sentence('no_instance'), { remedy: sentence('no_instance_remedy') });
  const ids = instances.map(({ id }) => id).join(', ');
  throw new CliError(EXIT.usage, sentence('several_instances', { ids }), {
    remedy: sentence('several_instances_remedy'),
  });
}
