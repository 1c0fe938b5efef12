/** Addresses of the portal: `/{instance}/portal/<section>`; its links change the page without loading it again. */
import { type ComponentProps, useSyncExternalStore } from 'react';
import { instanceId } from '../api/client.ts';

export const SECTIONS = ['applications', 'profile', 'security', 'activity'] as const;
export type Section = (typeof SECTIONS)[number];

const ROOT = `/${instanceId}/portal`;
const MOVED = 'portal-moved';

export const pathOf = (section: Section) => (section === 'applications' ? ROOT : `${ROOT}/${section}`);

/** Undefined for an address that is none of ours. */
function sectionOf(path: string): Section | undefined {
  const rest = path.slice(ROOT.length).replace(/^\/|\/$/g, '');
  return rest === '' ? 'applications' : SECTIONS.find((section) => section === rest);
}

function subscribe(listener: () => void): () => void {
  addEventListener('popstate', listener);
  addEventListener(MOVED, listener);
  return () => {
    removeEventListener('popstate', listener);
    removeEventListener(MOVED, listener);
  };
}

export function useSection(): Section | undefined {
  return sectionOf(useSyncExternalStore(subscribe, () => location.pathname));
}

/** Address of the log-on that comes back to where the person is now. */
export function logonAddress({ again }: { again: boolean }): string {
  const query = new URLSearchParams({ return: location.pathname });
  if (again) query.set('prompt', 'login');
  return `/${instanceId}/login?${query}`;
}

interface LinkProps extends ComponentProps<'a'> {
  to: Section;
}

export function Link({ to, onClick, ...rest }: LinkProps) {
  return (
    <a
      {...rest}
      href={pathOf(to)}
      onClick={(event) => {
        onClick?.(event);
        // What the person wants in a new tab or window is the browser's.
        if (event.defaultPrevented || event.button !== 0) return;
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        if (location.pathname !== pathOf(to)) history.pushState(null, '', pathOf(to));
        scrollTo(0, 0);
        dispatchEvent(new Event(MOVED));
      }}
    />
  );
}
