/** Who is logged on: the first log-on, and the one that a session's end asks for without losing what was typed. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input, type InputRef, Modal, Typography } from 'antd';
import { createContext, type ReactNode, type Ref, useContext, useEffect, useRef, useState } from 'react';
import { api, onSessionEnd } from '../api/client.ts';
import type { Session } from '../api/generated.ts';
import { ApiProblem } from '../api/problem.ts';
import { ProblemAlert } from '../parts/problem.tsx';
import { Loading } from '../parts/states.tsx';
import { common } from '../text/common.ts';
import { useText } from '../text/text.ts';
import { LogonPage } from './logon-page.tsx';

const SessionContext = createContext<Session | undefined>(undefined);

/** The administrator who is logged on. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('useSession outside of SessionGate');
  return session;
}

/** What the caller's role allows, so that buttons which would be refused are not offered. */
export function useMay(): { operate: boolean; admin: boolean } {
  const { role } = useSession();
  return { operate: role !== 'read-only', admin: role === 'admin' };
}

/** Shows the log-on page until somebody is logged on. */
export function SessionGate({ children }: { children: ReactNode }) {
  const queries = useQueryClient();
  const { data, error, refetch, isPending } = useQuery({
    queryKey: ['session'],
    queryFn: () => api.session.getSession(),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (isPending) return <Loading full />;
  if (error && !(error instanceof ApiProblem && error.problem.status === 401))
    return (
      <div className="page">
        <ProblemAlert error={error} onRetry={() => void refetch()} />
      </div>
    );
  if (!data || error)
    return <LogonPage onLoggedOn={(session) => queries.setQueryData(['session'], session)} />;
  return (
    <SessionContext value={data}>
      <LogOnAgain session={data} />
      {children}
    </SessionContext>
  );
}

/** Asks for the password over the present page when the session has ended; the calls that waited go on. */
function LogOnAgain({ session }: { session: Session }) {
  const [waiting, setWaiting] = useState<(() => void)[]>([]);
  const password = useRef<InputRef>(null);
  const queries = useQueryClient();
  const t = useText(common);
  useEffect(() => {
    onSessionEnd(() => new Promise((resolve) => setWaiting((others) => [...others, resolve])));
    return () => onSessionEnd(undefined);
  }, []);
  const finish = (again: Session) => {
    // Another person at this browser must not see what the first one had open.
    if (again.name !== session.name) return location.reload();
    queries.setQueryData(['session'], again);
    for (const resolve of waiting) resolve();
    setWaiting([]);
  };
  return (
    <Modal
      open={waiting.length > 0}
      title={t('logOnAgain')}
      footer={null}
      closable={false}
      mask={{ closable: false }}
      // The dialog takes the focus to its first field, where a password would be seen.
      afterOpenChange={(open) => open && password.current?.focus()}
      destroyOnHidden
    >
      <Typography.Paragraph type="secondary">{t('logOnAgainHint')}</Typography.Paragraph>
      <LogonForm username={session.name} passwordField={password} onLoggedOn={finish} />
    </Modal>
  );
}

/** Username and password; the fields carry the names that password managers know. */
export function LogonForm({
  username,
  passwordField,
  onLoggedOn,
}: {
  username?: string;
  passwordField?: Ref<InputRef>;
  onLoggedOn: (session: Session) => void;
}) {
  const t = useText(common);
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const submit = async (logon: { username: string; password: string }) => {
    setBusy(true);
    setError(undefined);
    try {
      onLoggedOn(await api.session.logOn(logon));
    } catch (thrown) {
      setError(thrown);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Form layout="vertical" requiredMark={false} onFinish={submit} initialValues={{ username }}>
      <Form.Item name="username" label={t('username')} rules={[{ required: true, message: t('required') }]}>
        <Input autoComplete="username" autoFocus={!username} size="large" />
      </Form.Item>
      <Form.Item name="password" label={t('password')} rules={[{ required: true, message: t('required') }]}>
        <Input.Password
          {...(passwordField ? { ref: passwordField } : {})}
          autoComplete="current-password"
          autoFocus={!!username}
          size="large"
        />
      </Form.Item>
      {error !== undefined && <ProblemAlert error={error} />}
      <Button
        type="primary"
        htmlType="submit"
        size="large"
        block
        loading={busy}
        // The turning wheel has a name of its own, which is not to be read out with it.
        aria-label={t('logOn')}
        style={{ marginTop: 12 }}
      >
        {t('logOn')}
      </Button>
    </Form>
  );
}
