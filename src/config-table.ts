import { metaOf, Settings } from './config.ts';

/** The table of all settings in docs/configuration.md. */
export function settingsTable(): string {
  const lines = Object.entries(Settings.shape).map(([name, schema]) => {
    const { description, default: unset, example, secret } = metaOf(schema);
    const parsed = schema.safeParse(undefined);
    const standard = unset ?? `\`${parsed.data}\``;
    const notes = [description, example && `Example: \`${example}\`.`, secret && 'Secret.']
      .filter(Boolean)
      .join(' ');
    return `| \`${name}\` | ${standard} | ${notes} |`;
  });
  return ['| Setting | Default | Meaning |', '| --- | --- | --- |', ...lines].join('\n');
}
