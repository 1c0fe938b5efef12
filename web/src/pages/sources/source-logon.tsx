/** How people of a source log on: the same state as under Log-on methods. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Alert, Flex, Skeleton, Typography } from 'antd';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import type { LogonMethod } from '../../api/generated.ts';
import { ProblemAlert } from '../../parts/problem.tsx';
import { useText } from '../../text/text.ts';
import { useLogonFacts, useLogonMethods } from '../logon/logon-queries.ts';
import { MethodFields, useMethodForm } from '../logon/method-form.tsx';
import { asksDirectory, MethodState } from '../logon/method-state.tsx';
import { MethodSwitch } from '../logon/method-switch.tsx';
import { methodsText } from '../logon/methods-text.ts';
import { Heading, Panel } from './heading.tsx';
import { SaveBar } from './source-settings.tsx';

interface LogonTabProps {
  instance: string;
  source: { id: string };
  disabled: boolean;
}

export function LogonTab({ instance, source, disabled }: LogonTabProps) {
  const t = useText(methodsText);
  const { data, error, refetch } = useLogonMethods(instance);
  if (error && !data) return <ProblemAlert error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton active />;
  const method = data.items.find(({ sourceId }) => sourceId === source.id);
  if (!method) return <Typography.Text type="secondary">{t('noLogon')}</Typography.Text>;
  return <SourceLogon instance={instance} method={method} source={source.id} disabled={disabled} />;
}

interface SourceLogonProps {
  instance: string;
  method: LogonMethod;
  source: string;
  disabled: boolean;
}

function SourceLogon({ instance, method, source, disabled }: SourceLogonProps) {
  const t = useText(methodsText);
  const facts = useLogonFacts(instance).data?.methods.find(({ id }) => id === method.id);
  const { data: accounts = 0 } = useQuery({
    queryKey: ['accounts', instance, 'count', { source, status: 'enabled' }],
    queryFn: async () =>
      (await api.accountCount.countAccounts(instance, { source, status: 'enabled' })).count,
  });
  const [changed, setChanged] = useState(false);
  const edited = useMethodForm(method, () => setChanged(false));
  const directory = asksDirectory(method);
  return (
    <Panel>
      <Flex justify="space-between" align="start" gap={12}>
        <Heading first>{t(directory ? 'delegation' : 'scan')}</Heading>
        <MethodSwitch method={method} />
      </Flex>
      <Typography.Paragraph type="secondary" style={{ marginBottom: 4 }}>
        {t(directory ? 'delegationHint' : 'scanHint')}
      </Typography.Paragraph>
      <Typography.Paragraph type="secondary">
        {t('sameAs')}{' '}
        <Link to="/i/$instance/logon/methods" params={{ instance }}>
          {t('allMethods')}
        </Link>
      </Typography.Paragraph>
      <MethodState method={method} facts={facts} />
      {method.enabled && !facts?.problem && accounts > 0 && (
        <Alert type="success" showIcon style={{ marginTop: 12 }} title={t('canLogOn', { count: accounts })} />
      )}
      <div style={{ marginTop: 20, maxWidth: 640 }}>
        <MethodFields method={method} disabled={disabled} onChange={() => setChanged(true)} {...edited} />
        {!disabled && <SaveBar changed={changed} busy={edited.busy} onSave={() => edited.form.submit()} />}
      </div>
    </Panel>
  );
}
