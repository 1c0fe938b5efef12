/** What an application is assigned to: accounts, organizations, groups, rules. */
import { Link } from '@tanstack/react-router';
import { Button, Select, Tag, Typography } from 'antd';
import { useState } from 'react';
import { api } from '../../../api/client.ts';
import type { ApplicationAssignment, ApplicationSsoDetails } from '../../../api/generated.ts';
import { useInstanceId } from '../../../app/instance.tsx';
import { useMay } from '../../../app/session.tsx';
import { useFilters } from '../../../app/use-search.ts';
import { Time } from '../../../parts/format.tsx';
import { EmptyState } from '../../../parts/states.tsx';
import { type Column, DataTable } from '../../../table/data-table.tsx';
import { useList } from '../../../table/list-query.ts';
import { common } from '../../../text/common.ts';
import { useText } from '../../../text/text.ts';
import { ssoKey } from '../application-queries.ts';
import { accessText } from './access-text.ts';
import { AssignMenu } from './assign.tsx';
import { type Removal, useRemoval } from './removal.ts';

const KINDS = ['account', 'org', 'group', 'rule'] as const;
type Kind = ApplicationAssignment['kind'];

export function AssignmentTable({ sso }: { sso: ApplicationSsoDetails }) {
  const t = useText(accessText);
  const instance = useInstanceId();
  const may = useMay();
  const [{ kind: asked }] = useFilters();
  const kind = KINDS.find((one) => one === asked);
  const [selected, setSelected] = useState<ApplicationAssignment[]>([]);
  const remove = useRemoval<ApplicationAssignment>(sso.applicationId, {
    call: (id, ids) => api.applications.unassignApplication(id, sso.applicationId, { ids }),
    question: (count) => t('removeTitle', { count }),
    hint: t('removeHint'),
    done: (count) => t('removed', { count }),
    onDone: () => setSelected([]),
  });
  const query = useList<ApplicationAssignment>(
    ssoKey(instance, sso.applicationId, 'assignments', kind ?? ''),
    (cursor) =>
      api.applications.listAssignments(instance, sso.applicationId, {
        limit: 100,
        ...(kind ? { kind } : {}),
        ...(cursor ? { cursor } : {}),
      }),
  );
  return (
    <DataTable<ApplicationAssignment>
      id="assignments"
      label={t('list')}
      columns={useColumns(remove)}
      rowKey={({ id }) => id}
      query={query}
      empty={<EmptyState title={t('none')} hint={t('noneHint')} />}
      toolbar={
        <>
          {may.admin && <AssignMenu application={sso.applicationId} />}
          <KindFilter kind={kind} />
          {selected.length > 0 && (
            <Button danger loading={remove.isPending} onClick={() => void remove.ask(selected)}>
              {t('removeSelected', { count: selected.length })}
            </Button>
          )}
        </>
      }
      {...(may.admin
        ? {
            selection: {
              keys: selected.map(({ id }) => id),
              onChange: (_: string[], rows: ApplicationAssignment[]) => setSelected(rows),
            },
          }
        : {})}
    />
  );
}

function KindFilter({ kind }: { kind: Kind | undefined }) {
  const t = useText(accessText);
  const [, setFilters] = useFilters();
  return (
    <Select<Kind | ''>
      value={kind ?? ''}
      aria-label={t('filterKind')}
      popupMatchSelectWidth={false}
      style={{ minWidth: 130 }}
      onChange={(value) => setFilters({ kind: value })}
      options={[{ value: '', label: t('allKinds') }, ...KINDS.map((value) => ({ value, label: t(value) }))]}
    />
  );
}

function useColumns(remove: Removal<ApplicationAssignment>): Column<ApplicationAssignment>[] {
  const t = useText(accessText);
  const words = useText(common);
  const may = useMay();
  const columns: Column<ApplicationAssignment>[] = [
    {
      key: 'kind',
      title: t('kind'),
      width: 130,
      value: ({ kind }) => t(kind),
      render: ({ kind }) => <Tag variant="filled">{t(kind)}</Tag>,
    },
    {
      key: 'name',
      title: words('name'),
      width: 260,
      value: ({ name }) => name,
      render: (assignment) => <Subject assignment={assignment} />,
    },
    {
      key: 'rule',
      title: t('ruleText'),
      width: 320,
      value: ({ rule }) => rule,
      render: ({ rule }) =>
        rule ? (
          <span className="mono" title={rule}>
            {rule}
          </span>
        ) : (
          <span aria-hidden="true">–</span>
        ),
    },
    {
      key: 'assigned',
      title: t('assignedAt'),
      width: 170,
      value: ({ createdAt }) => createdAt,
      render: ({ createdAt }) => <Time at={createdAt} />,
    },
  ];
  if (!may.admin) return columns;
  return [
    ...columns,
    {
      key: 'actions',
      title: '',
      width: 100,
      align: 'right',
      value: () => null,
      render: (assignment) => (
        <Button
          type="link"
          size="small"
          disabled={remove.isPending}
          aria-label={t('removeOne', { name: assignment.name })}
          onClick={() => void remove.ask([assignment])}
        >
          {words('remove')}
        </Button>
      ),
    },
  ];
}

function Subject({
  assignment: { kind, subjectId, name, isDeleted },
}: {
  assignment: ApplicationAssignment;
}) {
  const t = useText(accessText);
  const instance = useInstanceId();
  if (isDeleted)
    return (
      <>
        {name} <Typography.Text type="secondary">({t('inBin')})</Typography.Text>
      </>
    );
  if (kind === 'rule' || subjectId === null) return <span title={name}>{name}</span>;
  if (kind === 'account')
    return (
      <Link to="/i/$instance/accounts/$account" params={{ instance, account: subjectId }} title={name}>
        {name}
      </Link>
    );
  if (kind === 'group')
    return (
      <Link to="/i/$instance/groups/$group" params={{ instance, group: subjectId }} title={name}>
        {name}
      </Link>
    );
  return (
    <Link to="/i/$instance/accounts" params={{ instance }} search={{ org: subjectId }} title={name}>
      {name}
    </Link>
  );
}
