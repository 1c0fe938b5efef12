import { Select, Table, Typography } from 'antd';
import { useText } from '../../../text/text.ts';
import { importText } from '../import-text.ts';
import type { Mapping } from './import-fields.ts';
import type { FileTable } from './table-file.ts';

interface MapColumnsProps {
  table: FileTable;
  mapping: Mapping;
  fields: { id: string; label: string }[];
  disabled: boolean;
  onChange: (mapping: Mapping) => void;
}

interface FileColumn {
  index: number;
  title: string;
  example: string;
}

/** Which field each column of the file fills. */
export function MapColumns({ table, mapping, fields, disabled, onChange }: MapColumnsProps) {
  const t = useText(importText);
  const columns: FileColumn[] = table.titles.map((title, index) => ({
    index,
    title: title || t('unnamed', { number: index + 1 }),
    example: table.rows.find(({ cells }) => cells[index])?.cells[index] ?? '',
  }));
  const options = fields.map(({ id, label }) => ({ value: id, label }));
  return (
    <section aria-label={t('columnsLabel')}>
      <Table<FileColumn>
        size="small"
        rowKey="index"
        pagination={false}
        dataSource={columns}
        scroll={{ x: 560 }}
        columns={[
          { key: 'title', title: t('fileColumn'), width: 200, render: (_, { title }) => title },
          {
            key: 'example',
            title: t('example'),
            width: 220,
            ellipsis: true,
            render: (_, { example }) => <Typography.Text type="secondary">{example || '–'}</Typography.Text>,
          },
          {
            key: 'field',
            title: t('fills'),
            render: (_, { index, title }) => (
              <Select
                aria-label={t('fieldOf', { column: title })}
                allowClear
                disabled={disabled}
                showSearch={{ optionFilterProp: 'label' }}
                placeholder={t('notImported')}
                value={mapping[index] ?? null}
                onChange={(id: string | null) =>
                  onChange(mapping.map((old, i) => (i === index ? (id ?? undefined) : old)))
                }
                style={{ width: '100%', maxWidth: 320, minWidth: 160 }}
                options={options}
              />
            ),
          },
        ]}
      />
    </section>
  );
}
