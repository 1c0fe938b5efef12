import { GlobalOutlined, KeyOutlined, LockOutlined } from '@ant-design/icons';
import { Flex, theme } from 'antd';
import type { LogonMethod } from '../../api/generated.ts';
import { SourceLogo } from '../../parts/icons.tsx';

const ICONS = { password: LockOutlined, passkey: KeyOutlined, oidc: GlobalOutlined, source: LockOutlined };

export function MethodLogo({ method, size = 36 }: { method: LogonMethod; size?: number }) {
  const { token } = theme.useToken();
  if (method.sourceKind !== null) return <SourceLogo kind={method.sourceKind} size={size} />;
  const Icon = ICONS[method.kind];
  return (
    <Flex
      align="center"
      justify="center"
      aria-hidden
      style={{
        flex: 'none',
        width: size,
        height: size,
        borderRadius: 7,
        background: token.colorFillTertiary,
        color: token.colorTextSecondary,
        fontSize: size / 2,
      }}
    >
      <Icon />
    </Flex>
  );
}
