import { theme } from 'antd';
import type { CSSProperties, ReactNode } from 'react';

/**
 * A bordered sheet. The first pages use it instead of antd's Card, which brings its tabs along: they are loaded before
 * anything is seen.
 */
export function Surface({
  children,
  flush = false,
  style,
}: {
  children: ReactNode;
  flush?: boolean;
  style?: CSSProperties;
}) {
  const { token } = theme.useToken();
  return (
    <div
      style={{
        background: token.colorBgContainer,
        border: `1px solid ${token.colorBorderSecondary}`,
        borderRadius: token.borderRadiusLG,
        padding: flush ? 0 : 20,
        ...style,
      }}
    >
      {children}
    </div>
  );
}
