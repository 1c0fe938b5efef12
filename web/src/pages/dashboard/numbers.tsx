/** The numbers at the top: each is a link to the list it counts. */
import { Link } from '@tanstack/react-router';
import { Card, theme } from 'antd';
import type { Dashboard } from '../../api/generated.ts';
import { useNumber } from '../../parts/format.tsx';
import { useText } from '../../text/text.ts';
import { dashboardText } from './dashboard-text.ts';

const ACCOUNTS = [
  ['accounts', 'total', undefined],
  ['enabled', 'enabled', 'enabled'],
  ['disabled', 'disabled', 'disabled'],
  ['locked', 'locked', 'locked'],
  ['expired', 'expired', 'expired'],
] as const;

export function Numbers({ instance, dashboard }: { instance: string; dashboard: Dashboard }) {
  const t = useText(dashboardText);
  const params = { instance };
  return (
    <Card styles={{ body: { padding: 0 } }}>
      <ul
        aria-label={t('numbers')}
        style={{
          display: 'grid',
          gridTemplateColumns: 'repeat(auto-fit, minmax(108px, 1fr))',
          listStyle: 'none',
          margin: 0,
          padding: '6px 0',
        }}
      >
        {ACCOUNTS.map(([word, count, status]) => (
          <li key={word}>
            <Link to="/i/$instance/accounts" params={params} search={status ? { status } : {}}>
              <Figure name={t(word)} value={dashboard.accounts[count]} />
            </Link>
          </li>
        ))}
        <li>
          <Link to="/i/$instance/accounts" params={params}>
            <Figure name={t('orgs')} value={dashboard.orgs} />
          </Link>
        </li>
        <li>
          <Link to="/i/$instance/groups" params={params}>
            <Figure name={t('groups')} value={dashboard.groups} />
          </Link>
        </li>
      </ul>
    </Card>
  );
}

function Figure({ name, value }: { name: string; value: number }) {
  const { token } = theme.useToken();
  const number = useNumber();
  return (
    <span style={{ display: 'block', padding: '8px 18px' }}>
      <span style={{ display: 'block', color: token.colorTextSecondary, fontSize: 13 }}>{name}</span>
      <span style={{ fontSize: 22, fontWeight: 600, lineHeight: 1.3, color: token.colorText }}>
        {number(value)}
      </span>
    </span>
  );
}
