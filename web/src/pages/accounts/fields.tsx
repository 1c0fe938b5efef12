import { PlusOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Skeleton } from 'antd';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import type { CustomField } from '../../api/generated.ts';
import { useInstanceId } from '../../app/instance.tsx';
import { useMay } from '../../app/session.tsx';
import { useAction } from '../../parts/action.ts';
import { ConfirmByName } from '../../parts/confirm.tsx';
import { Page } from '../../parts/page.tsx';
import { ProblemAlert } from '../../parts/problem.tsx';
import { EmptyState } from '../../parts/states.tsx';
import { type Column, DataTable, RowMenu } from '../../table/data-table.tsx';
import { useList } from '../../table/list-query.ts';
import { common } from '../../text/common.ts';
import { useText } from '../../text/text.ts';
import { directoryText } from './directory-text.ts';
import { DefineField } from './fields/define-field.tsx';
import { PortalPermission } from './fields/portal-permission.tsx';
import { accountKeys, keys } from './model/queries.ts';

export function Fields() {
  const t = useText(directoryText);
  const instance = useInstanceId();
  const may = useMay();
  const [defining, setDefining] = useState(false);
  const [deleting, setDeleting] = useState<CustomField>();
  const query = useList([...keys.fields(instance), 'list'], () => api.fields.listCustomFields(instance));
  const columns = useColumns(setDeleting);
  const defineButton = may.admin && (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setDefining(true)}>
      {t('defineField')}
    </Button>
  );
  return (
    <Page title={t('fields')} description={t('fieldsHint')} actions={defineButton}>
      <DataTable<CustomField>
        id="custom-fields"
        label={t('fieldsLabel')}
        short
        columns={columns}
        rowKey={({ id }) => id}
        query={query}
        empty={<EmptyState title={t('noFields')} hint={t('noFieldsHint')} action={defineButton} />}
      />
      {defining && <DefineField onClose={() => setDefining(false)} />}
      {deleting && <DeleteField field={deleting} onClose={() => setDeleting(undefined)} />}
    </Page>
  );
}

function useColumns(onDelete: (field: CustomField) => void): Column<CustomField>[] {
  const t = useText(directoryText);
  const words = useText(common);
  const may = useMay();
  const yesNo = (value: boolean) => words(value ? 'yes' : 'no');
  return [
    { key: 'title', title: t('fieldTitle'), width: 240, value: ({ title }) => title },
    {
      key: 'id',
      title: t('fieldId'),
      width: 240,
      value: ({ id }) => id,
      render: ({ id }) => <span className="mono">{id}</span>,
    },
    { key: 'type', title: t('fieldType'), width: 140, value: ({ type }) => t(`type_${type}`) },
    { key: 'required', title: t('fieldRequired'), width: 110, value: ({ required }) => yesNo(required) },
    { key: 'unique', title: t('fieldUnique'), width: 110, value: ({ unique }) => yesNo(unique) },
    {
      key: 'portal',
      title: t('fieldPortal'),
      width: 180,
      value: ({ portal }) => t(`portal_${portal}`),
      render: (field) => (
        <PortalPermission
          field={field}
          disabled={!may.admin}
          label={t('fieldPortalOf', { name: field.title })}
        />
      ),
    },
    ...(may.admin
      ? [
          {
            key: 'actions',
            title: '',
            width: 60,
            align: 'right' as const,
            value: () => null,
            render: (field: CustomField) => (
              <RowMenu
                items={[
                  { key: 'delete', label: words('delete'), danger: true, onClick: () => onDelete(field) },
                ]}
              />
            ),
          },
        ]
      : []),
  ];
}

function DeleteField({ field, onClose }: { field: CustomField; onClose: () => void }) {
  const t = useText(directoryText);
  const words = useText(common);
  const instance = useInstanceId();
  const people = useQuery({
    queryKey: [...keys.accounts(instance), 'count', {}],
    queryFn: () => api.accountCount.countAccounts(instance),
  });
  const remove = useAction(() => api.fields.deleteCustomField(instance, field.id), {
    tell: false,
    done: t('fieldDeleted', { name: field.title }),
    touches: [keys.fields(instance), ...accountKeys(instance)],
  });
  return (
    <ConfirmByName
      open
      title={t('deleteField', { name: field.title })}
      name={field.id}
      action={words('delete')}
      onConfirm={() => remove.mutateAsync(undefined)}
      onClose={onClose}
    >
      {people.error ? (
        <ProblemAlert error={people.error} />
      ) : people.data ? (
        <Alert type="warning" showIcon title={t('deleteFieldHint', { count: people.data.count })} />
      ) : (
        <Skeleton active title={false} paragraph={{ rows: 2 }} />
      )}
    </ConfirmByName>
  );
}
