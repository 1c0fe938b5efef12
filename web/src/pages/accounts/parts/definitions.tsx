import { theme } from 'antd';
import type { CSSProperties, ReactNode } from 'react';
import '../accounts.css';

/** Names with their values, one under the other; a value left out takes its name along. */
export function Definitions({ items }: { items: [name: string, value: ReactNode][] }) {
  const { token } = theme.useToken();
  return (
    <dl className="definition-grid" style={{ '--quiet': token.colorTextSecondary } as CSSProperties}>
      {items
        .filter(([, value]) => value !== null && value !== undefined && value !== false)
        .flatMap(([name, value]) => [<dt key={`${name}-name`}>{name}</dt>, <dd key={name}>{value}</dd>])}
    </dl>
  );
}
