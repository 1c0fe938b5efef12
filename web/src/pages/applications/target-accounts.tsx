/** The accounts of an application at its target: what it acknowledged, what it refused, what waits for a person. */
import { Alert, App, Button, Checkbox, Flex, Select } from 'antd';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import type { Application, LinkCounts, TargetLink } from '../../api/generated.ts';
import { useInstanceId } from '../../app/instance.tsx';
import { useMay } from '../../app/session.tsx';
import { useFilters } from '../../app/use-search.ts';
import { useAction } from '../../parts/action.ts';
import { useNumber } from '../../parts/format.tsx';
import { EmptyState } from '../../parts/states.tsx';
import { DataTable } from '../../table/data-table.tsx';
import { useList } from '../../table/list-query.ts';
import { common } from '../../text/common.ts';
import { useText } from '../../text/text.ts';
import { AccountFilter } from './account-filter.tsx';
import { applicationKey, useLinkCounts } from './application-queries.ts';
import { LINK_STATES, type LinkState } from './link-state.tsx';
import { ReleaseHeld } from './release-held.tsx';
import { TargetAccountDrawer } from './target-account-drawer.tsx';
import { useTargetColumns } from './target-columns.tsx';
import { targetText } from './target-text.ts';

export function TargetAccounts({ application }: { application: Application }) {
  const t = useText(targetText);
  const instance = useInstanceId();
  const [filters, setFilters] = useFilters();
  const [selected, setSelected] = useState<TargetLink[]>([]);
  const [releasing, setReleasing] = useState<{ links?: TargetLink[] }>();
  const { data: counts } = useLinkCounts(instance, application.id);
  const state = LINK_STATES.find((one) => one === filters.state);
  const failed = filters.failed === 'true';
  const account = filters.account;
  const query = useList<TargetLink>(
    applicationKey(instance, application.id, 'links', state ?? '', String(failed), account ?? ''),
    (cursor) =>
      api.applications.listTargetLinks(instance, application.id, {
        limit: 100,
        ...(cursor ? { cursor } : {}),
        ...(state ? { state } : {}),
        ...(failed ? { failed: 'true' } : {}),
        ...(account ? { account } : {}),
      }),
  );
  const isFiltered = state !== undefined || failed || account !== undefined;
  const held = counts?.held ?? 0;
  return (
    <>
      {held > 0 && (
        <HeldBanner
          count={held}
          onShow={() => setFilters({ state: 'held', failed: undefined, account: undefined })}
          onRelease={() => setReleasing({})}
        />
      )}
      <DataTable
        id="target-accounts"
        label={t('label')}
        columns={useTargetColumns((link) => setFilters({ link }))}
        rowKey={({ accountId }) => accountId}
        query={query}
        total={totalOf(counts, state, failed || account !== undefined)}
        selection={{
          keys: selected.map(({ accountId }) => accountId),
          onChange: (_, rows) => setSelected(rows.filter(Boolean)),
        }}
        onOpen={({ accountId }) => setFilters({ link: accountId })}
        toolbar={
          <>
            <StateFilter counts={counts} />
            <AccountFilter />
            <Checkbox
              checked={failed}
              onChange={({ target }) => setFilters({ failed: target.checked ? 'true' : undefined })}
            >
              {t('onlyFailed')}
            </Checkbox>
            <RetryButtons
              application={application}
              counts={counts}
              selected={selected}
              onDone={() => setSelected([])}
              onRelease={(links) => setReleasing({ links })}
            />
          </>
        }
        empty={<Nothing isFiltered={isFiltered} />}
      />
      {filters.link && (
        <TargetAccountDrawer
          application={application}
          account={filters.link}
          onRelease={(link) => setReleasing({ links: [link] })}
          onClose={() => setFilters({ link: undefined })}
        />
      )}
      {releasing && (
        <ReleaseHeld
          application={application}
          {...(releasing.links ? { links: releasing.links } : {})}
          total={held}
          onDone={() => setSelected([])}
          onClose={() => setReleasing(undefined)}
        />
      )}
    </>
  );
}

