/** Every field with its value, where the value comes from and what each source says; edited in place. */
import { EditOutlined, RollbackOutlined } from '@ant-design/icons';
import { Alert, Button, Flex, Table, Tooltip, Typography } from 'antd';
import { useState } from 'react';
import { api } from '../../../api/client.ts';
import type { Account, FieldProvenance } from '../../../api/generated.ts';
import { useInstanceId } from '../../../app/instance.tsx';
import { useMay } from '../../../app/session.tsx';
import { useAction } from '../../../parts/action.ts';
import { ProblemAlert } from '../../../parts/problem.tsx';
import { Loading, StateTag } from '../../../parts/states.tsx';
import { common } from '../../../text/common.ts';
import { useText } from '../../../text/text.ts';
import { accountText } from '../account-text.ts';
import { accountsText } from '../accounts-text.ts';
import { type AccountField, accountFields, fieldValue } from '../model/account-fields.ts';
import { accountKeys, useCustomFields, useProvenance, useSourceName } from '../model/queries.ts';
import { FieldValue } from '../parts/field-value.tsx';
import { FieldEditor } from './field-editor.tsx';

interface Row extends AccountField {
  provenance: FieldProvenance | undefined;
}

export function FieldsTab({ account }: { account: Account }) {
  const t = useText(accountText);
  const words = useText(accountsText);
  const shared = useText(common);
  const custom = useCustomFields();
  const provenance = useProvenance(account.id);
  const [editing, setEditing] = useState<string>();
  const { operate } = useMay();
  const clear = useClearOverrides(account.id);
  if (provenance.error)
    return <ProblemAlert error={provenance.error} onRetry={() => void provenance.refetch()} />;
  if (custom.error) return <ProblemAlert error={custom.error} onRetry={() => void custom.refetch()} />;
  if (!provenance.data || !custom.data) return <Loading />;
  const byField = new Map(provenance.data.items.map((item) => [item.field, item]));
  const rows: Row[] = accountFields(words, custom.data.items).map((field) => ({
    ...field,
    provenance: byField.get(field.id),
  }));
  const overridden = rows.filter(({ provenance: from }) => from?.by === 'override').map(({ id }) => id);
  return (
    <>
      {overridden.length > 0 && (
        <Alert
          type="info"
          showIcon
          style={{ marginBottom: 12 }}
          title={t('overrideHint', { count: overridden.length })}
          action={
            operate && (
              <Button size="small" loading={clear.isPending} onClick={() => clear.mutate(overridden)}>
                {t('useSourceAll', { count: overridden.length })}
              </Button>
            )
          }
        />
      )}
      <section aria-label={t('fieldsLabel')}>
        <Table<Row>
          size="middle"
          rowKey="id"
          pagination={false}
          dataSource={rows}
          scroll={{ x: 820 }}
          columns={[
            { key: 'field', title: t('field'), width: 190, render: (_, { label }) => label },
            {
              key: 'value',
              title: t('value'),
              render: (_, row) =>
                editing === row.id ? (
                  <FieldEditor
                    account={account}
                    field={row}
                    filledBySource={(row.provenance?.sources.length ?? 0) > 0}
                    onClose={() => setEditing(undefined)}
                  />
                ) : (
                  <FieldValue kind={row.kind} value={fieldValue(account, row.id)} />
                ),
            },
            { key: 'from', title: t('from'), width: 220, render: (_, row) => <From row={row} /> },
            {
              key: 'sources',
              title: t('sourcesSay'),
              width: 320,
              render: (_, row) => <SourceValues row={row} />,
            },
            ...(operate
              ? [
                  {
                    key: 'edit',
                    title: shared('actions'),
                    width: 90,
                    align: 'right' as const,
                    render: (_: unknown, row: Row) => (
                      <RowActions
                        row={row}
                        busy={clear.isPending}
                        onEdit={() => setEditing(row.id)}
                        onClear={() => clear.mutate([row.id])}
                      />
                    ),
                  },
                ]
              : []),
          ]}
        />
      </section>
    </>
  );
}

function useClearOverrides(accountId: string) {
  const words = useText(common);
  const instance = useInstanceId();
  return useAction(
    (fields: string[]) => api.accounts.clearAccountOverrides(instance, accountId, { fields }),
    { touches: accountKeys(instance), done: words('done') },
  );
}

function From({ row: { provenance } }: { row: Row }) {
  const t = useText(accountText);
  const sourceName = useSourceName();
  if (!provenance || provenance.value === null) return <Quiet />;
  if (provenance.by === 'source') return <>{sourceName(provenance.sourceId ?? '')}</>;
  if (provenance.by === 'override') return <StateTag tone="warn">{t('byHandOver')}</StateTag>;
  // A switch that is off and that nobody fills has never been touched.
  return provenance.value === false ? <Quiet /> : t('byHand');
}

function SourceValues({ row: { provenance, kind } }: { row: Row }) {
  if (!provenance || provenance.sources.length === 0) return <Quiet />;
  return (
    <>
      {provenance.sources.map(({ sourceId, sourceName, value }) => (
        <div key={sourceId}>
          <Typography.Text type="secondary">{sourceName}: </Typography.Text>
          <FieldValue kind={kind} value={value} />
        </div>
      ))}
    </>
  );
}

function Quiet() {
  const words = useText(common);
  return (
    <Typography.Text type="secondary" aria-label={words('none')}>
      –
    </Typography.Text>
  );
}

interface RowActionsProps {
  row: Row;
  busy: boolean;
  onEdit: () => void;
  onClear: () => void;
}

function RowActions({ row, busy, onEdit, onClear }: RowActionsProps) {
  const t = useText(accountText);
  return (
    <Flex justify="end">
      {row.provenance?.by === 'override' && (
        <Tooltip title={t('useSource')}>
          <Button
            type="text"
            size="small"
            icon={<RollbackOutlined />}
            aria-label={`${t('useSource')}: ${row.label}`}
            disabled={busy}
            onClick={onClear}
          />
        </Tooltip>
      )}
      <Button
        type="text"
        size="small"
        icon={<EditOutlined />}
        aria-label={t('editField', { field: row.label })}
        onClick={onEdit}
      />
    </Flex>
  );
}
