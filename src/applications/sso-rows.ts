/** The sign-in of an application as it is stored. */
import type { Sso } from '../model/sso.ts';

export interface SsoRow {
  application_id: string;
  template: string;
  settings: Omit<Sso, 'enabled'>;
  enabled: boolean;
  version: number;
  created_at: Date;
  updated_at: Date;
}

export function ssoOf({ settings, enabled }: Pick<SsoRow, 'settings' | 'enabled'>): Sso {
  return { enabled, ...settings };
}
