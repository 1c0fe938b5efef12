/** Metadata of a service provider, read by the server, compared with the form, and taken over on request. */
import { ImportOutlined, UploadOutlined } from '@ant-design/icons';
import { Alert, Button, Flex, Input, Modal, Typography, Upload } from 'antd';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import type { SpMetadata } from '../../api/generated.ts';
import { useInstanceId } from '../../app/instance.tsx';
import type { FieldSchema } from '../../form/schema.ts';
import { useAction } from '../../parts/action.ts';
import { ProblemAlert } from '../../parts/problem.tsx';
import { common } from '../../text/common.ts';
import { useLanguage, useText } from '../../text/text.ts';
import { ssoText } from './sso-text.ts';
import { differences, type Settings } from './sso-values.ts';

interface SpMetadataImportProps {
  schema: FieldSchema;
  /** What the form holds now. */
  present: () => Settings;
  onTake: (settings: Settings) => void;
}

export function SpMetadataImport({ schema, present, onTake }: SpMetadataImportProps) {
  const t = useText(ssoText);
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button icon={<ImportOutlined />} onClick={() => setOpen(true)} style={{ marginBottom: 16 }}>
        {t('importMetadata')}
      </Button>
      {open && (
        <ImportDialog
          schema={schema}
          present={present()}
          onClose={() => setOpen(false)}
          onTake={(settings) => {
            onTake(settings);
            setOpen(false);
          }}
        />
      )}
    </>
  );
}

interface ImportDialogProps {
  schema: FieldSchema;
  present: Settings;
  onClose: () => void;
  onTake: (settings: Settings) => void;
}

function ImportDialog({ schema, present, onClose, onTake }: ImportDialogProps) {
  const t = useText(ssoText);
  const words = useText(common);
  const instance = useInstanceId();
  const [metadata, setMetadata] = useState('');
  const read = useAction((text: string) => api.spMetadata.readSpMetadata(instance, { metadata: text }), {
    tell: false,
  });
  const found = read.data?.settings as Settings | undefined;
  const change = (text: string) => {
    setMetadata(text);
    read.reset();
  };
  return (
    <Modal
      open
      width={720}
      title={t('importMetadata')}
      onCancel={onClose}
      cancelText={words('cancel')}
      mask={{ closable: false }}
      okText={t(found ? 'takeOver' : 'readMetadata')}
      okButtonProps={{ disabled: metadata.trim() === '', loading: read.isPending }}
      onOk={() => (found ? onTake(found) : read.mutate(metadata))}
    >
      <Flex vertical gap={12}>
        <Typography.Text type="secondary">{t('importHint')}</Typography.Text>
        <Upload
          accept=".xml"
          showUploadList={false}
          beforeUpload={(file) => {
            void file.text().then(change);
            return false;
          }}
        >
          <Button icon={<UploadOutlined />}>{t('chooseFile')}</Button>
        </Upload>
        <Input.TextArea
          aria-label={t('metadata')}
          value={metadata}
          onChange={({ target }) => change(target.value)}
          className="mono"
          rows={found ? 3 : 10}
        />
        {read.error && <ProblemAlert error={read.error} />}
        {read.data && <Found found={read.data} present={present} schema={schema} />}
      </Flex>
    </Modal>
  );
}

/** What would change in the form, and the certificates by what they are. */
function Found({ found, present, schema }: { found: SpMetadata; present: Settings; schema: FieldSchema }) {
  const t = useText(ssoText);
  const language = useLanguage();
  const settings = found.settings as Settings;
  const changed = differences(present, settings);
  if (changed.length === 0) return <Alert type="success" showIcon title={t('importSame')} />;
  const label = (name: string) => {
    const { title = name, zh = title } = schema.properties?.[name] ?? {};
    return language === 'zh' ? zh : title;
  };
  return (
    <section aria-label={t('importChanges')}>
      <Typography.Text strong>{t('importChanges')}</Typography.Text>
      <ul style={{ margin: '8px 0 0', paddingInlineStart: 20, overflowWrap: 'anywhere' }}>
        {changed.map((name) => (
          <li key={name}>
            {label(name)}:{' '}
            {name === 'spCertificates' ? (
              found.certificates.map(({ fingerprint, subject }) => (
                <div key={fingerprint}>
                  {subject} <span className="mono">{fingerprint}</span>
                </div>
              ))
            ) : (
              <>
                <del>
                  <Value of={present[name]} />
                </del>{' '}
                → <Value of={settings[name]} />
              </>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Value({ of }: { of: unknown }) {
  const t = useText(ssoText);
  const words = useText(common);
  if (of === null || of === undefined || of === '' || (Array.isArray(of) && of.length === 0))
    return <>{t('nothing')}</>;
  if (typeof of === 'boolean') return <>{words(of ? 'yes' : 'no')}</>;
  return <span className="mono">{Array.isArray(of) ? of.join(', ') : String(of)}</span>;
}
