import type { Session } from '../api/generated.ts';
import type { icons } from '../parts/icons.tsx';
import type { common } from '../text/common.ts';

type Word = Parameters<typeof common.t>[0];

export interface NavItem {
  to: string;
  label: Word;
  icon: keyof typeof icons;
}

export interface NavSection {
  title?: Word;
  items: NavItem[];
}

/** The way through the console: the story first, then the directory, then what moves data, then the system. */
export function navigation(instance: string | undefined, { role }: Session): NavSection[] {
  const system: NavItem[] = [
    { to: '/instances', label: 'instances', icon: 'org' },
    ...(role === 'admin'
      ? ([
          { to: '/administrators', label: 'administrators', icon: 'person' },
          { to: '/tokens', label: 'apiTokens', icon: 'fields' },
        ] as const)
      : []),
    { to: '/api-docs', label: 'apiDocs', icon: 'page' },
    { to: '/about', label: 'about', icon: 'settings' },
  ];
  if (instance === undefined) return [{ title: 'sectionSystem', items: system }];
  const at = (path: string) => `/i/${instance}/${path}`;
  return [
    {
      items: [
        { to: at('quick-start'), label: 'quickStart', icon: 'quickStart' },
        { to: at('dashboard'), label: 'dashboard', icon: 'dashboard' },
      ],
    },
    {
      title: 'sectionDirectory',
      items: [
        { to: at('accounts'), label: 'accountsAndOrgs', icon: 'person' },
        { to: at('groups'), label: 'groups', icon: 'group' },
        { to: at('fields'), label: 'customFields', icon: 'fields' },
        { to: at('recycle-bin'), label: 'recycleBin', icon: 'bin' },
      ],
    },
    {
      title: 'sectionFlow',
      items: [
        { to: at('sources'), label: 'identityProviders', icon: 'source' },
        { to: at('runs'), label: 'synchronization', icon: 'run' },
        { to: at('applications'), label: 'applications', icon: 'application' },
        { to: at('cloud'), label: 'cloudAccounts', icon: 'cloud' },
        { to: at('logs'), label: 'logs', icon: 'log' },
        { to: at('settings'), label: 'settings', icon: 'settings' },
      ],
    },
    {
      title: 'sectionLogon',
      items: [
        { to: at('logon/methods'), label: 'logonMethods', icon: 'method' },
        { to: at('logon/passwords'), label: 'passwordPolicy', icon: 'password' },
        { to: at('logon/second-factor'), label: 'secondFactor', icon: 'factor' },
        { to: at('logon/sessions'), label: 'logonSessions', icon: 'session' },
        { to: at('logon/look'), label: 'logonLook', icon: 'look' },
        { to: at('logon/portal'), label: 'portal', icon: 'portal' },
        { to: at('logon/keys'), label: 'signingKeys', icon: 'key' },
      ],
    },
    { title: 'sectionSystem', items: system },
  ];
}
