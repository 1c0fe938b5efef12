/** The audit log of an instance: log-ons, sign-ins, administration, syncs and pushes in one list. */
import { Button, Descriptions, Drawer, Flex, Input, Select, Typography } from 'antd';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import type { AuditEntry } from '../../api/generated.ts';
import { useMay } from '../../app/session.tsx';
import { useFilters } from '../../app/use-search.ts';
import { Diff } from '../../parts/diff.tsx';
import { showValue } from '../../parts/diff-values.tsx';
import { Time } from '../../parts/format.tsx';
import { EmptyState, StateTag, type Tone } from '../../parts/states.tsx';
import { type Column, DataTable } from '../../table/data-table.tsx';
import { useList } from '../../table/list-query.ts';
import { common } from '../../text/common.ts';
import { useText } from '../../text/text.ts';
import { useActionWord } from './audit-action.ts';
import { auditText } from './audit-text.ts';
import { AuditVerify } from './audit-verify.tsx';
import { withoutBookkeeping } from './entry-facts.ts';
import { useLogExport } from './export-log.ts';
import { logsText } from './logs-text.ts';

const CATEGORIES = ['logon', 'session', 'sso', 'administration', 'sync', 'push', 'audit'] as const;
const RESULTS = ['ok', 'refused', 'failed'] as const;
const TONES: Record<AuditEntry['result'], Tone> = { ok: 'good', refused: 'warn', failed: 'bad' };

const oneOf = <T extends string>(list: readonly T[], value: string | undefined): T | undefined =>
  list.find((one) => one === value);

export function AuditLog({ instance }: { instance: string }) {
  const t = useText(auditText);
  const words = useText(common);
  const [{ category, result, actor, subject, entry }, setFilters] = useFilters();
  const filter = {
    category: oneOf(CATEGORIES, category),
    result: oneOf(RESULTS, result),
    actor,
    subject,
  };
  const given = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
  const columns = useColumns();
  const page = (limit: number) => (cursor: string | undefined) =>
    api.audit.listAudit(instance, { limit, ...given, ...(cursor ? { cursor } : {}) });
  const query = useList<AuditEntry>(['audit', instance, given], page(100));
  const exportAll = useLogExport('audit', columns, page(500));
  const open = query.data?.pages.flatMap(({ items }) => items).find(({ id }) => String(id) === entry);
  return (
    <>
      <DataTable<AuditEntry>
        id="audit-log"
        label={t('tabAudit')}
        columns={columns}
        rowKey={({ id }) => String(id)}
        query={query}
        toolbar={<Filters />}
        onOpen={({ id }) => setFilters({ entry: String(id) })}
        onExport={() => void exportAll()}
        empty={<EmptyState title={Object.keys(given).length > 0 ? words('nothingFound') : t('nothing')} />}
      />
      <AuditDrawer instance={instance} entry={open} onClose={() => setFilters({ entry: undefined })} />
    </>
  );
}

function Filters() {
  const t = useText(auditText);
  const words = useText(logsText);
  const may = useMay();
  const [verifying, setVerifying] = useState(false);
  const [{ category, result, actor, subject }, setFilters] = useFilters();
  const none = {
    category: undefined,
    result: undefined,
    actor: undefined,
    subject: undefined,
    entry: undefined,
  };
  return (
    <>
      <Select
        aria-label={t('category')}
        placeholder={t('filterCategory')}
        allowClear
        style={{ width: 150 }}
        value={oneOf(CATEGORIES, category) ?? null}
        onChange={(value) => setFilters({ category: value ?? undefined, entry: undefined })}
        options={CATEGORIES.map((value) => ({ value, label: t(value) }))}
      />
      <Select
        aria-label={t('result')}
        placeholder={t('filterResult')}
        allowClear
        style={{ width: 130 }}
        value={oneOf(RESULTS, result) ?? null}
        onChange={(value) => setFilters({ result: value ?? undefined, entry: undefined })}
        options={RESULTS.map((value) => ({ value, label: t(value) }))}
      />
      <Input.Search
        key={`actor ${actor ?? ''}`}
        aria-label={t('filterActor')}
        placeholder={t('filterActor')}
        allowClear
        defaultValue={actor}
        style={{ width: 200, maxWidth: '100%' }}
        onSearch={(value) => setFilters({ actor: value.trim(), entry: undefined })}
      />
      <Input.Search
        key={`subject ${subject ?? ''}`}
        aria-label={t('filterSubject')}
        placeholder={t('filterSubject')}
        allowClear
        defaultValue={subject}
        style={{ width: 200, maxWidth: '100%' }}
        onSearch={(value) => setFilters({ subject: value.trim(), entry: undefined })}
      />
      {(category ?? result ?? actor ?? subject) !== undefined && (
        <Button type="link" onClick={() => setFilters(none)}>
          {words('clearFilters')}
        </Button>
      )}
      {may.admin && (
        <>
          <Button onClick={() => setVerifying(true)}>{t('verify')}</Button>
          {verifying && <AuditVerify onClose={() => setVerifying(false)} />}
        </>
      )}
    </>
  );
}

