/** Preview: what One-click Push would do now, counted and line by line. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Alert, Drawer, Flex, Segmented, Table, Typography } from 'antd';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import type { Application, PushPreview } from '../../api/generated.ts';
import { useInstanceId } from '../../app/instance.tsx';
import { Diff } from '../../parts/diff.tsx';
import { Num, useNumber } from '../../parts/format.tsx';
import { ProblemAlert } from '../../parts/problem.tsx';
import { OpTag } from '../../parts/run/op-tag.tsx';
import { EmptyState, Loading } from '../../parts/states.tsx';
import { common } from '../../text/common.ts';
import { useText } from '../../text/text.ts';
import { applicationKey } from './application-queries.ts';
import { provisioningText } from './provisioning-text.ts';
import { useShowTargetValue } from './target-values.tsx';

type Change = PushPreview['changes'][number];

const OPS = ['create', 'update', 'disable', 'delete', 'refused'] as const satisfies Change['op'][];

/** As many as the server shows. */
const CHANGES_SHOWN = 1000;

export function PreviewDrawer({ application, onClose }: { application: Application; onClose: () => void }) {
  const t = useText(provisioningText);
  const instance = useInstanceId();
  const { data, error, refetch, isFetching } = useQuery({
    queryKey: applicationKey(instance, application.id, 'preview'),
    queryFn: () => api.applications.previewPush(instance, application.id, { limit: CHANGES_SHOWN }),
    // A preview of a while ago is none.
    gcTime: 0,
    staleTime: 0,
    refetchOnWindowFocus: false,
  });
  return (
    <Drawer open size={1040} title={t('previewTitle')} onClose={onClose}>
      <Typography.Paragraph type="secondary">{t('previewHint')}</Typography.Paragraph>
      {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {!error && (isFetching || !data) && <Loading />}
      {!error && !isFetching && data && <Preview preview={data} />}
    </Drawer>
  );
}

function Preview({ preview }: { preview: PushPreview }) {
  const t = useText(provisioningText);
  const number = useNumber();
  const { organizations: orgs } = preview;
  const changed = OPS.reduce((sum, op) => sum + preview[op], 0);
  const changedOrgs = orgs ? orgs.create + orgs.update + orgs.delete : 0;
  return (
    <>
      <Flex gap="12px 32px" wrap style={{ marginBottom: 16 }}>
        {(['total', ...OPS, 'same'] as const).map((what) => (
          <div key={what}>
            <Typography.Text type="secondary" style={{ display: 'block', fontSize: 13 }}>
              {t(what)}
            </Typography.Text>
            <Typography.Text
              style={{ fontSize: 20 }}
              {...((what === 'refused' || what === 'delete') && preview[what] > 0 ? { type: 'danger' } : {})}
            >
              <Num value={preview[what]} />
            </Typography.Text>
          </div>
        ))}
      </Flex>
      {orgs && (
        <Typography.Paragraph>
          {t('departments', {
            create: number(orgs.create),
            update: number(orgs.update),
            delete: number(orgs.delete),
          })}
        </Typography.Paragraph>
      )}
      {preview.held && (
        <Alert
          type="warning"
          showIcon
          style={{ marginBottom: 16 }}
          title={t('heldTitle')}
          description={t('heldHint')}
        />
      )}
      {changed === 0 ? (
        <EmptyState title={t(changedOrgs === 0 ? 'allInStep' : 'onlyDepartments')} />
      ) : (
        <>
          {preview.changes.length < changed && (
            <Typography.Paragraph type="secondary">
              {t('firstOnly', { shown: number(preview.changes.length), total: number(changed) })}
            </Typography.Paragraph>
          )}
          <Changes changes={preview.changes} />
        </>
      )}
    </>
  );
}

function Changes({ changes }: { changes: Change[] }) {
  const t = useText(provisioningText);
  const tc = useText(common);
  const instance = useInstanceId();
  const [op, setOp] = useState<Change['op'] | 'all'>('all');
  const present = OPS.filter((one) => changes.some((change) => change.op === one));
  const show = useShowTargetValue();
  return (
    <>
      {present.length > 1 && (
        <Segmented
          value={op}
          onChange={setOp}
          aria-label={t('filterOp')}
          options={[
            { value: 'all' as const, label: tc('all') },
            ...present.map((value) => ({ value, label: t(value) })),
          ]}
          style={{ marginBottom: 10 }}
        />
      )}
      <Table
        size="small"
        aria-label={t('changes')}
        rowKey={({ accountId }) => accountId}
        dataSource={op === 'all' ? changes : changes.filter((change) => change.op === op)}
        pagination={{ pageSize: 50, showSizeChanger: false, hideOnSinglePage: true }}
        scroll={{ x: 720 }}
        columns={[
          {
            title: t('account'),
            width: 170,
            render: (_, { accountId, label }) => (
              <Link to="/i/$instance/accounts/$account" params={{ instance, account: accountId }}>
                {label}
              </Link>
            ),
          },
          { title: t('operation'), width: 120, render: (_, change) => <OpTag op={change.op} /> },
          {
            title: t('beforeAfter'),
            render: (_, { op: what, before, after, why }) =>
              what === 'refused' ? (
                <Typography.Text type="danger">{why}</Typography.Text>
              ) : (
                <Diff before={before} after={after} show={show} />
              ),
          },
        ]}
      />
    </>
  );
}
