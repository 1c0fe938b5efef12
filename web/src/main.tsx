import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { App, ConfigProvider } from 'antd';
import enGB from 'antd/locale/en_GB';
import zhCN from 'antd/locale/zh_CN';
import dayjs from 'dayjs';
import 'dayjs/locale/zh-cn';
import { StrictMode, useEffect } from 'react';
import { createRoot } from 'react-dom/client';
import { ApiProblem } from './api/problem.ts';
import './app/frame.css';
import { giveStylesTheNonce, nonce } from './app/nonce.ts';
import { SessionGate } from './app/session.tsx';
import { themeOf, useDark } from './app/theme.ts';
import { router } from './routes.tsx';
import { useLanguage } from './text/text.ts';

const queries = new QueryClient({
  defaultOptions: {
    // A call that cannot be made now fails and says so. Kept back until the network returns, a deletion would happen
    // when nobody expects it any more.
    mutations: { networkMode: 'always' },
    queries: {
      staleTime: 5_000,
      // A call that cannot reach the server says so; waiting for the network in silence helps nobody.
      networkMode: 'always',
      // What the server refused it refuses again; what did not reach it may the next time.
      retry: (count, error) => count < 2 && !(error instanceof ApiProblem && error.problem.status < 500),
      refetchOnWindowFocus: true,
    },
  },
});

giveStylesTheNonce();

function Console() {
  const language = useLanguage();
  const dark = useDark();
  useEffect(() => {
    dayjs.locale(language === 'zh' ? 'zh-cn' : 'en');
  }, [language]);
  useEffect(() => {
    document.documentElement.style.colorScheme = dark ? 'dark' : 'light';
  }, [dark]);
  return (
    <ConfigProvider locale={language === 'zh' ? zhCN : enGB} theme={themeOf(dark)} csp={{ nonce }}>
      <App style={{ height: '100%' }}>
        <SessionGate>
          <RouterProvider router={router} />
        </SessionGate>
      </App>
    </ConfigProvider>
  );
}

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <Console />
    </QueryClientProvider>
  </StrictMode>,
);
