import { Link } from '@tanstack/react-router';
import { Alert, Modal, Table, Typography } from 'antd';
import type { AccountBulkResult } from '../../../api/generated.ts';
import { useInstanceId } from '../../../app/instance.tsx';
import { common } from '../../../text/common.ts';
import { useText } from '../../../text/text.ts';
import { accountsText } from '../accounts-text.ts';

type Failure = AccountBulkResult['failed'][number];

/** Which accounts an action could not change, why, and what to do about it. */
export function BulkResult({ result, onClose }: { result: AccountBulkResult; onClose: () => void }) {
  const t = useText(accountsText);
  const words = useText(common);
  const instance = useInstanceId();
  return (
    <Modal
      open
      width={820}
      title={t('bulkResult')}
      okText={words('close')}
      cancelButtonProps={{ style: { display: 'none' } }}
      onOk={onClose}
      onCancel={onClose}
    >
      <Alert
        type="warning"
        showIcon
        title={t('bulkFailed', { count: result.failed.length })}
        description={
          <>
            {t('bulkFailedHint')} {result.done > 0 && t('bulkDone', { count: result.done })}
          </>
        }
        style={{ marginBottom: 12 }}
      />
      <Table<Failure>
        size="small"
        rowKey="accountId"
        dataSource={result.failed}
        pagination={result.failed.length > 50 ? { pageSize: 50, showSizeChanger: false } : false}
        scroll={{ x: 640, y: 360 }}
        columns={[
          {
            key: 'account',
            title: t('fieldUsername'),
            width: 170,
            render: (_, { accountId, label }) => (
              <Link to="/i/$instance/accounts/$account" params={{ instance, account: accountId }}>
                {label}
              </Link>
            ),
          },
          { key: 'reason', title: t('reason'), render: (_, { message }) => message },
          {
            key: 'remedy',
            title: t('remedy'),
            render: (_, { remedy }) => <Typography.Text type="secondary">{remedy}</Typography.Text>,
          },
        ]}
      />
    </Modal>
  );
}
