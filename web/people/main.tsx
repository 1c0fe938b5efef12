import { lazy, StrictMode, Suspense } from 'react';
import { createRoot } from 'react-dom/client';
import { instanceId } from './api/client.ts';
import './look/tokens.css';
import './look/base.css';
import { startLook } from './look/look.ts';
import './parts/parts.css';
import { Boundary } from './parts/boundary.tsx';

const LogonApp = lazy(() => import('./logon/page.tsx').then(({ LogonApp }) => ({ default: LogonApp })));
const PortalApp = lazy(() => import('./portal/app.tsx').then(({ PortalApp }) => ({ default: PortalApp })));

/**
 * A page that is open while the server is updated asks for files that are gone. The new page knows the new ones; what
 * fails a second time `Boundary` tells.
 */
const FAILED = 'muster.failed';
addEventListener('vite:preloadError', (event) => {
  const { message } = event.payload;
  if (sessionStorage.getItem(FAILED) === message) return;
  sessionStorage.setItem(FAILED, message);
  event.preventDefault();
  location.reload();
});

startLook(instanceId);
const App = location.pathname.split('/')[2] === 'portal' ? PortalApp : LogonApp;

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <Boundary>
      <Suspense>
        <App />
      </Suspense>
    </Boundary>
  </StrictMode>,
);
