/** Secrets that grow old and tokens that end: what stops working, or should be replaced, if nobody looks. */
import { Link } from '@tanstack/react-router';
import { Table, Typography } from 'antd';
import type { ColumnsType } from 'antd/es/table';
import type { ReactNode } from 'react';
import type { Dashboard } from '../../api/generated.ts';
import { Time } from '../../parts/format.tsx';
import { StateTag } from '../../parts/states.tsx';
import { useText } from '../../text/text.ts';
import { Panel } from './chart-card.tsx';
import { dashboardText } from './dashboard-text.ts';
import { daysBetween, OLD_SECRET_DAYS } from './health.ts';

/** The oldest come first; more of them are found at their applications. */
const SECRETS_SHOWN = 10;

interface Row {
  key: string;
  what: ReactNode;
  when: ReactNode;
  state: ReactNode;
}

export function Secrets({ instance, dashboard }: { instance: string; dashboard: Dashboard }) {
  const t = useText(dashboardText);
  const now = Date.now();
  const tokens = (dashboard.tokens ?? []).map(
    ({ id, name, expiresAt }): Row => ({
      key: id,
      what: <Link to="/tokens">{t('tokenNamed', { name })}</Link>,
      when: (
        <>
          {t('ends')} <Time at={expiresAt} relative />
        </>
      ),
      state: <StateTag tone="warn">{t('endsSoon')}</StateTag>,
    }),
  );
  const secrets = dashboard.appSecrets
    .slice(0, SECRETS_SHOWN)
    .map(({ appSecretId, appId, appName, cloudAccountId, cloudAccountName, createDate }): Row => {
      const old = daysBetween(createDate, now) >= OLD_SECRET_DAYS;
      return {
        key: appSecretId,
        what: (
          <>
            <Link
              to="/i/$instance/cloud/$cloudAccount/apps/$app"
              params={{ instance, cloudAccount: cloudAccountId, app: appId }}
              style={{ textDecoration: 'underline' }}
            >
              {t('secretOf', { app: appName })}
            </Link>{' '}
            <Typography.Text type="secondary">{cloudAccountName}</Typography.Text>
          </>
        ),
        when: (
          <>
            {t('since')} <Time at={createDate} relative />
          </>
        ),
        state: <StateTag tone={old ? 'warn' : 'good'}>{t(old ? 'old' : 'fresh')}</StateTag>,
      };
    });
  const rows = [...tokens, ...secrets];
  const columns: ColumnsType<Row> = [
    { title: t('what'), dataIndex: 'what' },
    { title: t('when'), dataIndex: 'when', width: 180 },
    { title: t('state'), dataIndex: 'state', width: 140 },
  ];
  return (
    <Panel title={t('secrets')}>
      <Typography.Paragraph type="secondary" style={{ fontSize: 13 }}>
        {t('secretsHint')}
      </Typography.Paragraph>
      {rows.length === 0 ? (
        <Typography.Text type="secondary">{t('noSecrets')}</Typography.Text>
      ) : (
        <Table<Row>
          size="small"
          pagination={false}
          dataSource={rows}
          columns={columns}
          scroll={{ x: 520 }}
          aria-label={t('secrets')}
        />
      )}
    </Panel>
  );
}
