/** What the search finds: pages at once, the things of an instance as the server answers. */
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { api } from '../api/client.ts';
import type { icons } from '../parts/icons.tsx';
import { common } from '../text/common.ts';
import { useText } from '../text/text.ts';
import { navigation } from './navigation.ts';
import { useSession } from './session.tsx';

export interface Item {
  to: string;
  label: string;
  /** Tells things of the same name apart. */
  hint?: string;
  icon: keyof typeof icons;
}

export type GroupName = 'recent' | 'pages' | 'accounts' | 'sources' | 'applications' | 'groups';
export type Group = { name: GroupName; items: Item[] };

const SHOWN = 6;
/** Typing is not answered letter by letter. */
const PAUSE_MS = 160;

/** The value once it has stood still for a moment. */
function useSettled<T>(value: T): T {
  const [settled, settle] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => settle(value), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

function usePages(instance: string | undefined): Item[] {
  const t = useText(common);
  const session = useSession();
  return navigation(instance, session)
    .flatMap(({ items }) => items)
    .map(({ to, label, icon }) => ({ to, label: t(label), icon }));
}

/** Groups of results for a term; `searching` while the server has not answered for what is typed. */
export function useResults(
  instance: string | undefined,
  typed: string,
): { groups: Group[]; searching: boolean; error: unknown } {
  const term = typed.trim();
  const settled = useSettled(term);
  const pages = usePages(instance);
  const { data, error, isFetching } = useQuery({
    queryKey: ['palette', instance, settled],
    queryFn: () => find(instance!, settled),
    enabled: instance !== undefined && settled !== '',
    staleTime: 10_000,
    placeholderData: (before) => before,
  });
  if (term === '') return { groups: [{ name: 'pages', items: pages }], searching: false, error: undefined };
  const groups: Group[] = [
    { name: 'pages', items: pages.filter(({ label, to }) => holds(term, label, to)).slice(0, SHOWN) },
    ...(data ?? []),
  ];
  return {
    groups: groups.filter(({ items }) => items.length > 0),
    searching: instance !== undefined && (isFetching || settled !== term),
    error,
  };
}

function holds(term: string, ...texts: (string | null)[]): boolean {
  return texts.some((text) => text?.toLowerCase().includes(term.toLowerCase()));
}

async function find(instance: string, term: string): Promise<Group[]> {
  const [accounts, sources, applications, groups] = await Promise.all([
    api.accountSearch.searchAccounts(instance, { term }),
    api.sources.listSources(instance),
    api.applications.listApplications(instance),
    api.groups.listGroups(instance, { prefix: term.slice(0, 64), limit: SHOWN }),
  ]);
  const at = (path: string, id: string) => `/i/${instance}/${path}/${id}`;
  return [
    {
      name: 'accounts',
      items: accounts.items.slice(0, SHOWN).map(({ id, displayName, username, email }) => ({
        to: at('accounts', id),
        label: displayName ?? username,
        hint: email ? `${username} · ${email}` : username,
        icon: 'person',
      })),
    },
    {
      name: 'groups',
      items: groups.items.map(({ id, name, description }) => ({
        to: at('groups', id),
        label: name,
        ...(description ? { hint: description } : {}),
        icon: 'group',
      })),
    },
    {
      name: 'sources',
      items: sources.items
        .filter(({ name, kind }) => holds(term, name, kind))
        .slice(0, SHOWN)
        .map(({ id, name, kind }) => ({ to: at('sources', id), label: name, hint: kind, icon: 'source' })),
    },
    {
      name: 'applications',
      items: applications.items
        .filter(({ name, template }) => holds(term, name, template))
        .slice(0, SHOWN)
        .map(({ id, name, template }) => ({
          to: at('applications', id),
          label: name,
          hint: template,
          icon: 'application',
        })),
    },
  ];
}
