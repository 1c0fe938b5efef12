import { Typography, theme } from 'antd';
import type { ReactNode } from 'react';

/** The heading of a section of a page. */
export function Heading({ children, first = false }: { children: ReactNode; first?: boolean }) {
  return (
    <Typography.Title level={2} style={{ fontSize: 16, margin: first ? '0 0 10px' : '24px 0 10px' }}>
      {children}
    </Typography.Title>
  );
}

/** The ground on which a form stands. */
export function Panel({ children, width = 760 }: { children: ReactNode; width?: number }) {
  const { token } = theme.useToken();
  return (
    <div
      style={{
        maxWidth: width,
        boxSizing: 'border-box',
        padding: 'clamp(12px, 2vw, 20px)',
        background: token.colorBgContainer,
        border: `1px solid ${token.colorBorderSecondary}`,
        borderRadius: token.borderRadiusLG,
      }}
    >
      {children}
    </div>
  );
}

/** Two panels side by side where there is room, else one below the other. */
export function Beside({ children }: { children: ReactNode }) {
  return (
    <div
      style={{
        display: 'grid',
        gridTemplateColumns: 'repeat(auto-fit, minmax(min(440px, 100%), 1fr))',
        gap: 16,
        alignItems: 'start',
      }}
    >
      {children}
    </div>
  );
}
