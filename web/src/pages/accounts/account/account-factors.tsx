/** The second factors of an account, to be looked at and taken away. */
import { useQuery } from '@tanstack/react-query';
import { App, Button, Flex, Skeleton, Typography, theme } from 'antd';
import type { ReactNode } from 'react';
import { api } from '../../../api/client.ts';
import type { Account } from '../../../api/generated.ts';
import { useInstanceId } from '../../../app/instance.tsx';
import { useMay } from '../../../app/session.tsx';
import { useAction } from '../../../parts/action.ts';
import { Time } from '../../../parts/format.tsx';
import { ProblemAlert } from '../../../parts/problem.tsx';
import { common } from '../../../text/common.ts';
import { useText } from '../../../text/text.ts';
import { logonKey } from '../../logon/logon-queries.ts';
import { accountLogonText } from '../logon-text.ts';
import { keys } from '../model/queries.ts';
import { Section } from '../parts/section.tsx';

/** `all`, the app, or a passkey by its id. */
type Removed = 'all' | 'totp' | { passkey: string };

export function AccountFactors({ account }: { account: Account }) {
  const t = useText(accountLogonText);
  const words = useText(common);
  const instance = useInstanceId();
  const { operate } = useMay();
  const { modal } = App.useApp();
  const { data, error, refetch } = useQuery({
    queryKey: [...keys.account(instance, account.id), 'factors'],
    queryFn: () => api.accounts.getAccountFactors(instance, account.id),
  });
  const remove = useAction(
    (what: Removed) => {
      if (what === 'all') return api.accounts.resetAccountFactors(instance, account.id);
      if (what === 'totp') return api.accounts.removeAccountTotp(instance, account.id);
      return api.accounts.removeAccountPasskey(instance, account.id, what.passkey);
    },
    { done: t('removed'), touches: [keys.account(instance, account.id), logonKey(instance, 'facts')] },
  );
  const ask = async (what: Removed, name: string) => {
    const sure = await modal.confirm({
      title: what === 'all' ? t('removeAllTitle') : t('removeTitle', { name }),
      content: t('removeHint'),
      okText: words('remove'),
      okButtonProps: { danger: true },
      cancelText: words('cancel'),
    });
    if (sure) remove.mutate(what);
  };
  const removeButton = (what: Removed, name: string) =>
    operate && (
      <Button size="small" aria-label={t('removeFactor', { name })} onClick={() => void ask(what, name)}>
        {words('remove')}
      </Button>
    );
  const some = data && (data.totp || data.passkeys.length > 0 || data.recoveryLeft > 0);
  return (
    <Section
      title={t('factors')}
      hint={t('factorsHint')}
      actions={
        operate &&
        some && (
          <Button danger onClick={() => void ask('all', '')}>
            {t('removeAll')}
          </Button>
        )
      }
    >
      {error && !data && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton active title={false} />}
      {data && !some && !data.email && <Typography.Text type="secondary">{t('noFactors')}</Typography.Text>}
      {data && (some || data.email) && (
        <Lines>
          {data.totp && (
            <Line
              name={t('totp')}
              facts={
                <>
                  {t('since')} <Time at={data.totp.confirmedAt} />
                </>
              }
              action={removeButton('totp', t('totp'))}
            />
          )}
          {data.passkeys.map(({ id, name, lastUsedAt }) => (
            <Line
              key={id}
              name={name}
              facts={
                <>
                  {t('passkeyUsed')} <Time at={lastUsedAt} relative />
                </>
              }
              action={removeButton({ passkey: id }, name)}
            />
          ))}
          {data.email && <Line name={t('verifiedEmail')} facts={data.email} />}
          {data.recoveryLeft > 0 && <Line name={t('recovery', { count: data.recoveryLeft })} />}
        </Lines>
      )}
    </Section>
  );
}

function Lines({ children }: { children: ReactNode }) {
  const { token } = theme.useToken();
  return (
    <ul
      style={{
        listStyle: 'none',
        margin: 0,
        padding: '4px 16px',
        maxWidth: 760,
        background: token.colorBgContainer,
        border: `1px solid ${token.colorBorderSecondary}`,
        borderRadius: token.borderRadiusLG,
      }}
    >
      {children}
    </ul>
  );
}

function Line({ name, facts, action }: { name: string; facts?: ReactNode; action?: ReactNode }) {
  return (
    <li style={{ padding: '8px 0' }}>
      <Flex justify="space-between" align="center" gap={12} wrap>
        <span style={{ minWidth: 0, overflowWrap: 'anywhere' }}>
          {name}{' '}
          <Typography.Text type="secondary" style={{ marginInlineStart: 8 }}>
            {facts}
          </Typography.Text>
        </span>
        {action}
      </Flex>
    </li>
  );
}
