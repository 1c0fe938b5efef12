import { DownloadOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Card, Col, Grid, Input, Row, Skeleton, Typography } from 'antd';
import { callApi } from '../../api/client.ts';
import { useFilters } from '../../app/use-search.ts';
import { Page } from '../../parts/page.tsx';
import { ProblemAlert } from '../../parts/problem.tsx';
import { EmptyState } from '../../parts/states.tsx';
import { common } from '../../text/common.ts';
import { useText } from '../../text/text.ts';
import { apiText } from './api/api-text.ts';
import { type Document, operationsOf, searchOperations } from './api/openapi.ts';
import { OperationList } from './api/operation-list.tsx';
import { OperationView } from './api/operation-view.tsx';

const OPENAPI = '/api/openapi.json';

async function readDocument(): Promise<Document> {
  return (await callApi(OPENAPI)).json();
}

/** The calls of the API on the left, the chosen one on the right; on a phone one or the other. */
export function ApiDocs() {
  const t = useText(apiText);
  const tc = useText(common);
  const { data, error, refetch } = useQuery({
    queryKey: ['openapi'],
    queryFn: readDocument,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <Page
      title={tc('apiDocs')}
      description={t('description')}
      actions={
        <Button href={OPENAPI} download="muster-openapi.json" icon={<DownloadOutlined />}>
          {t('download')}
        </Button>
      }
    >
      {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {!data && !error && (
        <Card>
          <Skeleton active title={false} paragraph={{ rows: 12 }} />
        </Card>
      )}
      {data && <Docs document={data} />}
    </Page>
  );
}

function Docs({ document }: { document: Document }) {
  const t = useText(apiText);
  const wide = Grid.useBreakpoint().lg !== false;
  const [{ q, op }, setFilters] = useFilters();
  const operations = operationsOf(document);
  const byTag = searchOperations(operations, q ?? '');
  const count = [...byTag.values()].reduce((sum, { length }) => sum + length, 0);
  const chosen = operations.find(({ id }) => id === op);
  const list = (
    <>
      <Input.Search
        allowClear
        aria-label={t('search')}
        placeholder={t('search')}
        value={q ?? ''}
        onChange={(event) => setFilters({ q: event.target.value || undefined }, { replace: true })}
      />
      <Typography.Paragraph
        type="secondary"
        aria-live="polite"
        style={{ margin: '6px 0 10px', fontSize: 13 }}
      >
        {count > 0 ? t('found', { count }) : t('nothing')}
      </Typography.Paragraph>
      <OperationList byTag={byTag} current={op} q={q} />
    </>
  );
  const detail = chosen ? (
    <OperationView
      key={chosen.id}
      operation={chosen}
      schemas={document.components.schemas}
      server={document.servers?.[0]?.url ?? ''}
    />
  ) : (
    <EmptyState title={op ? t('unknown') : t('choose')} hint={t('chooseHint')} />
  );
  if (!wide)
    return chosen ? (
      <>
        <Typography.Paragraph>
          <Link to="/api-docs" search={q ? { q } : {}}>
            ← {t('backToList')}
          </Link>
        </Typography.Paragraph>
        <Card>{detail}</Card>
      </>
    ) : (
      list
    );
  return (
    <Row gutter={20}>
      <Col flex="340px" style={{ maxHeight: 'calc(100vh - 160px)', overflow: 'auto', paddingBottom: 12 }}>
        {list}
      </Col>
      <Col flex="1 1 0" style={{ minWidth: 0, maxHeight: 'calc(100vh - 160px)', overflow: 'auto' }}>
        <Card>{detail}</Card>
      </Col>
    </Row>
  );
}
