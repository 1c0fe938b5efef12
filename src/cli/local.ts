/** The commands that run in this process instead of calling a server. */
import { resetAdministrator } from '../admin/first-start.ts';
import { type Config, effectiveConfig, type LoadedConfig, publicUrl } from '../config.ts';
import { migrate as migrateDatabase } from '../db/migrate.ts';
import { openServerBeside } from '../db/server.ts';
import { runDemo } from '../demo/demo.ts';
import type { Language } from '../errors/error.ts';
import { openLog } from '../log.ts';
import { serveUntilStopped } from '../main.ts';
import { type FirstLogon, serverParts } from '../parts.ts';
import type { LocalCommands, Output } from './context.ts';
import { json, table } from './output.ts';
import { runVendorLab } from './vendor-lab.ts';

interface World {
  loaded: LoadedConfig;
  version: string;
  language: Language;
  out: Output;
  err: Output;
}

export function localCommandsOf({ loaded, version, language, out, err }: World): LocalCommands {
  const { config } = loaded;
  return {
    serve: () =>
      serveUntilStopped(
        config,
        serverParts(version, (first) => showFirstLogon(first, out)),
      ),
    demo: (options) => runDemo(options, { config, version, language, out, err }),
    lab: (options) => runVendorLab(options, out, publicUrl(config)),
    async config({ json: asJson }) {
      const settings = effectiveConfig(loaded);
      if (asJson) json(out, settings);
      else
        table(
          out,
          [
            ['SETTING', ({ name }) => name],
            ['VALUE', ({ value }) => value],
            ['FROM', ({ origin }) => origin],
          ],
          settings,
        );
      return 0;
    },
    migrate: () =>
      withDatabase(config, async (db) => {
        const applied = await migrateDatabase(db);
        for (const { version: number, name } of applied) out.write(`${number} ${name}\n`);
        out.write(
          applied.length === 0 ? 'The database is up to date.\n' : `${applied.length} steps applied.\n`,
        );
      }),
    resetAdmin: ({ username, json: asJson }) =>
      withDatabase(config, async (db) => {
        await migrateDatabase(db);
        const password = await resetAdministrator(db, username);
        if (asJson) json(out, { username, password });
        else out.write(`New password of ${username}: ${password}\n`);
      }),
  };
}

async function withDatabase(
  config: Config,
  work: (db: Parameters<typeof migrateDatabase>[0]) => Promise<void>,
): Promise<number> {
  const server = await openServerBeside(config, openLog({ ...config, MUSTER_LOG_LEVEL: 'warn' }));
  try {
    await work(server.db);
    return 0;
  } finally {
    await server.stop();
  }
}

function showFirstLogon({ username, password }: FirstLogon, out: Output): void {
  if (password === undefined)
    out.write(`First administrator: ${username}, with the password of MUSTER_ADMIN_PASSWORD.\n`);
  else
    out.write(
      `First administrator: ${username} / ${password}\nThe password is shown this once; \`muster reset-admin\` makes a new one.\n`,
    );
}