/** The counts know the states only. */
function totalOf(counts: LinkCounts | undefined, state: LinkState | undefined, other: boolean) {
  if (!counts || other) return undefined;
  return state ? counts[state] : Object.values(counts).reduce((sum, n) => (sum ?? 0) + (n ?? 0), 0);
}

interface HeldBannerProps {
  count: number;
  onShow: () => void;
  onRelease: () => void;
}

function HeldBanner({ count, onShow, onRelease }: HeldBannerProps) {
  const t = useText(targetText);
  const may = useMay();
  return (
    <Alert
      type="warning"
      showIcon
      style={{ marginBottom: 12 }}
      title={t('heldBanner', { count })}
      description={t('heldBannerHint')}
      action={
        <Flex gap={8} wrap>
          <Button size="small" onClick={onShow}>
            {t('showHeld')}
          </Button>
          <Button size="small" danger disabled={!may.operate} onClick={onRelease}>
            {t('release')}
          </Button>
        </Flex>
      }
    />
  );
}

function StateFilter({ counts }: { counts: LinkCounts | undefined }) {
  const t = useText(targetText);
  const number = useNumber();
  const [{ state }, setFilters] = useFilters();
  const label = (one: LinkState) => `${t(one)}${counts ? ` (${number(counts[one] ?? 0)})` : ''}`;
  return (
    <Select
      value={LINK_STATES.find((one) => one === state) ?? ''}
      aria-label={t('filterState')}
      popupMatchSelectWidth={false}
      style={{ minWidth: 140 }}
      onChange={(value) => setFilters({ state: value })}
      options={[
        { value: '', label: t('allStates') },
        ...LINK_STATES.map((one) => ({ value: one, label: label(one) })),
      ]}
    />
  );
}

interface RetryButtonsProps {
  application: Application;
  counts: LinkCounts | undefined;
  selected: TargetLink[];
  onDone: () => void;
  onRelease: (links: TargetLink[]) => void;
}

function RetryButtons({ application, counts, selected, onDone, onRelease }: RetryButtonsProps) {
  const t = useText(targetText);
  const may = useMay();
  const retry = useRetry(application, onDone);
  const held = selected.filter(({ state }) => state === 'held');
  const failed = (counts?.parked ?? 0) + (counts?.conflict ?? 0);
  return (
    <>
      {selected.length > 0 ? (
        <Button
          disabled={!may.operate}
          loading={retry.isPending}
          onClick={() => retry.mutate(selected.map(({ accountId }) => accountId))}
        >
          {t('retrySelected')}
        </Button>
      ) : (
        failed > 0 && (
          <Button disabled={!may.operate} loading={retry.isPending} onClick={() => retry.mutate(undefined)}>
            {t('retryAll')}
          </Button>
        )
      )}
      {held.length > 0 && (
        <Button danger disabled={!may.operate} onClick={() => onRelease(held)}>
          {t('releaseSelected')}
        </Button>
      )}
    </>
  );
}

/** Tries accounts again, all that were refused without a list. */
export function useRetry(application: Application, onDone: () => void = () => undefined) {
  const t = useText(targetText);
  const instance = useInstanceId();
  const { message } = App.useApp();
  return useAction(
    (accountIds: string[] | undefined) =>
      api.applications.retryTargetLinks(instance, application.id, accountIds ? { accountIds } : {}),
    {
      touches: [applicationKey(instance, application.id)],
      onDone: ({ count }) => {
        if (count > 0) message.success(t('retried', { count }));
        else message.info(t('nothingRetried'));
        onDone();
      },
    },
  );
}

function Nothing({ isFiltered }: { isFiltered: boolean }) {
  const t = useText(targetText);
  const tc = useText(common);
  const [, setFilters] = useFilters();
  if (isFiltered)
    return (
      <EmptyState
        title={tc('nothingFound')}
        action={
          <Button onClick={() => setFilters({ state: undefined, failed: undefined, account: undefined })}>
            {tc('reset')}
          </Button>
        }
      />
    );
  return (
    <EmptyState
      title={t('empty')}
      hint={t('emptyHint')}
      action={<Button onClick={() => setFilters({ tab: undefined })}>{t('toProvisioning')}</Button>}
    />
  );
}
