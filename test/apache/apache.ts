/** A throw-away Apache from the system's packages, in the foreground of this test, with modules that sign people in. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PROGRAM = '/usr/sbin/apache2';
const MODULES = '/usr/lib/apache2/modules';

export interface Apache {
  /** `http://127.0.0.1:port` */
  url: string;
  /** The end of its error log, for the message of a failed test. */
  log(): string;
  stop(): Promise<void>;
}

/** Why a test of these modules cannot run here; false when it can. */
export function apacheMissing(...modules: string[]): string | false {
  const absent = [PROGRAM, ...modules.map((name) => join(MODULES, `mod_${name}.so`))].find(
    (file) => !existsSync(file),
  );
  return absent === undefined ? false : `${absent} is not installed`;
}

/**
 * Starts Apache on `port` with `modules` beside the ones that every page needs, and with what `settings` adds for its
 * one virtual host. Files of `files` lie in the folder that is given to `settings`. `/open` and `/closed` are pages; the
 * answer's header `X-User` says who Apache takes the visitor for.
 */
export async function startApache(options: {
  port: number;
  modules: string[];
  files?: Record<string, string>;
  settings(folder: string): string;
}): Promise<Apache> {
  const folder = mkdtempSync(join(tmpdir(), 'muster-apache-'));
  for (const name of ['open', 'closed']) {
    mkdirSync(join(folder, 'pages', name), { recursive: true });
    writeFileSync(
      join(folder, 'pages', name, 'index.html'),
      `<!doctype html><title>${name}</title><h1>${name}</h1>`,
    );
  }
  for (const [name, text] of Object.entries(options.files ?? {})) writeFileSync(join(folder, name), text);
  const conf = join(folder, 'apache.conf');
  writeFileSync(conf, configuration(folder, options));
  // Its workers are not root and have to get at the pages.
  chmodSync(folder, 0o755);
  const child = spawn(PROGRAM, ['-f', conf, '-DFOREGROUND'], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk;
  });
  const log = () => {
    const file = join(folder, 'error.log');
    return said + (existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(-40).join('\n') : '');
  };
  const stop = async () => {
    if (child.exitCode === null) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await listening(options.port, child);
  } catch (error) {
    const why = log();
    await stop();
    throw new Error(`Apache did not start:\n${why}`, { cause: error });
  }
  return { url: `http://127.0.0.1:${options.port}`, log, stop };
}

async function listening(port: number, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}`);
    const socket = connect(port, '127.0.0.1');
    const open = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    });
    socket.destroy();
    if (open) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('nobody listens');
}

const USUAL = [
  'mpm_event',
  'authn_core',
  'authz_core',
  'authz_user',
  'dir',
  'mime',
  'headers',
  'env',
  'alias',
];

function configuration(
  folder: string,
  { port, modules, settings }: { port: number; modules: string[]; settings(folder: string): string },
): string {
  const asRoot = process.getuid?.() === 0 ? 'User www-data\nGroup www-data\n' : '';
  return `ServerRoot ${folder}
PidFile ${folder}/pid
DefaultRuntimeDir ${folder}
Mutex posixsem
Listen 127.0.0.1:${port}
ServerName 127.0.0.1:${port}
UseCanonicalName On
${asRoot}${[...USUAL, ...modules].map((name) => `LoadModule ${name}_module ${MODULES}/mod_${name}.so`).join('\n')}
TypesConfig /etc/mime.types
ErrorLog ${folder}/error.log
LogLevel info
DocumentRoot ${folder}/pages
DirectoryIndex index.html
<Directory ${folder}/pages>
  Require all granted
</Directory>
Header always set X-User "expr=%{REMOTE_USER}"
${settings(folder)}
`;
}
