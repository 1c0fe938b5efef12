import { execFile, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { accessSync, constants, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A throw-away directory server of one test file. Its accounts are seeded by `openldap.sh` and `samba-seed.py`. */
export interface Lab {
  /** `ldap://`, StartTLS possible. */
  url: string;
  ldapsUrl: string;
  baseDn: string;
  adminDn: string;
  adminPassword: string;
  /** What a sync account binds with: a DN (slapd) or a UPN (Samba). */
  syncAccount: string;
  syncPassword: string;
  /** Of every seeded account that has one. */
  userPassword: string;
  /** PEM file of the certificate, which is its own authority. */
  caFile: string;
  /** SHA-256 of the certificate as Node writes it: `AB:CD:…`. */
  fingerprint: string;
  /** Adds users `u0000000`, … offline; the server restarts, so open connections end. */
  load(count: number): Promise<void>;
  /** Applies LDIF as the administrator; an entry without `changetype` is added. Throws with the server's words. */
  modify(ldif: string): Promise<void>;
  /** Ends the server and deletes its folder. */
  stop(): Promise<void>;
}

export interface SambaOptions {
  /** Refuse simple binds without TLS, as a hardened Active Directory does. */
  strongAuth?: boolean;
  /** Deleted objects keep their attributes. */
  recycleBin?: boolean;
  /** One process, for tests that need little memory and no speed. */
  singleProcess?: boolean;
}

const NEEDED = {
  slapd: ['slapd', 'slapadd', 'ldapadd', 'ldapmodify', 'ldapsearch', 'openssl'],
  samba: ['samba', 'samba-tool', 'ldapmodify', 'ldapsearch', 'openssl'],
  ldapsearch: ['ldapsearch'],
};
const SEARCH_PATH = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/sbin'];
const run = promisify(execFile);
const pidFiles = new Map<string, string>();

/**
 * For the `skip` option of node:test: what this machine lacks for a lab (or a client), or false. With CI=true it throws instead, so
 * that a test run there cannot pass by skipping.
 */
export function missing(lab: keyof typeof NEEDED): string | false {
  const lacking = NEEDED[lab]
    .filter((program) => !isInstalled(program))
    .map((program) => `${program} is missing`);
  if (lab === 'samba' && process.getuid?.() !== 0) lacking.push('root is needed');
  if (lacking.length === 0) return false;
  const reason = `${lab}: ${lacking.join(', ')} (scripts/test-setup installs programs)`;
  if (process.env.CI === 'true') throw new Error(reason);
  return reason;
}

/** Starts an OpenLDAP server with seeded accounts, in a second; runs as any user. */
export async function startSlapd(): Promise<Lab> {
  return start('openldap.sh', `${await freeAddress(3890)}:3890`, {});
}

/** Starts a Samba Active Directory domain controller with seeded accounts, in about five seconds; root only. */
export async function startSamba(options: SambaOptions = {}): Promise<Lab> {
  return start('samba-ad.sh', await freeAddress(389), {
    LAB_STRONG_AUTH: options.strongAuth ? 'yes' : 'no',
    LAB_RECYCLE_BIN: options.recycleBin ? 'yes' : 'no',
    LAB_PROCESS_MODEL: options.singleProcess ? 'single' : 'prefork',
  });
}

async function start(recipe: string, address: string, env: Record<string, string>): Promise<Lab> {
  const folder = mkdtempSync(join(tmpdir(), 'muster-lab-'));
  const script = (...args: string[]) =>
    run(join(import.meta.dirname, recipe), args, { env: { ...process.env, ...env } }).then(
      ({ stdout }) => stdout,
    );
  let facts: Map<string, string>;
  try {
    facts = readFacts(await script('start', folder, address));
  } catch (error) {
    await script('stop', folder).catch(() => {});
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  const fact = (name: string): string => {
    const value = facts.get(name);
    if (value === undefined) throw new Error(`${recipe} did not say ${name}`);
    return value;
  };
  const lab: Lab = {
    url: fact('url'),
    ldapsUrl: fact('ldaps_url'),
    baseDn: fact('base_dn'),
    adminDn: fact('admin_dn'),
    adminPassword: fact('admin_password'),
    syncAccount: fact('sync_account'),
    syncPassword: fact('sync_password'),
    userPassword: fact('user_password'),
    caFile: fact('ca_file'),
    fingerprint: fact('fingerprint'),
    load: async (count) => {
      await script('load', folder, String(count));
    },
    modify: (ldif) => applyLdif(lab, ldif),
    stop: async () => {
      await script('stop', folder);
      pidFiles.delete(folder);
      rmSync(folder, { recursive: true, force: true });
    },
  };
  pidFiles.set(folder, fact('pid_file'));
  return lab;
}

function readFacts(output: string): Map<string, string> {
  const lines = output.split('\n').filter((line) => line.includes('='));
  return new Map(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
}

/** Over LDAPS: Samba sets passwords on no other connection. */
function applyLdif(lab: Lab, ldif: string): Promise<void> {
  const args = ['-a', '-x', '-H', lab.ldapsUrl, '-D', lab.adminDn, '-w', lab.adminPassword];
  const child = spawn('ldapmodify', args, {
    env: { ...process.env, LDAPTLS_CACERT: lab.caFile },
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint += text;
  });
  child.stdin.on('error', () => {}); // it ends early at an LDIF error; its exit code says so
  child.stdin.end(ldif.endsWith('\n') ? ldif : `${ldif}\n`);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`ldapmodify: ${complaint.trim()}`)),
    );
  });
}

/** A test file that fails before `stop()` must not leave its server behind. */
process.once('exit', () => {
  for (const [folder, pidFile] of pidFiles) {
    if (!existsSync(pidFile)) continue;
    try {
      process.kill(Number(readFileSync(pidFile, 'utf8')));
    } catch {
      continue; // ended by itself
    }
    rmSync(folder, { recursive: true, force: true });
  }
});

/** Labs share fixed ports and differ by address: all of 127.0.0.0/8 is this machine. */
async function freeAddress(port: number): Promise<string> {
  for (;;) {
    const address = `127.${randomInt(1, 255)}.${randomInt(1, 255)}.${randomInt(1, 255)}`;
    if (await canListen(address, port)) return address;
  }
}

function canListen(host: string, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(false) : reject(error),
    );
    probe.listen(port, host, () => probe.close(() => resolve(true)));
  });
}

function isInstalled(program: string): boolean {
  return SEARCH_PATH.some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
