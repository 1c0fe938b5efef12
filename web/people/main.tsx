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
