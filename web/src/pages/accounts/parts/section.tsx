import { Flex, Typography } from 'antd';
import type { ReactNode } from 'react';

/** A part of a page under its own heading. */
export function Section({
  title,
  hint,
  actions,
  children,
}: {
  title: string;
  hint?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section aria-label={title} style={{ marginBottom: 28 }}>
      <Flex justify="space-between" align="center" gap={8} wrap style={{ marginBottom: 10 }}>
        <div>
          <Typography.Title level={2} style={{ fontSize: 16, margin: 0 }}>
            {title}
          </Typography.Title>
          {hint && <Typography.Text type="secondary">{hint}</Typography.Text>}
        </div>
        {actions && (
          <Flex gap={8} wrap>
            {actions}
          </Flex>
        )}
      </Flex>
      {children}
    </section>
  );
}
