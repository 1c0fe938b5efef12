/** How many may sign in, by what, and whose names are missing or another's. */
import { useQuery } from '@tanstack/react-query';
import { Alert, Flex, Skeleton, Typography } from 'antd';
import { api } from '../../../api/client.ts';
import type { ApplicationSsoDetails, ApplicationUserCounts } from '../../../api/generated.ts';
import { useInstanceId } from '../../../app/instance.tsx';
import { useNumber } from '../../../parts/format.tsx';
import { ProblemAlert } from '../../../parts/problem.tsx';
import { useText } from '../../../text/text.ts';
import { ssoKey } from '../application-queries.ts';
import { accessText } from './access-text.ts';

export function UserCounts({ sso }: { sso: ApplicationSsoDetails }) {
  const t = useText(accessText);
  const instance = useInstanceId();
  const { data, error, refetch } = useQuery({
    queryKey: ssoKey(instance, sso.applicationId, 'counts'),
    queryFn: () => api.applications.countApplicationUsers(instance, sso.applicationId),
  });
  if (error && !data) return <ProblemAlert error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton active title={false} paragraph={{ rows: 1 }} />;
  const { by } = sso.applicationUsername;
  return (
    <Flex vertical gap={8}>
      <Summary counts={data} open={sso.authorisation === 'everyone'} />
      {data.withoutUsername > 0 && (
        <Alert
          type="warning"
          showIcon
          title={t('withoutUsername', { count: data.withoutUsername })}
          description={
            by === 'username'
              ? undefined
              : t(by === 'manual' ? 'withoutUsernameManual' : 'withoutUsernameExpression')
          }
        />
      )}
      {data.duplicates.length > 0 && (
        <Alert
          type="warning"
          showIcon
          title={t('duplicates')}
          description={
            <ul style={{ margin: 0, paddingInlineStart: 18 }}>
              {data.duplicates.map(({ username, accounts }) => (
                <li key={username} style={{ overflowWrap: 'anywhere' }}>
                  {t('duplicate', { username, accounts: accounts.join(', ') })}
                </li>
              ))}
            </ul>
          }
        />
      )}
    </Flex>
  );
}

function Summary({ counts, open }: { counts: ApplicationUserCounts; open: boolean }) {
  const t = useText(accessText);
  const number = useNumber();
  const ways = open
    ? []
    : (['byAccount', 'byOrg', 'byGroup', 'byRule'] as const).filter((way) => counts[way] > 0);
  return (
    <Typography.Text aria-live="polite">
      <Typography.Text strong>
        {t(counts.complete ? 'allowed' : 'allowedSoFar', {
          allowed: number(counts.allowed),
          count: counts.accounts,
        })}
      </Typography.Text>
      {ways.length > 0 && (
        <Typography.Text type="secondary" style={{ marginInlineStart: 12 }}>
          {ways.map((way) => `${t(way)} ${number(counts[way])}`).join(' · ')}
        </Typography.Text>
      )}
    </Typography.Text>
  );
}
