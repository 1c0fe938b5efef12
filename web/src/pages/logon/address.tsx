import { ExportOutlined } from '@ant-design/icons';
import { Flex, Typography } from 'antd';
import { useText } from '../../text/text.ts';
import { logonText } from './logon-text.ts';

/** An address to take along: in full, to copy, and to open where it is a page. */
export function Address({ label, url, page = false }: { label: string; url: string; page?: boolean }) {
  const t = useText(logonText);
  const copy = t('copyOf', { label });
  return (
    <Flex gap={10} align="baseline" wrap style={{ minWidth: 0 }}>
      <Typography.Text
        className="mono"
        copyable={{ text: url, tooltips: [copy, copy] }}
        style={{ overflowWrap: 'anywhere' }}
      >
        {url}
      </Typography.Text>
      {page && (
        <a href={url} target="_blank" rel="noreferrer" aria-label={t('opens', { label })} className="nowrap">
          {t('open')} <ExportOutlined aria-hidden />
        </a>
      )}
    </Flex>
  );
}