function useColumns(): Column<AuditEntry>[] {
  const t = useText(auditText);
  const word = useActionWord();
  const json = (value: unknown) => (value === null ? null : JSON.stringify(value));
  return [
    { key: 'at', title: t('at'), width: 180, value: ({ at }) => at, render: ({ at }) => <Time at={at} /> },
    { key: 'category', title: t('category'), width: 130, value: ({ category }) => t(category) },
    {
      key: 'action',
      title: t('action'),
      width: 240,
      value: ({ action }) => word(action),
      render: ({ action }) => <span title={action}>{word(action)}</span>,
    },
    {
      key: 'result',
      title: t('result'),
      width: 110,
      value: ({ result }) => t(result),
      render: ({ result }) => <StateTag tone={TONES[result]}>{t(result)}</StateTag>,
    },
    { key: 'actor', title: t('actor'), width: 190, value: ({ actorName }) => actorName },
    {
      key: 'subject',
      title: t('subject'),
      width: 220,
      value: ({ subjectName, subjectId }) => subjectName ?? subjectId,
    },
    {
      key: 'reason',
      title: t('reason'),
      width: 180,
      value: ({ reason }) => reason,
      render: ({ reason }) => reason && <span className="mono">{reason}</span>,
    },
    { key: 'address', title: t('address'), width: 150, value: ({ address }) => address },
    { key: 'agent', title: t('agent'), width: 260, hidden: true, value: ({ agent }) => agent },
    { key: 'details', title: t('details'), width: 260, hidden: true, value: ({ details }) => json(details) },
    {
      key: 'position',
      title: t('position'),
      width: 140,
      hidden: true,
      align: 'right',
      value: ({ position }) => position,
    },
  ];
}

interface AuditDrawerProps {
  instance: string;
  entry: AuditEntry | undefined;
  onClose: () => void;
}

function AuditDrawer({ instance, entry, onClose }: AuditDrawerProps) {
  const t = useText(auditText);
  const words = useText(logsText);
  return (
    <Drawer open={entry !== undefined} onClose={onClose} size={760} title={words('entryOf')} destroyOnHidden>
      {entry && (
        <>
          <Descriptions column={1} size="small" items={factsOf(t, entry)} />
          {entry.details && (
            <>
              <Heading>{t('details')}</Heading>
              <Descriptions column={1} size="small" bordered items={detailsOf(entry.details)} />
            </>
          )}
          {(entry.before !== null || entry.after !== null) && (
            <>
              <Heading>{words('changedFields')}</Heading>
              <Diff {...withoutBookkeeping(entry.before, entry.after)} show={showValue(instance)} />
            </>
          )}
        </>
      )}
    </Drawer>
  );
}

function Heading({ children }: { children: string }) {
  return (
    <Typography.Title level={2} style={{ fontSize: 15, margin: '16px 0 8px' }}>
      {children}
    </Typography.Title>
  );
}

function detailsOf(details: object) {
  return Object.entries(details).map(([key, value]) => ({
    key,
    label: <span className="mono">{key}</span>,
    children: (
      <span className="mono" style={{ overflowWrap: 'anywhere' }}>
        {typeof value === 'string' ? value : JSON.stringify(value)}
      </span>
    ),
  }));
}

function factsOf(t: typeof auditText.t, entry: AuditEntry) {
  const { actorKind, actorName, subjectName, subjectId, position, hash } = entry;
  const mono = (text: string) => (
    <Typography.Text className="mono" copyable>
      {text}
    </Typography.Text>
  );
  const facts = [
    ['at', <Time key="at" at={entry.at} />],
    ['category', t(entry.category)],
    [
      'action',
      <span key="action" className="mono">
        {entry.action}
      </span>,
    ],
    [
      'result',
      <StateTag key="result" tone={TONES[entry.result]}>
        {t(entry.result)}
      </StateTag>,
    ],
    ['reason', entry.reason && <span className="mono">{entry.reason}</span>],
    ['actor', `${t(actorKind)} ${actorName}`],
    [
      'subject',
      subjectId && (
        <Flex gap={8} wrap key="subject">
          {subjectName}
          {mono(subjectId)}
        </Flex>
      ),
    ],
    ['address', entry.address],
    ['agent', entry.agent],
    ['position', position === null ? t('notChained') : mono(`${position}:${hash}`)],
  ] as const;
  return facts
    .filter(([, children]) => children !== null && children !== '')
    .map(([key, children]) => ({ key, label: t(key), children }));
}
