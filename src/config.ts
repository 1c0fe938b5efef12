/**
 * Every setting of the process, from the environment or a YAML file with the same names (the environment wins). The
 * only file that reads the environment. docs/configuration.md is made from this schema.
 */
import { existsSync, readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { parse } from 'yaml';
import { z } from 'zod';
import { MusterError } from './errors/error.ts';
import { Password, Username } from './secrets/credentials.ts';
import { parseKey } from './secrets/key.ts';

/** What a setting's `meta` says beside its description. */
interface SettingMeta {
  description: string;
  /** How the default reads in the documentation, where it is not simply a value. */
  default?: string;
  example?: string;
  secret?: true;
}

const setting = <T extends z.ZodType>(schema: T, meta: SettingMeta): T => schema.meta({ ...meta });
const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,6}$/, { error: `a whole number from ${min} to ${max}` })
    .transform(Number)
    .refine((value) => value >= min && value <= max, { error: `a whole number from ${min} to ${max}` });
const list = (text: string) => text.split(',').map((part) => part.trim());
const oneOf = <const T extends readonly string[]>(...values: T) =>
  z.enum(values, { error: `one of ${values.join(', ')}` });

const ROLES = ['web', 'worker'] as const;

/** Names are those of the environment, so that one search finds documentation, code and use. */
export const Settings = z.object({
  MUSTER_DATA: setting(z.string().min(1).optional(), {
    description: 'Folder of the database, the key and the log; one Muster at a time works in it.',
    default: '`/var/lib/muster` as root, else `./.muster`',
  }),
  DATABASE_URL: setting(
    z
      .string()
      .regex(/^postgres(ql)?:\/\/\S+$/, { error: 'a URL like postgresql://user:password@host:5432/database' })
      .optional(),
    {
      description: 'A PostgreSQL 15 or newer of your own instead of the one Muster brings along.',
      default: 'the PostgreSQL that Muster brings along',
      example: 'postgresql://muster:password@db.example.com:5432/muster?sslmode=verify-full',
      secret: true,
    },
  ),
  DATABASE_POOL_SIZE: setting(wholeNumber(4, 500).default(20), {
    description: 'Connections to the database that this process opens at most.',
  }),
  MUSTER_HOST: setting(z.string().min(1).default('127.0.0.1'), {
    description: 'Address to listen on; `0.0.0.0` or `::` for all.',
  }),
  MUSTER_PORT: setting(wholeNumber(0, 65535).default(3300), {
    description: 'Port to listen on; 0 takes any free one.',
  }),
  MUSTER_PUBLIC_URL: setting(
    z
      .url({ protocol: /^https?$/, error: 'a URL like https://muster.example.com' })
      .refine((text) => /^https?:\/\/[^/@?#]+\/?$/.test(text), {
        error: 'scheme, host and port only, like https://muster.example.com',
      })
      .transform((text) => text.replace(/\/$/, ''))
      .optional(),
    {
      description: 'Where people and clouds reach this server, as a reverse proxy shows it.',
      default: '`http://` with host and port',
      example: 'https://muster.example.com',
    },
  ),
  MUSTER_TRUSTED_PROXIES: setting(
    z
      .string()
      .transform(list)
      .refine((parts) => parts.every(isNetwork), {
        error: 'addresses or networks like 10.0.0.1, 10.0.0.0/8, separated by commas',
      })
      .optional(),
    {
      description: 'Reverse proxies whose `X-Forwarded-*` headers are believed.',
      default: 'none',
      example: '10.0.0.0/8, ::1',
    },
  ),
  MUSTER_KEY: setting(
    z
      .string()
      .transform((text, context) => {
        const key = parseKey(text);
        if (!key)
          context.addIssue({ code: 'custom', message: '32 bytes as base64 or 64 hexadecimal digits' });
        return key ?? z.NEVER;
      })
      .optional(),
    {
      description:
        'Key that seals passwords and tokens in the database; `openssl rand -base64 32` makes one. All processes on one database need the same.',
      default: 'the file `key` in the data folder, made at the first start',
      secret: true,
    },
  ),
  MUSTER_ADMIN_USERNAME: setting(Username.default('admin'), {
    description: 'Name of the first administrator, created when there is none.',
  }),
  MUSTER_ADMIN_PASSWORD: setting(Password.optional(), {
    description: 'Password of the first administrator, at least 12 characters.',
    default: 'a random one, shown once at the first start',
    secret: true,
  }),
  MUSTER_ROLES: setting(
    z
      .string()
      .transform((text) => [...new Set(list(text))])
      .pipe(z.array(oneOf(...ROLES)).min(1))
      .default([...ROLES]),
    {
      description: 'What this process does: `web` answers calls, `worker` works syncs and pushes.',
      default: '`web,worker`',
    },
  ),
  MUSTER_SMTP_URL: setting(
    z
      .string()
      .refine(isMailServer, {
        error: 'a URL like smtp://user:password@mail.example.com:587 or smtps://mail.example.com',
      })
      .optional(),
    {
      description:
        'Mail server for codes and reset links, with user and password where it asks for them. `smtps://` is TLS from the start; `smtp://` turns to TLS first and sends nothing without, except on this machine.',
      default: 'none: no mail is sent',
      example: 'smtps://muster:password@mail.example.com',
      secret: true,
    },
  ),
  MUSTER_MAIL_FROM: setting(
    z
      .string()
      .regex(
        /^(?:[^\p{Cc}<>"@,;]{1,100} <([^\p{Cc}\s<>"@,;]+@[^\p{Cc}\s<>"@,;]+)>|[^\p{Cc}\s<>"@,;]+@[^\p{Cc}\s<>"@,;]+)$/u,
        {
          error: 'an address like muster@example.com or Muster <muster@example.com>',
        },
      )
      .optional(),
    {
      description: 'Sender of mails; needed with `MUSTER_SMTP_URL`.',
      default: 'none',
      example: 'Muster <muster@example.com>',
    },
  ),
  MUSTER_LAB: setting(oneOf('on', 'off').default('on'), {
    description:
      'Whether administrators may set up the lab: an example company in an LDAP server that listens on the loopback only. It needs both roles in one process.',
  }),
  MUSTER_LOG_LEVEL: setting(
    oneOf('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent').default('info'),
    {
      description: 'Least severe level that is logged.',
    },
  ),
  MUSTER_LOG_FORMAT: setting(oneOf('json', 'pretty').optional(), {
    description: 'One JSON object a line, or lines for people.',
    default: '`pretty` on a terminal, else `json`',
  }),
  MUSTER_URL: setting(
    z.url({ protocol: /^https?$/, error: 'a URL like https://muster.example.com' }).optional(),
    {
      description: 'For the command line: the server to call.',
      default: '`http://` with host and port',
    },
  ),
  MUSTER_INSTANCE: setting(z.string().min(1).max(40).optional(), {
    description: 'For the command line: the instance its commands are about.',
    default: 'the only one, where there is one',
  }),
  MUSTER_LANG: setting(z.string().min(1).max(40).optional(), {
    description: 'For the command line: `en` or `zh`.',
    default: 'after `LANG`',
  }),
  MUSTER_TOKEN: setting(z.string().min(1).optional(), {
    description: 'For the command line: an API token.',
    default: 'none',
    secret: true,
  }),
});
export type Config = z.output<typeof Settings> & { MUSTER_DATA: string };
export type SettingName = keyof typeof Settings.shape;

/** Names the file itself; so it stands outside the schema, which is what the file may hold. */
const CONFIG_FILE = 'MUSTER_CONFIG';
const CONFIG_FILE_DEFAULT = 'muster.yaml';
/** For tests, which start servers of their own in the same environment. */
const TEST_PREFIX = 'MUSTER_TEST_';

export interface LoadedConfig {
  config: Config;
  /** Where each set value came from: `environment` or the path of the file; the others are defaults. */
  origins: Partial<Record<SettingName, string>>;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The settings, checked. An empty variable counts as not set. Throws `config_*` naming the setting at fault (and, for
 * an unknown name, the nearest known one); the program then ends with exit code 2.
 */
export function loadConfig(environment: Environment = process.env): LoadedConfig {
  const file =
    environment[CONFIG_FILE] || (existsSync(CONFIG_FILE_DEFAULT) ? CONFIG_FILE_DEFAULT : undefined);
  const fromFile = file === undefined ? {} : readConfigFile(file);
  const values: Record<string, string> = {};
  const origins: LoadedConfig['origins'] = {};
  const take = (name: string, value: string, origin: string) => {
    values[name] = value;
    origins[name as SettingName] = origin;
  };
  for (const [name, value] of Object.entries(fromFile)) {
    if (!isSetting(name)) throw unknownSetting(name, file!);
    take(name, value, file!);
  }
  for (const [name, value] of Object.entries(environment)) {
    if (name === CONFIG_FILE || name.startsWith(TEST_PREFIX)) continue;
    if (isSetting(name)) {
      if (value) take(name, value, 'environment');
    } else if (name.startsWith('MUSTER_')) throw unknownSetting(name, 'environment');
  }
  const parsed = Settings.safeParse(values);
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]!;
    const name = String(path[0]) as SettingName;
    throw new MusterError('config_invalid', { field: name, origin: origins[name], expected: message });
  }
  if (parsed.data.MUSTER_SMTP_URL !== undefined && parsed.data.MUSTER_MAIL_FROM === undefined)
    throw new MusterError('config_invalid', {
      field: 'MUSTER_MAIL_FROM',
      origin: 'not set',
      expected: 'an address, since MUSTER_SMTP_URL is set',
    });
  return { config: { ...parsed.data, MUSTER_DATA: parsed.data.MUSTER_DATA ?? defaultDataFolder() }, origins };
}

/** One line for each setting, as `muster config` shows it; secrets are masked. */
export interface EffectiveSetting {
  name: SettingName;
  value: string;
  /** `environment`, the path of the configuration file, or `default`. */
  origin: string;
}

export function effectiveConfig({ config, origins }: LoadedConfig): EffectiveSetting[] {
  return Object.entries(Settings.shape).map(([key, schema]) => {
    const name = key as SettingName;
    const value = config[name];
    return { name, value: show(value, metaOf(schema)), origin: origins[name] ?? 'default' };
  });
}

/** The URL under which others reach the server. */
export function publicUrl(config: Config): string {
  const host = config.MUSTER_HOST.includes(':') ? `[${config.MUSTER_HOST}]` : config.MUSTER_HOST;
  return config.MUSTER_PUBLIC_URL ?? `http://${host}:${config.MUSTER_PORT}`;
}

export function metaOf(schema: z.ZodType): SettingMeta {
  return schema.meta() as unknown as SettingMeta;
}

function show(value: unknown, { secret, default: unset }: SettingMeta): string {
  if (value === undefined) return `(${unset?.replaceAll('`', '') ?? 'not set'})`;
  return secret ? '********' : String(value);
}

const isSetting = (name: string): boolean => Object.hasOwn(Settings.shape, name);

function defaultDataFolder(): string {
  return process.getuid?.() === 0 ? '/var/lib/muster' : './.muster';
}

function readConfigFile(path: string): Record<string, string> {
  let content: unknown;
  try {
    content = parse(readFileSync(path, 'utf8')) ?? {};
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = code === 'ENOENT' ? 'it does not exist' : (message.split('\n')[0] ?? '');
    throw new MusterError('config_file_unreadable', { path, reason }, error);
  }
  const parsed = z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]))
    .safeParse(content);
  if (!parsed.success)
    throw new MusterError('config_file_unreadable', {
      path,
      reason: 'it is not a list of “NAME: value” lines',
    });
  return Object.fromEntries(Object.entries(parsed.data).map(([name, value]) => [name, String(value)]));
}

function unknownSetting(name: string, origin: string): MusterError {
  const nearest = Object.keys(Settings.shape)
    .map((known) => ({ known, distance: distance(name, known) }))
    .sort((a, b) => a.distance - b.distance)[0]!;
  const like = nearest.distance <= 4 ? nearest.known : 'docs/configuration.md';
  return new MusterError('config_unknown', { field: name, origin, like });
}

/** Levenshtein distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
    row = next;
  }
  return row[b.length]!;
}

/** Nothing behind the host: options of the connection are not for a setting to weaken. */
function isMailServer(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, pathname, search, hash } = new URL(text);
  return /^smtps?:$/.test(protocol) && hostname !== '' && /^\/?$/.test(pathname) && search + hash === '';
}

function isNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
}
