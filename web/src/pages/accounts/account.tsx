import { useParams } from '@tanstack/react-router';
import { Flex, Typography } from 'antd';
import type { Account } from '../../api/generated.ts';
import { ApiProblem } from '../../api/problem.ts';
import { useInstanceId } from '../../app/instance.tsx';
import { useMay } from '../../app/session.tsx';
import { useFilters } from '../../app/use-search.ts';
import { LinkButton } from '../../parts/link-button.tsx';
import { Page } from '../../parts/page.tsx';
import { PageTabs } from '../../parts/page-tabs.tsx';
import { ProblemAlert } from '../../parts/problem.tsx';
import { Loading } from '../../parts/states.tsx';
import { useText } from '../../text/text.ts';
import { AccountActions } from './account/account-actions.tsx';
import { FieldsTab } from './account/fields-tab.tsx';
import { HistoryTab, useHistory } from './account/history-tab.tsx';
import { LogonTab } from './account/logon-tab.tsx';
import { MembershipsTab } from './account/memberships-tab.tsx';
import { TargetsTab } from './account/targets-tab.tsx';
import { accountText } from './account-text.ts';
import { shortPath } from './model/org-tree.ts';
import { useAccount, useOrgs } from './model/queries.ts';
import { AccountStateTag } from './parts/account-state.tsx';
import { Section } from './parts/section.tsx';

export function AccountPage() {
  const t = useText(accountText);
  const instance = useInstanceId();
  const { operate } = useMay();
  const id = useParams({ strict: false }).account ?? '';
  const { data: account, error, refetch } = useAccount(id);
  const above = [{ label: t('accounts'), to: `/i/${instance}/accounts` }];
  if (error && !account)
    return (
      <Page title={id} above={above}>
        <ProblemAlert error={error} onRetry={() => void refetch()} />
        {error instanceof ApiProblem && error.problem.status === 404 && <Gone id={id} />}
      </Page>
    );
  if (!account)
    return (
      <Page title={'\u00a0'} above={above}>
        <Loading />
      </Page>
    );
  const name = account.displayName ?? account.username;
  return (
    <Page
      title={
        <Flex gap={10} align="center" wrap>
          <span style={{ overflowWrap: 'anywhere' }}>{name}</span>
          <AccountStateTag account={account} />
        </Flex>
      }
      tabTitle={name}
      description={<Facts account={account} />}
      above={above}
      actions={operate && <AccountActions account={account} />}
    >
      <AccountTabs account={account} />
    </Page>
  );
}

/** What is left of an account that is not there any more: its history, and perhaps a place in the recycle bin. */
function Gone({ id }: { id: string }) {
  const t = useText(accountText);
  const instance = useInstanceId();
  const known = useHistory(id).data !== undefined;
  return (
    <>
      <LinkButton to="/i/$instance/recycle-bin" params={{ instance }} style={{ margin: '12px 0 24px' }}>
        {t('gone')}
      </LinkButton>
      {known && (
        <Section title={t('tabHistory')}>
          <HistoryTab accountId={id} />
        </Section>
      )}
    </>
  );
}

function Facts({ account }: { account: Account }) {
  const t = useText(accountText);
  const { tree } = useOrgs();
  return (
    <Flex component="span" gap={16} wrap>
      <span style={{ overflowWrap: 'anywhere' }}>{account.username}</span>
      <span>{(tree && shortPath(tree, account.primaryOrgId)) ?? ''}</span>
      <span>
        {t('idLabel')}{' '}
        <Typography.Text type="secondary" className="mono" copyable style={{ overflowWrap: 'anywhere' }}>
          {account.id}
        </Typography.Text>
      </span>
    </Flex>
  );
}

const TABS = ['fields', 'memberships', 'logon', 'targets', 'history'] as const;

function AccountTabs({ account }: { account: Account }) {
  const t = useText(accountText);
  const [search, setSearch] = useFilters();
  const active = TABS.find((tab) => tab === search.tab) ?? 'fields';
  return (
    <PageTabs
      activeKey={active}
      onChange={(tab) => setSearch({ tab: tab === 'fields' ? undefined : tab })}
      aria-label={t('tabsLabel')}
      destroyOnHidden
      items={[
        { key: 'fields', label: t('tabFields'), children: <FieldsTab account={account} /> },
        { key: 'memberships', label: t('tabMemberships'), children: <MembershipsTab account={account} /> },
        { key: 'logon', label: t('tabLogon'), children: <LogonTab account={account} /> },
        { key: 'targets', label: t('tabTargets'), children: <TargetsTab accountId={account.id} /> },
        { key: 'history', label: t('tabHistory'), children: <HistoryTab accountId={account.id} /> },
      ]}
    />
  );
}
