import { Navigate } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { preferredInstance, useInstances } from '../../app/instance.tsx';
import { Page } from '../../parts/page.tsx';
import { ProblemAlert } from '../../parts/problem.tsx';
import { Loading } from '../../parts/states.tsx';
import { common } from '../../text/common.ts';
import { useText } from '../../text/text.ts';
import { instancesText } from './instances-text.ts';

// Seen once in the life of a Muster; most people are led on.
const Welcome = lazy(() => import('./welcome.tsx'));

/** Where `/` leads: to the instance of the last visit, or to the making of the first one. */
export function Start() {
  const t = useText(instancesText);
  const tc = useText(common);
  const { data, error, refetch } = useInstances();
  if (error && !data)
    return (
      <Page title={tc('product')}>
        <ProblemAlert error={error} onRetry={() => void refetch()} />
      </Page>
    );
  if (!data) return <Loading />;
  const instance = preferredInstance(data.items.map(({ id }) => id));
  if (instance !== undefined) return <Navigate to="/i/$instance/quick-start" params={{ instance }} replace />;
  return (
    <Page title={t('welcome')} description={t('welcomeHint')}>
      <Suspense fallback={<Loading />}>
        <Welcome />
      </Suspense>
    </Page>
  );
}
