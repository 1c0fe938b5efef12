/** Whether people may log on with a source: looked at whenever its log-on is switched on or its settings change. */
import { MusterError } from '../errors/error.ts';
import { DirectoryLogonSettings, VendorLogonSettings } from '../model/logon-source.ts';
import type { SourceKind } from '../sources/source.ts';
import { loadSource } from '../sync/source-settings.ts';
import type { DirectoryDeps } from './directory-pool.ts';

/** The schema that the settings of a source's log-on follow; throws `source_logon_unsupported`. */
export function sourceLogonSettings({
  kind,
  logon,
}: SourceKind): typeof DirectoryLogonSettings | typeof VendorLogonSettings {
  if (!logon) throw new MusterError('source_logon_unsupported', { kind });
  return logon.by === 'password' ? DirectoryLogonSettings : VendorLogonSettings;
}

/**
 * Refuses what would not be safe or could not work: `source_logon_unsupported`, `directory_logon_plain_text` (passwords
 * in clear without leave), `source_logon_settings`. `settings` have passed `sourceLogonSettings`.
 */
export async function assertSourceLogon(
  { db, sealer, kinds }: DirectoryDeps,
  instanceId: string,
  sourceId: string,
  settings: DirectoryLogonSettings | VendorLogonSettings,
): Promise<void> {
  const source = await loadSource(db, { kinds, open: sealer.open }, instanceId, sourceId);
  const { kind, logon } = source.kindOf;
  if (!logon) throw new MusterError('source_logon_unsupported', { kind });
  if (logon.by === 'redirect') return logon.assertReady(source.config);
  const { allowPlainText } = DirectoryLogonSettings.parse(settings);
  if (logon.protection(source.config) === 'none' && !allowPlainText)
    throw new MusterError('directory_logon_plain_text', { source: source.name, field: 'allowPlainText' });
}
