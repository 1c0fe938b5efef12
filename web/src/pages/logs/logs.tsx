/** What was changed in an instance, by administrators and on the RAM side; tab and filters stand in the address. */
import { Button, DatePicker, Input, Tag } from 'antd';
import dayjs from 'dayjs';
import { useInstanceId } from '../../app/instance.tsx';
import { useMay } from '../../app/session.tsx';
import { useFilters } from '../../app/use-search.ts';
import { Page } from '../../parts/page.tsx';
import { PageTabs } from '../../parts/page-tabs.tsx';
import { useText } from '../../text/text.ts';
import { AuditLog } from './audit-log.tsx';
import { AuditStreams } from './audit-streams.tsx';
import { auditText } from './audit-text.ts';
import { type ChangeFilter, ChangesTable } from './changes-table.tsx';
import { CloudLog } from './cloud-log.tsx';
import { logsText } from './logs-text.ts';

const NO_FILTER = {
  actor: undefined,
  entity: undefined,
  run: undefined,
  since: undefined,
  entry: undefined,
  subject: undefined,
  cloud: undefined,
  category: undefined,
  result: undefined,
} as const;

export function Logs() {
  const t = useText(logsText);
  const instance = useInstanceId();
  const may = useMay();
  const [{ tab, actor, entity, run, since }, setFilters] = useFilters();
  const filter: ChangeFilter = { actor, entity, run, since: momentOf(since) };
  const audit = useText(auditText);
  const items = [
    { key: 'audit', label: audit('tabAudit'), children: <AuditLog instance={instance} /> },
    {
      key: 'changes',
      label: t('tabChanges'),
      children: <ChangesTable instance={instance} filter={filter} toolbar={<Filters ofRun />} />,
    },
    ...(may.admin
      ? [
          {
            key: 'administration',
            label: t('tabAdministration'),
            children: (
              <ChangesTable instance={null} filter={{ ...filter, run: undefined }} toolbar={<Filters />} />
            ),
          },
        ]
      : []),
    { key: 'cloud', label: t('tabCloud'), children: <CloudLog instance={instance} /> },
    { key: 'streams', label: audit('tabStreams'), children: <AuditStreams instance={instance} /> },
  ];
  // Links to the history of something name no tab.
  const usual = (entity ?? run ?? since) === undefined ? 'audit' : 'changes';
  return (
    <Page title={t('title')} description={t('about')}>
      <PageTabs
        activeKey={items.find(({ key }) => key === tab)?.key ?? usual}
        onChange={(key) => setFilters({ ...NO_FILTER, tab: key })}
        items={items}
        destroyOnHidden
      />
    </Page>
  );
}

/** A moment of the address as the API takes it; what is no time filters nothing. */
function momentOf(text: string | undefined): string | undefined {
  const moment = text === undefined ? undefined : dayjs(text);
  return moment?.isValid() ? moment.toISOString() : undefined;
}

function Filters({ ofRun = false }: { ofRun?: boolean }) {
  const t = useText(logsText);
  const [{ actor, entity, run, since }, setFilters] = useFilters();
  const moment = momentOf(since);
  return (
    <>
      <Input.Search
        key={`actor ${actor ?? ''}`}
        aria-label={t('filterActor')}
        placeholder={t('filterActor')}
        allowClear
        defaultValue={actor}
        style={{ width: 220, maxWidth: '100%' }}
        onSearch={(value) => setFilters({ actor: value.trim(), entry: undefined })}
      />
      <Input.Search
        key={`entity ${entity ?? ''}`}
        aria-label={t('filterEntity')}
        placeholder={t('filterEntity')}
        allowClear
        defaultValue={entity}
        style={{ width: 250, maxWidth: '100%' }}
        onSearch={(value) => setFilters({ entity: value.trim(), entry: undefined })}
      />
      <DatePicker
        aria-label={t('filterSince')}
        placeholder={t('filterSince')}
        showTime={{ format: 'HH:mm' }}
        format="YYYY-MM-DD HH:mm"
        value={moment ? dayjs(moment) : null}
        onChange={(value) => setFilters({ since: value?.toISOString(), entry: undefined })}
      />
      {ofRun && run !== undefined && (
        <Tag closable onClose={() => setFilters({ run: undefined, entry: undefined })}>
          {t('filterRun')}: <span className="mono">{run}</span>
        </Tag>
      )}
      {(actor ?? entity ?? since ?? (ofRun ? run : undefined)) !== undefined && (
        <Button type="link" onClick={() => setFilters(NO_FILTER)}>
          {t('clearFilters')}
        </Button>
      )}
    </>
  );
}
