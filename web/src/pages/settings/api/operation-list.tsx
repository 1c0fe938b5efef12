import { Link } from '@tanstack/react-router';
import { Flex, Tag, Typography, theme } from 'antd';
import { useText } from '../../../text/text.ts';
import { apiText } from './api-text.ts';
import type { Operation } from './openapi.ts';

const COLOURS: Record<string, string> = {
  GET: 'processing',
  POST: 'success',
  PUT: 'warning',
  PATCH: 'warning',
  DELETE: 'error',
};

export function MethodTag({ method }: { method: string }) {
  return (
    <Tag
      className="mono"
      variant="filled"
      style={{ width: 62, textAlign: 'center', marginInlineEnd: 0, flex: 'none' }}
      {...(COLOURS[method] ? { color: COLOURS[method] } : {})}
    >
      {method}
    </Tag>
  );
}

interface OperationListProps {
  byTag: ReadonlyMap<string, Operation[]>;
  /** Id of the call that is shown. */
  current: string | undefined;
  /** Kept in the links. */
  q: string | undefined;
}

/** The calls by tag, each a link to itself. */
export function OperationList({ byTag, current, q }: OperationListProps) {
  const t = useText(apiText);
  const { token } = theme.useToken();
  return (
    <nav aria-label={t('operations')}>
      {[...byTag].map(([tag, operations]) => (
        <section key={tag} style={{ marginBottom: 14 }}>
          <Typography.Title level={2} style={{ fontSize: 13, margin: '0 0 2px' }}>
            {tag}
          </Typography.Title>
          <ul style={{ listStyle: 'none', margin: 0, padding: 0 }}>
            {operations.map(({ id, method, path, summary }) => (
              <li key={id}>
                <Link
                  to="/api-docs"
                  search={{ op: id, ...(q ? { q } : {}) }}
                  aria-current={id === current ? 'true' : undefined}
                  title={summary}
                  style={{
                    display: 'block',
                    padding: '4px 6px',
                    borderRadius: token.borderRadius,
                    background: id === current ? token.controlItemBgActive : undefined,
                  }}
                >
                  <Flex gap={8} align="center">
                    <MethodTag method={method} />
                    <span className="mono" style={{ overflowWrap: 'anywhere', fontSize: 12 }}>
                      {shortPath(path)}
                    </span>
                  </Flex>
                </Link>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </nav>
  );
}

/** Most paths begin with the instance; the list is read by what comes after it. */
function shortPath(path: string): string {
  return path.replace(/^\/instances\/\{instance\}\//, '…/');
}
