import { InboxOutlined } from '@ant-design/icons';
import { Alert, Button, Flex, Select, Typography, Upload } from 'antd';
import { useState } from 'react';
import { useText } from '../../../text/text.ts';
import { importText } from '../import-text.ts';
import { type Encoding, type FileTable, guessEncoding, LARGEST_MB, readTable } from './table-file.ts';

export interface ChosenFile {
  name: string;
  bytes: ArrayBuffer;
  encoding: Encoding;
  table: FileTable;
}

interface ChooseFileProps {
  file: ChosenFile | undefined;
  disabled: boolean;
  onChange: (file: ChosenFile | undefined) => void;
}

export function ChooseFile({ file, disabled, onChange }: ChooseFileProps) {
  const t = useText(importText);
  const [problem, setProblem] = useState<string>();
  const read = (name: string, bytes: ArrayBuffer, encoding: Encoding) => {
    setProblem(undefined);
    try {
      onChange({ name, bytes, encoding, table: readTable(bytes, encoding) });
    } catch (thrown) {
      setProblem(t('brokenFile', { reason: thrown instanceof Error ? thrown.message : String(thrown) }));
    }
  };
  const take = async (given: File) => {
    if (given.size > LARGEST_MB * 1_000_000) return setProblem(t('tooLarge', { size: LARGEST_MB }));
    const bytes = await given.arrayBuffer();
    read(given.name, bytes, guessEncoding(bytes));
  };
  const alert = problem !== undefined && (
    <Alert type="error" showIcon role="alert" title={problem} style={{ marginTop: 12 }} />
  );
  if (!file)
    return (
      <>
        <Upload.Dragger
          accept=".csv,.txt,text/csv"
          maxCount={1}
          showUploadList={false}
          beforeUpload={(given) => {
            void take(given);
            return false;
          }}
        >
          <InboxOutlined style={{ fontSize: 32 }} aria-hidden />
          <Typography.Paragraph style={{ margin: '8px 0 0' }}>{t('drop')}</Typography.Paragraph>
          <Typography.Text type="secondary">{t('dropHint')}</Typography.Text>
        </Upload.Dragger>
        {alert}
      </>
    );
  const { table } = file;
  return (
    <>
      <Flex gap={16} align="center" wrap>
        <Typography.Text strong style={{ overflowWrap: 'anywhere' }}>
          {t('fileFacts', { name: file.name, count: table.rows.length })}
        </Typography.Text>
        <Flex gap={8} align="center">
          <Typography.Text type="secondary">{t('encoding')}</Typography.Text>
          <Select<Encoding>
            aria-label={t('encoding')}
            value={file.encoding}
            disabled={disabled}
            onChange={(encoding) => read(file.name, file.bytes, encoding)}
            style={{ width: 170 }}
            options={[
              { value: 'utf-8', label: t('encodingUtf8') },
              { value: 'gb18030', label: t('encodingGbk') },
            ]}
          />
        </Flex>
        <Button type="link" disabled={disabled} onClick={() => onChange(undefined)}>
          {t('otherFile')}
        </Button>
      </Flex>
      {table.garbled && <Alert type="warning" showIcon title={t('badText')} style={{ marginTop: 12 }} />}
      {table.rows.length === 0 && (
        <Alert type="warning" showIcon title={t('noRows')} style={{ marginTop: 12 }} />
      )}
      {alert}
    </>
  );
}
