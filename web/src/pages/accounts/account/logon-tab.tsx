/** How an account logs on: its password, failed attempts, second factors, sessions and last log-ons. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Alert, Button, Skeleton } from 'antd';
import { useState } from 'react';
import { api } from '../../../api/client.ts';
import type { Account, AccountLogon, AuditEntry } from '../../../api/generated.ts';
import { useInstanceId } from '../../../app/instance.tsx';
import { useMay } from '../../../app/session.tsx';
import { useAction } from '../../../parts/action.ts';
import { Num, Time } from '../../../parts/format.tsx';
import { ProblemAlert } from '../../../parts/problem.tsx';
import { EmptyState, StateTag, type Tone } from '../../../parts/states.tsx';
import { type Column, DataTable } from '../../../table/data-table.tsx';
import { useList } from '../../../table/list-query.ts';
import { useText } from '../../../text/text.ts';
import { logonKey } from '../../logon/logon-queries.ts';
import { SessionTable, useEndAll } from '../../logon/session-table.tsx';
import { agentWords } from '../../logon/session-words.ts';
import { sessionsText } from '../../logon/sessions-text.ts';
import { accountLogonText } from '../logon-text.ts';
import { accountKeys, keys } from '../model/queries.ts';
import { Definitions } from '../parts/definitions.tsx';
import { Section } from '../parts/section.tsx';
import { AccountFactors } from './account-factors.tsx';
import { SetPassword } from './set-password.tsx';

export function LogonTab({ account }: { account: Account }) {
  const t = useText(accountLogonText);
  const instance = useInstanceId();
  const { operate } = useMay();
  const endAll = useEndAll();
  const name = account.displayName ?? account.username;
  const logon = useQuery({
    queryKey: [...keys.account(instance, account.id), 'logon'],
    queryFn: () => api.accounts.getAccountLogon(instance, account.id),
  });
  const sessions = logon.data?.sessions ?? 0;
  return (
    <>
      {logon.error && !logon.data && (
        <ProblemAlert error={logon.error} onRetry={() => void logon.refetch()} />
      )}
      {!logon.data && !logon.error && <Skeleton active />}
      {logon.data && <Password account={account} logon={logon.data} />}
      <AccountFactors account={account} />
      <Section
        title={t('sessions')}
        actions={
          operate &&
          sessions > 0 && (
            <Button danger onClick={() => void endAll({ id: account.id, name })}>
              {t('endAll')}
            </Button>
          )
        }
      >
        <SessionTable account={account.id} own />
      </Section>
      <Section title={t('logons')}>
        <LastLogons accountId={account.id} />
      </Section>
    </>
  );
}

function Password({ account, logon }: { account: Account; logon: AccountLogon }) {
  const t = useText(accountLogonText);
  const instance = useInstanceId();
  const { operate } = useMay();
  const [setting, setSetting] = useState(false);
  const { passwordSet, passwordTemporary, passwordChangedAt, passwordExpiresAt, failures, blockedUntil } =
    logon;
  const unlock = useAction(() => api.accounts.unlockAccount(instance, account.id), {
    done: t('unlocked'),
    touches: [...accountKeys(instance), logonKey(instance)],
  });
  const isLocked = account.lockedUntil !== null && Date.parse(account.lockedUntil) > Date.now();
  const isShut = isLocked || blockedUntil !== null;
  return (
    <Section
      title={t('password')}
      hint={t('passwordHint')}
      actions={
        operate && (
          <Button type="primary" onClick={() => setSetting(true)}>
            {t('setPassword')}
          </Button>
        )
      }
    >
      {isShut && (
        <Alert
          type="warning"
          showIcon
          style={{ marginBottom: 12 }}
          title={t(isLocked ? 'lockedHint' : 'unlockHint')}
          action={
            operate && (
              <Button loading={unlock.isPending} onClick={() => unlock.mutate(undefined)}>
                {t('unlock')}
              </Button>
            )
          }
        />
      )}
      <Definitions
        items={[
          [
            t('state'),
            passwordSet ? (
              <StateTag key="state" tone={passwordTemporary ? 'waits' : 'good'}>
                {t(passwordTemporary ? 'temporary' : 'set')}
              </StateTag>
            ) : (
              <StateTag key="state" tone="off">
                {t('notSet')}
              </StateTag>
            ),
          ],
          [t('changedAt'), passwordChangedAt && <Time key="changed" at={passwordChangedAt} />],
          [
            t('expiresAt'),
            passwordSet &&
              (passwordExpiresAt ? <Time key="expires" at={passwordExpiresAt} /> : t('noExpiry')),
          ],
          [t('failures'), <Num key="failures" value={failures} />],
          [t('blockedUntil'), blockedUntil && <Time key="blocked" at={blockedUntil} />],
        ]}
      />
      {setting && <SetPassword account={account} onClose={() => setSetting(false)} />}
    </Section>
  );
}

const SHOWN = 20;
const TONES: Record<AuditEntry['result'], Tone> = { ok: 'good', refused: 'warn', failed: 'bad' };

function LastLogons({ accountId }: { accountId: string }) {
  const t = useText(accountLogonText);
  const words = useText(sessionsText);
  const instance = useInstanceId();
  const query = useList<AuditEntry>([...keys.account(instance, accountId), 'logons'], (cursor) =>
    api.audit.listAudit(instance, {
      category: 'logon',
      actor: accountId,
      limit: SHOWN,
      ...(cursor ? { cursor } : {}),
    }),
  );
  const columns: Column<AuditEntry>[] = [
    { key: 'at', title: t('at'), width: 180, value: ({ at }) => at, render: ({ at }) => <Time at={at} /> },
    {
      key: 'result',
      title: t('result'),
      width: 130,
      value: ({ result }) => t(result),
      render: ({ result }) => <StateTag tone={TONES[result]}>{t(result)}</StateTag>,
    },
    {
      key: 'reason',
      title: t('reason'),
      width: 220,
      value: ({ reason }) => reason,
      render: ({ reason }) => (reason ? <span className="mono">{reason}</span> : '–'),
    },
    { key: 'address', title: t('from'), width: 150, value: ({ address }) => address },
    { key: 'agent', title: t('browser'), width: 220, value: ({ agent }) => agentWords(words, agent) },
  ];
  return (
    <>
      <DataTable<AuditEntry>
        id="account-logons"
        label={t('logonsLabel')}
        short
        columns={columns}
        rowKey={({ id }) => String(id)}
        query={query}
        empty={<EmptyState title={t('noLogons')} />}
      />
      <div style={{ marginTop: 8 }}>
        <Link
          to="/i/$instance/logs"
          params={{ instance }}
          search={{ tab: 'audit', category: 'logon', actor: accountId }}
        >
          {t('allLogons')}
        </Link>
      </div>
    </>
  );
}
