import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Card, Col, Descriptions, Row, Typography } from 'antd';
import { api } from '../../api/client.ts';
import { Page } from '../../parts/page.tsx';
import { StateTag } from '../../parts/states.tsx';
import { common } from '../../text/common.ts';
import { useText } from '../../text/text.ts';
import { ErrorCatalogue } from './error-catalogue.tsx';
import { settingsText } from './settings-text.ts';

const CHECK_MS = 15_000;
const LICENCE = 'Apache-2.0';

export function About() {
  const t = useText(settingsText);
  const tc = useText(common);
  const version = useQuery({ queryKey: ['version'], queryFn: () => api.version.getVersion() });
  return (
    <Page title={tc('about')} description={t('aboutHint')}>
      <Row gutter={[20, 20]}>
        <Col xs={24} lg={12}>
          <Card style={{ height: '100%' }}>
            <Heading>{t('server')}</Heading>
            <Descriptions
              column={1}
              size="small"
              items={[
                {
                  key: 'version',
                  label: t('version'),
                  children: <span className="mono">{version.data?.version ?? '…'}</span>,
                },
                { key: 'health', label: t('health'), children: <Health /> },
                { key: 'licence', label: t('licence'), children: LICENCE },
              ]}
            />
          </Card>
        </Col>
        <Col xs={24} lg={12}>
          <Card style={{ height: '100%' }}>
            <Heading>{t('documents')}</Heading>
            <ul style={{ margin: '0 0 8px', paddingInlineStart: 18 }}>
              <li>
                <Link to="/api-docs">{t('docApi')}</Link>
              </li>
              <li>
                <a href="/api/openapi.json" target="_blank" rel="noreferrer">
                  {t('docOpenApi')}
                </a>
              </li>
              <li>
                <a href="/metrics" target="_blank" rel="noreferrer">
                  {t('docMetrics')}
                </a>
              </li>
            </ul>
            <Typography.Text type="secondary">{t('docFolder')}</Typography.Text>
          </Card>
        </Col>
        <Col span={24}>
          <Heading>{t('errors')}</Heading>
          <Typography.Paragraph type="secondary">{t('errorsHint')}</Typography.Paragraph>
          <ErrorCatalogue />
        </Col>
      </Row>
    </Page>
  );
}

function Heading({ children }: { children: string }) {
  return (
    <Typography.Title level={2} style={{ fontSize: 16, marginTop: 0 }}>
      {children}
    </Typography.Title>
  );
}

/** What the server says of itself and its database; no answer is an answer too. */
async function readReadiness(): Promise<{ ok: boolean; status: string }> {
  const response = await fetch('/readyz', { cache: 'no-store' });
  const body = (await response.json().catch(() => ({}))) as { status?: unknown };
  return { ok: response.ok, status: String(body.status ?? response.status) };
}

function Health() {
  const t = useText(settingsText);
  const tc = useText(common);
  const { data, error } = useQuery({
    queryKey: ['readyz'],
    queryFn: readReadiness,
    refetchInterval: CHECK_MS,
    retry: false,
  });
  if (error) return <StateTag tone="bad">{tc('unreachable')}</StateTag>;
  if (!data) return <StateTag tone="quiet">{tc('loading')}</StateTag>;
  return data.ok ? (
    <StateTag tone="good">{t('healthy')}</StateTag>
  ) : (
    <StateTag tone="bad">{t('unhealthy', { status: data.status })}</StateTag>
  );
}
