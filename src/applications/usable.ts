/** The tiles of a person's portal. */
import type { Sql } from '../db/db.ts';
import type { Sso } from '../model/sso.ts';
import { catalogueEntry, type Icon } from './catalogue.ts';
import { accessOf } from './grants.ts';
import { readPerson } from './person.ts';
import { ssoOf } from './sso-rows.ts';
import { usernamesFor } from './usernames.ts';

export interface Tile {
  id: string;
  name: string;
  icon: Icon;
  protocol: 'oidc' | 'saml';
  description: { en: string; zh: string } | null;
  /** Path of this server that signs in to it; null where only the application itself begins. */
  launch: string | null;
}

/** The applications the person may sign in to and that the portal shows, by name. One query; none for an account that may not sign in. */
export async function listUsable(sql: Sql, instanceId: string, accountId: string): Promise<Tile[]> {
  const person = await readPerson(sql, instanceId, accountId, null);
  if (!person?.isUsable) return [];
  return person.applications.flatMap((own) => {
    const sso = ssoOf(own);
    if (sso.protocol === 'none' || sso.portal === 'hidden') return [];
    if (!accessOf(sso, own, person.user)) return [];
    if (usernamesFor(own.template, sso, person, own.usernames).length === 0) return [];
    const entry = catalogueEntry(own.template);
    return {
      id: own.id,
      name: own.name,
      icon: entry?.icon ?? letterMark(own.name),
      protocol: sso.protocol,
      description: entry?.description ?? null,
      launch: launchOf(instanceId, own.id, sso),
    };
  });
}

/** Where a tile leads. */
export function launchOf(instanceId: string, applicationId: string, sso: Sso): string | null {
  if (sso.protocol === 'saml')
    return sso.saml?.initiatedBy === 'both' ? `/${instanceId}/saml/${applicationId}/start` : null;
  return sso.oidc?.loginUri ? `/${instanceId}/oidc-start/${applicationId}` : null;
}

function letterMark(name: string): Icon {
  return { letters: [...name.toUpperCase()][0] ?? '?', colour: '#5a6871' };
}
