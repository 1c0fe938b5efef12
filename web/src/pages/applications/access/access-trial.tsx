/** What one account would meet at an application: may it sign in, why, and what the application would be told. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Alert, Descriptions, Drawer, Flex, Tag, Typography } from 'antd';
import { api } from '../../../api/client.ts';
import type { ApplicationAccessTrial } from '../../../api/generated.ts';
import { useInstanceId } from '../../../app/instance.tsx';
import { ProblemAlert } from '../../../parts/problem.tsx';
import { Loading } from '../../../parts/states.tsx';
import { useLanguage, useText } from '../../../text/text.ts';
import { ssoKey } from '../application-queries.ts';
import { accessText } from './access-text.ts';

interface AccessTrialProps {
  application: string;
  /** Id of the account. */
  account: string;
  onClose: () => void;
}

export function AccessTrial({ application, account, onClose }: AccessTrialProps) {
  const t = useText(accessText);
  const instance = useInstanceId();
  const { data, error, refetch } = useQuery({
    queryKey: ssoKey(instance, application, 'trial', account),
    queryFn: () => api.applications.checkApplicationAccess(instance, application, account),
  });
  return (
    <Drawer open size={600} title={data ? t('trial', { name: data.account }) : t('try')} onClose={onClose}>
      {error && !data && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {!error && !data && <Loading />}
      {data && <Outcome trial={data} />}
    </Drawer>
  );
}

function Outcome({ trial }: { trial: ApplicationAccessTrial }) {
  const t = useText(accessText);
  const language = useLanguage();
  const instance = useInstanceId();
  const { allowed, reasonText, usernames, accountId } = trial;
  return (
    <Flex vertical gap={18}>
      <Alert
        type={allowed ? 'success' : 'warning'}
        showIcon
        title={t(allowed ? 'mayYes' : 'mayNo')}
        description={reasonText?.[language]}
      />
      <Descriptions
        bordered
        size="small"
        column={1}
        styles={{ label: { width: 180 } }}
        items={[
          { key: 'why', label: t('why'), children: <Why by={trial.by} /> },
          {
            key: 'usernames',
            label: t('usernames'),
            children:
              usernames.length > 0 ? (
                <span className="mono" style={{ overflowWrap: 'anywhere' }}>
                  {usernames.join(', ')}
                </span>
              ) : (
                t('notAssigned')
              ),
          },
        ]}
      />
      {trial.values.length > 0 && <Told values={trial.values} />}
      <Link to="/i/$instance/accounts/$account" params={{ instance, account: accountId }}>
        {t('openAccount')}
      </Link>
    </Flex>
  );
}

function Why({ by }: Pick<ApplicationAccessTrial, 'by'>) {
  const t = useText(accessText);
  if (by === 'everyone') return t('byEveryone');
  if (by.length === 0) return t('notAssigned');
  return (
    <Flex vertical gap={4}>
      {by.map(({ id, kind, name }) => (
        <span key={id} style={{ overflowWrap: 'anywhere' }}>
          <Tag variant="filled">{t(kind)}</Tag> {name}
        </span>
      ))}
    </Flex>
  );
}

function Told({ values }: Pick<ApplicationAccessTrial, 'values'>) {
  const t = useText(accessText);
  return (
    <section aria-label={t('told')}>
      <Typography.Title level={2} style={{ fontSize: 16, margin: 0 }}>
        {t('told')}
      </Typography.Title>
      <Typography.Paragraph type="secondary" style={{ margin: '4px 0 10px' }}>
        {t('toldHint')}
      </Typography.Paragraph>
      <Descriptions
        bordered
        size="small"
        column={1}
        styles={{ label: { width: 180, overflowWrap: 'anywhere' } }}
        items={values.map(({ name, value, error }, at) => ({
          key: `${at}`,
          label: name,
          children: error ? (
            <Typography.Text type="danger">
              {error.message} {error.remedy}
            </Typography.Text>
          ) : (
            <span className="mono" style={{ overflowWrap: 'anywhere' }}>
              {typeof value === 'string' ? value : JSON.stringify(value)}
            </span>
          ),
        }))}
      />
    </section>
  );
}
