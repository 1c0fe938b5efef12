import { Link } from '@tanstack/react-router';
import { Breadcrumb, Flex, Typography } from 'antd';
import { type ReactNode, useEffect } from 'react';

interface PageProps {
  title: ReactNode;
  /** For the browser's tab, where `title` is no plain text. */
  tabTitle?: string;
  description?: ReactNode;
  /** Where this page hangs: shown as a way back. */
  above?: { label: string; to: string }[];
  actions?: ReactNode;
  /** Uses the whole width: pages with a tree or a wide table. */
  wide?: boolean;
  children: ReactNode;
}

/** The frame of every page: way back, heading, actions, content. */
export function Page({ title, tabTitle, description, above, actions, wide = false, children }: PageProps) {
  const tab = tabTitle ?? (typeof title === 'string' ? title : undefined);
  useEffect(() => {
    if (tab) document.title = `${tab} · Muster`;
  }, [tab]);
  return (
    <div className={wide ? 'page page-full' : 'page'}>
      {above && above.length > 0 && (
        <Breadcrumb
          style={{ marginBottom: 6 }}
          items={above.map(({ label, to }) => ({ title: <Link to={to}>{label}</Link> }))}
        />
      )}
      <Flex justify="space-between" align="start" gap={16} wrap style={{ marginBottom: 16 }}>
        <div style={{ minWidth: 0 }}>
          <Typography.Title level={1} style={{ fontSize: 22, margin: 0, lineHeight: 1.35 }}>
            {title}
          </Typography.Title>
          {description && (
            <Typography.Paragraph type="secondary" style={{ margin: '4px 0 0', maxWidth: 820 }}>
              {description}
            </Typography.Paragraph>
          )}
        </div>
        {actions && (
          <Flex gap={8} wrap>
            {actions}
          </Flex>
        )}
      </Flex>
      {children}
    </div>
  );
}
