/** The tab “Application Secret”: at most two, each shown once. */
import { PlusOutlined } from '@ant-design/icons';
import { App, Button, Table, Typography } from 'antd';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import type { CloudApp, CloudAppSecretCreated } from '../../api/generated.ts';
import { useInstanceId } from '../../app/instance.tsx';
import { useMay } from '../../app/session.tsx';
import { useAction } from '../../parts/action.ts';
import { Time } from '../../parts/format.tsx';
import { ProblemAlert } from '../../parts/problem.tsx';
import { ShownOnce } from '../../parts/shown-once.tsx';
import { EmptyState } from '../../parts/states.tsx';
import { common } from '../../text/common.ts';
import { useText } from '../../text/text.ts';
import { cloudKey, useSecrets } from './cloud-queries.ts';
import { cloudText } from './cloud-text.ts';

const MAX_SECRETS = 2;

export function AppSecrets({ app }: { app: CloudApp }) {
  const t = useText(cloudText);
  const tc = useText(common);
  const may = useMay();
  const instance = useInstanceId();
  const { modal } = App.useApp();
  const [made, setMade] = useState<CloudAppSecretCreated>();
  const { data, error, refetch, isPending } = useSecrets(instance, app.accountId, app.appId);
  const touches = [cloudKey(instance, app.accountId)];
  const create = useAction(() => api.cloudAccounts.createCloudAppSecret(instance, app.accountId, app.appId), {
    touches,
    onDone: setMade,
  });
  const remove = useAction(
    (secret: string) => api.cloudAccounts.deleteCloudAppSecret(instance, app.accountId, app.appId, secret),
    { touches, done: t('secretDeleted') },
  );
  const ask = (secret: string) =>
    modal.confirm({
      title: t('deleteSecret'),
      content: t('deleteSecretSays'),
      okText: tc('delete'),
      okButtonProps: { danger: true },
      onOk: () => remove.mutateAsync(secret).catch(() => undefined),
    });
  if (error && !data) return <ProblemAlert error={error} onRetry={() => void refetch()} />;
  const secrets = data?.items ?? [];
  return (
    <>
      <Button
        type="primary"
        icon={<PlusOutlined />}
        disabled={!may.admin || isPending || secrets.length >= MAX_SECRETS}
        loading={create.isPending}
        onClick={() => create.mutate(undefined)}
      >
        {t('createSecret')}
      </Button>
      <Typography.Paragraph type="secondary" style={{ margin: '8px 0 12px' }}>
        {t('secretsRule')}
      </Typography.Paragraph>
      <Table
        aria-label={t('secretsLabel')}
        size="middle"
        pagination={false}
        rowKey="appSecretId"
        scroll={{ x: 560 }}
        loading={isPending}
        dataSource={secrets}
        locale={{ emptyText: <EmptyState title={t('noSecrets')} hint={t('noSecretsHint')} /> }}
        columns={[
          {
            title: t('secretId'),
            dataIndex: 'appSecretId',
            render: (id: string) => <span className="mono">{id}</span>,
          },
          {
            title: tc('createdAt'),
            width: 190,
            dataIndex: 'createDate',
            render: (at: string) => <Time at={at} />,
          },
          {
            title: tc('actions'),
            width: 110,
            render: (_, { appSecretId }) => (
              <Button type="link" size="small" danger disabled={!may.admin} onClick={() => ask(appSecretId)}>
                {tc('delete')}
              </Button>
            ),
          },
        ]}
      />
      {made && (
        <ShownOnce
          title={t('secretCreated')}
          values={[
            { label: t('secretValue'), value: made.appSecretValue },
            { label: t('applicationId'), value: app.appId },
          ]}
          file={`${app.appName}-secret`}
          onClose={() => setMade(undefined)}
        >
          {t('secretNext')}
        </ShownOnce>
      )}
    </>
  );
}
