/** Where a source calls us when something has changed, and how its calls went. */
import { useQuery } from '@tanstack/react-query';
import { Alert, Descriptions, Typography, theme } from 'antd';
import { api } from '../../api/client.ts';
import { Num, Time } from '../../parts/format.tsx';
import { ProblemAlert } from '../../parts/problem.tsx';
import { useText } from '../../text/text.ts';
import { callbackText } from './callback-text.ts';
import { Heading } from './heading.tsx';

/** An administrator saves the address at the vendor beside this page and waits for its call. */
const LOOK_EVERY_MS = 3000;

export function CallbackPanel({ instance, source }: { instance: string; source: string }) {
  const t = useText(callbackText);
  const { token } = theme.useToken();
  const { data, error, refetch } = useQuery({
    queryKey: ['source-callback', instance, source],
    queryFn: () => api.sources.getSourceCallback(instance, source),
    refetchInterval: ({ state }) => (state.data?.url ? LOOK_EVERY_MS : false),
  });
  if (error) return <ProblemAlert error={error} onRetry={() => void refetch()} />;
  // A kind of source that never calls.
  if (!data?.url) return null;
  const { url, lastProbeAt, lastEventAt, lastRefusedAt, lastRefusal, waitingEvents } = data;
  const since = [lastProbeAt, lastEventAt]
    .filter((at) => at !== null)
    .toSorted()
    .at(-1);
  return (
    <>
      <Heading>{t('title')}</Heading>
      <Typography.Paragraph type="secondary">{t('hint')}</Typography.Paragraph>
      {lastRefusal && lastRefusedAt && (since === undefined || lastRefusedAt > since) && (
        <Alert
          type="warning"
          showIcon
          style={{ marginBottom: 12 }}
          title={lastRefusal.message}
          description={lastRefusal.remedy}
        />
      )}
      <Descriptions
        size="small"
        bordered
        styles={{ root: { background: token.colorBgContainer }, label: { whiteSpace: 'nowrap' } }}
        column={{ xs: 1, md: 2 }}
        items={[
          {
            key: 'url',
            label: t('url'),
            span: 'filled',
            children: (
              <Typography.Text className="mono" copyable style={{ wordBreak: 'break-all' }}>
                {url}
              </Typography.Text>
            ),
          },
          { key: 'probe', label: t('probe'), children: <Time at={lastProbeAt} relative /> },
          { key: 'event', label: t('event'), children: <Time at={lastEventAt} relative /> },
          { key: 'refused', label: t('refused'), children: <Time at={lastRefusedAt} relative /> },
          { key: 'waiting', label: t('waiting'), children: <Num value={waitingEvents} /> },
        ]}
      />
    </>
  );
}
