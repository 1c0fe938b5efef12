/** The portal of a person: applications, profile, security, activity. */
import { lazy, Suspense, useEffect, useRef } from 'react';
import { Notice } from '../parts/notice.tsx';
import { useText } from '../text/text.ts';
import { Page } from './parts.tsx';
import './portal.css';
import { portalText } from './portal-text.ts';
import { Link, type Section, useSection } from './route.tsx';
import { SessionGate, usePerson } from './session.tsx';
import { Shell } from './shell.tsx';

const PAGES = {
  applications: lazy(async () => ({ default: (await import('./applications.tsx')).Applications })),
  profile: lazy(async () => ({ default: (await import('./profile.tsx')).Profile })),
  security: lazy(async () => ({ default: (await import('./security.tsx')).Security })),
  activity: lazy(async () => ({ default: (await import('./activity.tsx')).Activity })),
};

export interface PageProps {
  /** One comes from another page of the portal. */
  moved: boolean;
}

export function PortalApp() {
  return (
    <SessionGate>
      <Portal />
    </SessionGate>
  );
}

function Portal() {
  const t = useText(portalText);
  const { me } = usePerson();
  const section = useSection();
  const moved = useMoved(section);
  useEffect(() => {
    const title = section === undefined ? t('notFound') : t(section);
    document.title = `${title} · ${me.look.companyName}`;
  }, [t, section, me]);
  const Shown = section && PAGES[section];
  return (
    <Shell section={section}>
      <Suspense>
        {Shown ? (
          <Shown moved={moved} />
        ) : (
          <Page title={t('notFound')} moved={moved}>
            <Notice>
              <Link to="applications">{t('toApplications')}</Link>
            </Notice>
          </Page>
        )}
      </Suspense>
    </Shell>
  );
}

function useMoved(section: Section | undefined): boolean {
  const first = useRef(section);
  const moved = useRef(false);
  if (section !== first.current) moved.current = true;
  return moved.current;
}
