/** The log of the process: one JSON object a line, or readable lines on a terminal; secrets never reach it. */
import { type DestinationStream, type Logger, pino } from 'pino';
import type { Config } from './config.ts';
import { printable } from './printable.ts';

const SECRET_NAMES = [
  'password',
  'secret',
  'token',
  'authorization',
  'cookie',
  'key',
  'clientSecret',
  'bindPassword',
];
const REDACTED = SECRET_NAMES.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

interface Requested {
  method: string;
  url: string;
  ip?: string;
}

/** Writes to standard output, or to `output` (tests). */
export function openLog(
  config: Pick<Config, 'MUSTER_LOG_LEVEL' | 'MUSTER_LOG_FORMAT'>,
  output: DestinationStream = process.stdout,
): Logger {
  const format = config.MUSTER_LOG_FORMAT ?? (process.stdout.isTTY ? 'pretty' : 'json');
  return pino(
    {
      level: config.MUSTER_LOG_LEVEL,
      redact: { paths: REDACTED, censor: '********' },
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }) },
      serializers: {
        // The query is left out: an OAuth code or a token may stand in it.
        req: ({ method, url, ip }: Requested) => ({ method, path: url.split('?')[0], ip }),
      },
    },
    format === 'pretty' ? { write: (line) => void output.write(readable(line)) } : output,
  );
}

/** `22:14:03 info  run started  kind=sync mode=run`, the stack of an error below, indented: it cannot pass for a line. */
function readable(line: string): string {
  const { time, level, msg, err, ...rest } = JSON.parse(line);
  const fields = Object.entries(rest)
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' ');
  const said = printable(`${msg ?? ''}${fields && `  ${fields}`}`);
  const head = `${String(time).slice(11, 19)} ${String(level).padEnd(5)} ${said}\n`;
  if (!err) return head;
  const stack = String(err.stack ?? JSON.stringify(err)).split('\n');
  return head + stack.map((text) => `    ${printable(text)}\n`).join('');
}
