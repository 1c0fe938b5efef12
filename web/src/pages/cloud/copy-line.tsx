import { Typography } from 'antd';
import { useText } from '../../text/text.ts';
import { cloudText } from './cloud-text.ts';

/** An id or address to take along: in full, with a button that copies it. */
export function CopyLine({ label, value }: { label: string; value: string }) {
  const t = useText(cloudText);
  return (
    <Typography.Text
      className="mono"
      copyable={{ text: value, tooltips: [t('copyOf', { label }), t('copyOf', { label })] }}
      style={{ wordBreak: 'break-all' }}
    >
      {value}
    </Typography.Text>
  );
}
