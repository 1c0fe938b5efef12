/** The drawings of these pages, on a grid of 20, one weight of line. All are decoration: words stand beside them. */
import type { ReactNode } from 'react';

const PATHS = {
  eye: 'M2 10s3-5.5 8-5.5S18 10 18 10s-3 5.5-8 5.5S2 10 2 10z M10 12.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z',
  eyeOff:
    'M3 3l14 14 M8 4.8A8 8 0 0 1 10 4.5c5 0 8 5.5 8 5.5a14 14 0 0 1-2.3 2.9 M5.2 6.2A13.5 13.5 0 0 0 2 10s3 5.5 8 5.5c1.4 0 2.7-.4 3.8-1',
  alert: 'M10 6.5v4.5 M10 13.8v.1 M10 2.5a7.5 7.5 0 1 1 0 15 7.5 7.5 0 0 1 0-15z',
  good: 'M6.5 10.3l2.4 2.4 4.7-5 M10 2.5a7.5 7.5 0 1 1 0 15 7.5 7.5 0 0 1 0-15z',
  tick: 'M4 10.5l4 4 8-9',
  ring: 'M10 5.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9z',
  cross: 'M5.5 5.5l9 9 M14.5 5.5l-9 9',
  key: 'M12.5 3a4.5 4.5 0 1 1-3.2 7.7L4 16v1.5h2.5V16H8v-1.5h1.5v-2.2 M13.5 6.5v.1',
  apps: 'M3.5 3.5h5v5h-5z M11.5 3.5h5v5h-5z M3.5 11.5h5v5h-5z M11.5 11.5h5v5h-5z',
  person: 'M10 10a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7z M3.5 17c.6-3.2 3.2-5 6.5-5s5.9 1.8 6.5 5',
  shield: 'M10 2.5l6 2.2v4.8c0 3.8-2.5 6.6-6 8-3.5-1.4-6-4.2-6-8V4.7z M7.4 9.9l1.9 1.9 3.4-3.7',
  clock: 'M10 2.5a7.5 7.5 0 1 1 0 15 7.5 7.5 0 0 1 0-15z M10 6v4.3l2.8 1.9',
  out: 'M8 3.5H4v13h4 M8 10h9 M13.5 6.5L17 10l-3.5 3.5',
  search: 'M9 3.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11z M13 13l4 4',
  down: 'M5.5 8l4.5 4.5L14.5 8',
  back: 'M12 4.5L6.5 10l5.5 5.5',
  open: 'M7 5H4v11h11v-3 M10 4h6v6 M16 4l-7 7',
  mail: 'M2.5 4.5h15v11h-15z M3 5l7 6 7-6',
  phone: 'M6 2.5h8v15H6z M9 15h2',
  life: 'M10 2.5a7.5 7.5 0 1 1 0 15 7.5 7.5 0 0 1 0-15z M10 7a3 3 0 1 1 0 6 3 3 0 0 1 0-6z M4.8 4.8l3 3 M12.2 12.2l3 3 M15.2 4.8l-3 3 M7.8 12.2l-3 3',
  screen: 'M2.5 4h15v9.5h-15z M7 17h6 M10 13.5V17',
  sun: 'M10 6.5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7z M10 1.8v2 M10 16.2v2 M1.8 10h2 M16.2 10h2 M4.2 4.2l1.4 1.4 M14.4 14.4l1.4 1.4 M15.8 4.2l-1.4 1.4 M5.6 14.4l-1.4 1.4',
  globe:
    'M10 2.5a7.5 7.5 0 1 1 0 15 7.5 7.5 0 0 1 0-15z M2.5 10h15 M10 2.5c2.3 2.2 3.2 4.7 3.2 7.5s-.9 5.3-3.2 7.5c-2.3-2.2-3.2-4.7-3.2-7.5s.9-5.3 3.2-7.5z',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}

/** Drawn by us for each way to log on; none is a vendor's own mark. */
const METHODS: Record<string, { colour: string; path: string }> = {
  ad: { colour: '#2f6f9f', path: 'M16 5l10 6v10l-10 6-10-6V11zM16 5v22M6 11l10 5 10-5' },
  ldap: { colour: '#7a5a2e', path: 'M16 6v7M9 19v-3h14v3M16 13v3M6 19h6v6H6zM13 19h6v6h-6zM20 19h6v6h-6z' },
  dingtalk: { colour: '#2b6fd6', path: 'M7 7c6 4 12 5 18 6l-6 6h4L13 28l2-7h-4c-2-4-3-9-4-14z' },
  wecom: {
    colour: '#2a7f62',
    path: 'M6 14a8 7 0 1 1 6 6.7l-4 2.3.5-4A7 7 0 0 1 6 14zM21 15a6 5 0 1 1 3 9.5l-3 1.5.3-2.5',
  },
  lark: {
    colour: '#1f8a8a',
    path: 'M6 9c7 3 12 8 14 14M10 6c5 1 10 6 11 11 2-3 4-4 6-4-3 6-7 12-21 12 3-1 6-2 8-4',
  },
  oidc: { colour: '#5b6b75', path: 'M16 6a10 10 0 1 1 0 20 10 10 0 0 1 0-20zM11 16h13M20 12l4 4-4 4' },
  passkey: {
    colour: '#4a5a8a',
    path: 'M12 7a5 5 0 1 1 0 10 5 5 0 0 1 0-10zM5 26c.6-4.5 3.5-7 7-7M22 12a4 4 0 0 1 1.5 7.7V27L21 24.5l1.5-2-1.5-2 .5-.8A4 4 0 0 1 22 12z',
  },
};

export function MethodIcon({ kind }: { kind: string }) {
  const { colour, path } = METHODS[kind] ?? METHODS.oidc!;
  return (
    <svg width="24" height="24" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="7" fill={colour} />
      <path
        d={path}
        fill="none"
        stroke="#ffffff"
        strokeWidth="1.9"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}

export function IconLine({ icon, children }: { icon: IconName; children: ReactNode }) {
  return (
    <span className="row">
      <Icon name={icon} size={18} />
      {children}
    </span>
  );
}
