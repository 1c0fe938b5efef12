import { ApartmentOutlined, PlusOutlined, UploadOutlined } from '@ant-design/icons';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Button, Drawer, Flex, Grid, theme } from 'antd';
import { useMemo, useState } from 'react';
import { api } from '../../api/client.ts';
import type { Account } from '../../api/generated.ts';
import { useInstanceId } from '../../app/instance.tsx';
import { useMay } from '../../app/session.tsx';
import { useFilters } from '../../app/use-search.ts';
import { LinkButton } from '../../parts/link-button.tsx';
import { Page } from '../../parts/page.tsx';
import { EmptyState } from '../../parts/states.tsx';
import { type Column, DataTable } from '../../table/data-table.tsx';
import { useList } from '../../table/list-query.ts';
import { common } from '../../text/common.ts';
import { useLanguage, useText } from '../../text/text.ts';
import { accountsText } from './accounts-text.ts';
import { accountColumns, exportColumns } from './list/account-columns.tsx';
import { AccountFilters } from './list/account-filters.tsx';
import { BulkBar } from './list/bulk-bar.tsx';
import { CreateAccount } from './list/create-account.tsx';
import { type AccountFilter, filterOf, queryText } from './model/list-filter.ts';
import { shortPath } from './model/org-tree.ts';
import { keys, useCustomFields, useOrgs, useSourceName } from './model/queries.ts';
import { OrgPanel } from './orgs/org-panel.tsx';

/** Rows read at once: enough for a screen and the next. */
const PAGE = 200;

export function Accounts() {
  const t = useText(accountsText);
  const may = useMay();
  const instance = useInstanceId();
  const wide = Grid.useBreakpoint().xl !== false;
  const [search, setSearch] = useFilters();
  const [treeOpen, setTreeOpen] = useState(false);
  const [creating, setCreating] = useState(false);
  const { token } = theme.useToken();
  const { tree } = useOrgs();
  const filter = filterOf(search);
  const org = tree?.byId.get(filter.org ?? '');
  const selectOrg = (id: string | undefined) => {
    setTreeOpen(false);
    setSearch({ org: id ?? (filter.subtree === 'false' ? tree?.root.id : undefined) });
  };
  const setBelow = (below: boolean, root: string) => {
    // All of the root is everybody, which needs no filter.
    if (below) setSearch({ subtree: undefined, ...(filter.org === root ? { org: undefined } : {}) });
    else setSearch({ subtree: 'false', org: filter.org ?? root });
  };
  const panel = (
    <OrgPanel
      selected={filter.org}
      onSelect={selectOrg}
      below={filter.subtree !== 'false'}
      onBelow={setBelow}
    />
  );
  return (
    <Page
      wide
      title={org && org.id !== tree?.root.id ? org.name : t('allAccounts')}
      description={org && tree ? shortPath(tree, org.id) : t('pageHint')}
      actions={
        <>
          {!wide && (
            <Button icon={<ApartmentOutlined />} onClick={() => setTreeOpen(true)}>
              {t('showOrganizations')}
            </Button>
          )}
          {may.operate && (
            <>
              <LinkButton to="/i/$instance/accounts/import" params={{ instance }} icon={<UploadOutlined />}>
                {t('importAccounts')}
              </LinkButton>
              <Button type="primary" icon={<PlusOutlined />} onClick={() => setCreating(true)}>
                {t('createAccount')}
              </Button>
            </>
          )}
        </>
      }
    >
      <Flex gap={20} align="start">
        {wide ? (
          <aside
            style={{
              flex: '0 0 256px',
              width: 256,
              paddingInlineEnd: 16,
              borderInlineEnd: `1px solid ${token.colorBorderSecondary}`,
            }}
          >
            {panel}
          </aside>
        ) : (
          <Drawer
            open={treeOpen}
            placement="left"
            size={320}
            title={t('showOrganizations')}
            onClose={() => setTreeOpen(false)}
          >
            {panel}
          </Drawer>
        )}
        <div style={{ flex: 1, minWidth: 0 }}>
          <AccountTable filter={filter} onCreate={() => setCreating(true)} />
        </div>
      </Flex>
      {creating && <CreateAccount orgId={filter.org ?? tree?.root.id} onClose={() => setCreating(false)} />}
    </Page>
  );
}

function AccountTable({ filter, onCreate }: { filter: AccountFilter; onCreate: () => void }) {
  const t = useText(accountsText);
  const instance = useInstanceId();
  const may = useMay();
  const navigate = useNavigate();
  const language = useLanguage();
  const columns = useColumns();
  const [selected, setSelected] = useState<string[]>([]);
  const query = useList([...keys.accounts(instance), 'list', filter], (cursor) =>
    api.accounts.listAccounts(instance, { ...filter, limit: PAGE, ...(cursor ? { cursor } : {}) }),
  );
  const total = useQuery({
    queryKey: [...keys.accounts(instance), 'count', filter],
    queryFn: () => api.accountCount.countAccounts(instance, { ...filter }),
    placeholderData: keepPreviousData,
  });
  const exportShown = (shown: Column<Account>[]) => {
    const text = queryText({ ...filter, columns: exportColumns(shown), labels: language });
    const href = `/api/v1/instances/${encodeURIComponent(instance)}/account-export?${text}`;
    Object.assign(document.createElement('a'), { href, download: '' }).click();
  };
  return (
    <>
      {may.operate && <BulkBar ids={selected} onSelect={setSelected} />}
      <DataTable<Account>
        id="accounts"
        label={t('tableLabel')}
        columns={columns}
        rowKey={({ id }) => id}
        query={query}
        total={total.data?.count}
        toolbar={<AccountFilters />}
        onExport={exportShown}
        onOpen={({ id }) =>
          void navigate({ to: '/i/$instance/accounts/$account', params: { instance, account: id } })
        }
        empty={<NoAccounts filtered={Object.keys(filter).length > 0} onCreate={onCreate} />}
        {...(may.operate ? { selection: { keys: selected, onChange: setSelected } } : {})}
      />
    </>
  );
}

function useColumns(): Column<Account>[] {
  const t = useText(accountsText);
  const words = useText(common);
  const instance = useInstanceId();
  const { tree } = useOrgs();
  const sourceName = useSourceName();
  const custom = useCustomFields().data?.items;
  return useMemo(
    () =>
      accountColumns({
        t,
        instance,
        custom: custom ?? [],
        sourceName,
        yesNo: (value) => words(value ? 'yes' : 'no'),
        orgPath: (id) => (tree ? (shortPath(tree, id) ?? id) : ''),
      }),
    [t, words, instance, custom, sourceName, tree],
  );
}

function NoAccounts({ filtered, onCreate }: { filtered: boolean; onCreate: () => void }) {
  const t = useText(accountsText);
  const may = useMay();
  const instance = useInstanceId();
  if (filtered) return <EmptyState title={t('nothingFits')} hint={t('nothingFitsHint')} />;
  return (
    <EmptyState
      title={t('noAccounts')}
      hint={t('noAccountsHint')}
      action={
        may.operate && (
          <Flex gap={8} justify="center" wrap>
            {may.admin && (
              <LinkButton color="primary" variant="solid" to="/i/$instance/sources/new" params={{ instance }}>
                {t('connectSource')}
              </LinkButton>
            )}
            <LinkButton to="/i/$instance/accounts/import" params={{ instance }}>
              {t('importAccounts')}
            </LinkButton>
            <Button onClick={onCreate}>{t('createAccount')}</Button>
          </Flex>
        )
      }
    />
  );
}
