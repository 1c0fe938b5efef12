import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { inChinese } from '../../model/said.ts';
import { CliError, EXIT } from '../exit.ts';
import type { Session } from '../session.ts';
import { fromEnvironment, fromFile } from '../values.ts';
import { Manifest, SecretReference } from './schema.ts';

/** The file, checked; throws a CliError that names the line or the field. */
export const loadManifest = (session: Session, path: string): Promise<Manifest> =>
  loadYaml(session, path, Manifest, 'instance');

/** A YAML file of any schema; `whole` stands for it where no field can be named. */
export async function loadYaml<T>(
  session: Session,
  path: string,
  schema: z.ZodType<T>,
  whole: string,
): Promise<T> {
  const text = path === '-' ? await session.context.input() : fromFile(session, path);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const [error] = document.errors;
  if (error) {
    const { line } = lines.linePos(error.pos[0]);
    throw new CliError(EXIT.usage, session.say('yaml_wrong', { path, line, reason: error.message }));
  }
  // Ten references to an anchor are plenty; ten thousand are an attack.
  const result = schema.safeParse(document.toJS({ maxAliasCount: 100 }), {
    error: session.language === 'zh' ? z.locales.zhCN().localeError : z.locales.en().localeError,
  });
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const steps = issue!.path.map(String);
  if (issue!.code === 'unrecognized_keys') steps.push(issue!.keys[0]!);
  const { message } = issue!;
  const told = session.language === 'zh' ? inChinese(message) : message;
  throw wrong(session, path, steps.join('.') || whole, told);
}

export function wrong(session: Session, path: string, field: string, reason: string): CliError {
  return new CliError(EXIT.usage, session.say('manifest_wrong', { path, field, reason }));
}

/** Settings with every reference to a secret replaced by the secret; a secret written out is refused. */
export function resolveSecrets(
  session: Session,
  path: string,
  field: string,
  settings: Record<string, unknown>,
  secretNames: readonly string[],
): { settings: Record<string, unknown>; secrets: string[] } {
  const secrets: string[] = [];
  const resolved = Object.entries(settings).map(([name, value]) => {
    const reference = SecretReference.safeParse(value);
    if (reference.success) {
      secrets.push(name);
      const { data } = reference;
      const text =
        'env' in data
          ? fromEnvironment(session, data.env)
          : fromFile(session, data.file).replace(/\r?\n$/, '');
      return [name, text];
    }
    if (secretNames.includes(name) && value !== null && value !== undefined)
      throw new CliError(EXIT.usage, session.say('manifest_secret', { path, field: `${field}.${name}` }), {
        remedy: session.say('manifest_secret_remedy'),
      });
    return [name, value];
  });
  return { settings: Object.fromEntries(resolved), secrets };
}
