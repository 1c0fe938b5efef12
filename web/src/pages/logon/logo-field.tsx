import { DeleteOutlined, UploadOutlined } from '@ant-design/icons';
import { Button, Flex, Typography, theme } from 'antd';
import { type ChangeEvent, useRef, useState } from 'react';
import { common } from '../../text/common.ts';
import { useText } from '../../text/text.ts';
import { lookText } from './look-text.ts';

const MAX_BYTES = 100_000;
/** Drawings (SVG) may hold scripts: the server takes pictures only. */
const TYPES = ['image/png', 'image/jpeg', 'image/webp', 'image/gif'];

interface LogoFieldProps {
  id?: string;
  value?: string | null;
  onChange?: (logo: string | null) => void;
  disabled?: boolean;
}

/** A picture as a `data:` URL, which needs no other place to be kept. */
export function LogoField({ id, value, onChange, disabled = false }: LogoFieldProps) {
  const t = useText(lookText);
  const words = useText(common);
  const { token } = theme.useToken();
  const input = useRef<HTMLInputElement>(null);
  const [fault, setFault] = useState<'tooLarge' | 'wrongType'>();
  const take = async ({ currentTarget }: ChangeEvent<HTMLInputElement>) => {
    const file = currentTarget.files?.[0];
    // The same file may be chosen again.
    currentTarget.value = '';
    if (!file) return;
    if (!TYPES.includes(file.type)) return setFault('wrongType');
    if (file.size > MAX_BYTES) return setFault('tooLarge');
    setFault(undefined);
    onChange?.(await asDataUrl(file));
  };
  return (
    <Flex vertical gap={8} align="start">
      {value && (
        <div
          style={{
            padding: '8px 12px',
            background: '#ffffff',
            border: `1px solid ${token.colorBorderSecondary}`,
            borderRadius: token.borderRadiusLG,
          }}
        >
          <img src={value} alt={t('logoAlt')} style={{ display: 'block', maxWidth: 200, maxHeight: 44 }} />
        </div>
      )}
      <input
        ref={input}
        type="file"
        accept={TYPES.join(',')}
        aria-label={t('logo')}
        tabIndex={-1}
        className="visually-hidden"
        disabled={disabled}
        onChange={(event) => void take(event)}
      />
      <Flex gap={8} wrap>
        <Button
          {...(id ? { id } : {})}
          icon={<UploadOutlined />}
          disabled={disabled}
          onClick={() => input.current?.click()}
        >
          {t(value ? 'replace' : 'choose')}
        </Button>
        {value && (
          <Button icon={<DeleteOutlined />} disabled={disabled} onClick={() => onChange?.(null)}>
            {words('remove')}
          </Button>
        )}
      </Flex>
      {fault && (
        <Typography.Text type="danger" role="alert">
          {t(fault)}
        </Typography.Text>
      )}
    </Flex>
  );
}

function asDataUrl(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}
