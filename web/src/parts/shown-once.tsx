/** A secret that cannot be seen again: to copy, to download, and closed only when the person says it is kept. */
import { CopyOutlined, DownloadOutlined } from '@ant-design/icons';
import { Alert, App, Button, Checkbox, Flex, Input, Modal, Typography } from 'antd';
import { type ReactNode, useId, useState } from 'react';
import { downloadText } from '../table/csv.ts';
import { common } from '../text/common.ts';
import { useText } from '../text/text.ts';
import { shownOnceText } from './shown-once-text.ts';

interface ShownOnceProps {
  title: string;
  /** The secret, and what is needed together with it (an id, an address). */
  values: { label: string; value: string }[];
  /** What the downloaded file is called, without its ending. */
  file: string;
  /** What to do with it next. */
  children?: ReactNode;
  onClose: () => void;
}

/** Draw it only while there is something to show: `{made && <ShownOnce … />}`. */
export function ShownOnce({ title, values, file, children, onClose }: ShownOnceProps) {
  const t = useText(shownOnceText);
  const tc = useText(common);
  const [stored, setStored] = useState(false);
  const download = () =>
    downloadText(
      `${file}.txt`,
      values.map(({ label, value }) => `${label}: ${value}\n`).join(''),
      'text/plain',
    );
  return (
    <Modal
      open
      title={title}
      closable={false}
      keyboard={false}
      mask={{ closable: false }}
      footer={
        <Flex justify="space-between" gap={8} wrap>
          <Button icon={<DownloadOutlined />} onClick={download}>
            {tc('download')}
          </Button>
          <Button type="primary" disabled={!stored} onClick={onClose}>
            {tc('close')}
          </Button>
        </Flex>
      }
    >
      <Alert type="warning" showIcon title={t('warning')} description={t('warningHint')} />
      {values.map((entry) => (
        <Shown key={entry.label} {...entry} />
      ))}
      {children && <div style={{ marginTop: 16 }}>{children}</div>}
      <Checkbox
        checked={stored}
        onChange={(event) => setStored(event.target.checked)}
        style={{ marginTop: 16 }}
      >
        {t('stored')}
      </Checkbox>
    </Modal>
  );
}

function Shown({ label, value }: { label: string; value: string }) {
  const t = useText(shownOnceText);
  const tc = useText(common);
  const { message } = App.useApp();
  const id = useId();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value);
      message.success(tc('copied'));
    } catch {
      // No clipboard without https, or the person forbade it.
      message.warning(t('copyFailed'));
    }
  };
  return (
    <div style={{ marginTop: 16 }}>
      <Typography.Text strong>
        <label htmlFor={id}>{label}</label>
      </Typography.Text>
      <Flex gap={8} style={{ marginTop: 4 }}>
        <Input
          id={id}
          readOnly
          value={value}
          className="mono"
          onFocus={(event) => event.currentTarget.select()}
        />
        <Button icon={<CopyOutlined />} aria-label={t('copyThis', { label })} onClick={() => void copy()}>
          {tc('copy')}
        </Button>
      </Flex>
    </div>
  );
}
