import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Card, Descriptions, Flex, Skeleton, Typography } from 'antd';
import { type ReactNode, useState } from 'react';
import { api } from '../../api/client.ts';
import { useInstanceId } from '../../app/instance.tsx';
import { useMay } from '../../app/session.tsx';
import { Time } from '../../parts/format.tsx';
import { Page } from '../../parts/page.tsx';
import { ProblemAlert } from '../../parts/problem.tsx';
import { common } from '../../text/common.ts';
import { useText } from '../../text/text.ts';
import { DeleteInstance } from '../instances/delete-instance.tsx';
import { InstanceFieldsForm } from '../instances/instance-form.tsx';
import { settingsText } from './settings-text.ts';

export function InstanceSettings() {
  const id = useInstanceId();
  const t = useText(settingsText);
  const tc = useText(common);
  const may = useMay();
  const [deleting, setDeleting] = useState(false);
  const { data, error, refetch } = useQuery({
    queryKey: ['instance', id],
    queryFn: () => api.instances.getInstance(id),
  });
  return (
    <Page title={t('instanceTitle')} description={t('instanceDescription')}>
      {error && !data && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {!data && !error && (
        <Card style={{ maxWidth: 720 }}>
          <Skeleton active title={false} paragraph={{ rows: 8 }} />
        </Card>
      )}
      {data && (
        <Flex vertical gap={20} style={{ maxWidth: 720 }}>
          <Section title={t('general')}>
            {!may.admin && (
              <Alert type="info" showIcon title={t('adminNeeded')} style={{ marginBottom: 16 }} />
            )}
            <Descriptions
              column={1}
              size="small"
              style={{ marginBottom: 16 }}
              items={[
                {
                  key: 'id',
                  label: tc('instanceId'),
                  children: (
                    <Typography.Text className="mono" copyable={{ text: data.id }}>
                      {data.id}
                    </Typography.Text>
                  ),
                },
                { key: 'created', label: tc('createdAt'), children: <Time at={data.createdAt} /> },
                { key: 'updated', label: tc('updatedAt'), children: <Time at={data.updatedAt} /> },
              ]}
            />
            <InstanceFieldsForm key={data.id} instance={data} disabled={!may.admin} />
          </Section>
          {may.admin && (
            <Section title={t('dangerZone')}>
              <Flex justify="space-between" align="center" gap={12} wrap>
                <Typography.Text style={{ flex: '1 1 260px' }}>{t('deleteHint')}</Typography.Text>
                <Button danger onClick={() => setDeleting(true)}>
                  {t('deleteAction')}
                </Button>
              </Flex>
            </Section>
          )}
          {deleting && <DeleteInstance instance={data} onClose={() => setDeleting(false)} />}
        </Flex>
      )}
    </Page>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Card>
      <Typography.Title level={2} style={{ fontSize: 16, marginTop: 0 }}>
        {title}
      </Typography.Title>
      {children}
    </Card>
  );
}
