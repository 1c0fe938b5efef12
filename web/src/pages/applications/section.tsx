import { Grid, Typography, theme } from 'antd';
import type { ReactNode } from 'react';

interface SectionProps {
  title: string;
  hint?: ReactNode;
  /** The content needs the whole width: tables. */
  wide?: boolean;
  children: ReactNode;
}

/** A part of a long form: what it is about at the left, its fields at the right; below one another on a phone. */
export function Section({ title, hint, wide = false, children }: SectionProps) {
  const { token } = theme.useToken();
  const beside = Grid.useBreakpoint().lg !== false && !wide;
  return (
    <div
      style={{
        display: 'grid',
        gridTemplateColumns: beside ? '280px minmax(0, 640px)' : 'minmax(0, 1fr)',
        gap: beside ? '0 40px' : '12px',
        padding: '20px 0 8px',
        borderBottom: `1px solid ${token.colorBorderSecondary}`,
      }}
    >
      <div>
        <Typography.Title level={2} style={{ fontSize: 16, margin: '0 0 4px' }}>
          {title}
        </Typography.Title>
        {hint && (
          <Typography.Paragraph type="secondary" style={{ margin: 0, fontSize: 13, maxWidth: 820 }}>
            {hint}
          </Typography.Paragraph>
        )}
      </div>
      <div style={{ minWidth: 0 }}>{children}</div>
    </div>
  );
}
