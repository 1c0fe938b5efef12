import { Button, Tag, Typography } from 'antd';
import type { TargetLink } from '../../api/generated.ts';
import { Time } from '../../parts/format.tsx';
import { OpTag, useOpWord } from '../../parts/run/op-tag.tsx';
import type { Column } from '../../table/data-table.tsx';
import { useText } from '../../text/text.ts';
import { LinkStateTag } from './link-state.tsx';
import { targetText } from './target-text.ts';

/** What a row of the accounts at a target shows. */
export function useTargetColumns(open: (accountId: string) => void): Column<TargetLink>[] {
  const t = useText(targetText);
  const word = useOpWord();
  return [
    {
      key: 'account',
      title: t('account'),
      width: 190,
      value: ({ label }) => label,
      render: ({ accountId, label }) => (
        <Button type="link" size="small" style={{ padding: 0 }} onClick={() => open(accountId)}>
          {label}
        </Button>
      ),
    },
    {
      key: 'state',
      title: t('state'),
      width: 150,
      value: ({ state }) => t(state),
      render: ({ state }) => <LinkStateTag state={state} />,
    },
    {
      key: 'answer',
      title: t('answer'),
      width: 400,
      value: ({ error }) => error?.message,
      render: ({ error }) => error && <Answer error={error} />,
    },
    { key: 'remoteName', title: t('remoteName'), width: 190, value: ({ remoteName }) => remoteName },
    {
      key: 'remoteId',
      title: t('remoteId'),
      width: 200,
      value: ({ remoteId }) => remoteId,
      render: ({ remoteId }) => (remoteId ? <span className="mono">{remoteId}</span> : '–'),
    },
    {
      key: 'op',
      title: t('operation'),
      width: 120,
      hidden: true,
      value: ({ op }) => word(op),
      render: ({ op }) => <OpTag op={op} />,
    },
    {
      key: 'acknowledgedAt',
      title: t('acknowledgedAt'),
      width: 180,
      value: ({ acknowledgedAt }) => acknowledgedAt,
      render: ({ acknowledgedAt }) => <Time at={acknowledgedAt} />,
    },
    {
      key: 'attempts',
      title: t('attempts'),
      width: 100,
      align: 'right',
      hidden: true,
      value: (row) => row.attempts,
    },
    {
      key: 'next',
      title: t('nextAttempt'),
      width: 180,
      hidden: true,
      value: ({ nextAttemptAt }) => nextAttemptAt,
      render: ({ nextAttemptAt }) => (nextAttemptAt ? <Time at={nextAttemptAt} /> : '–'),
    },
  ];
}

function Answer({ error }: { error: NonNullable<TargetLink['error']> }) {
  return (
    <span title={`${error.message} ${error.remedy}`}>
      {error.status !== null && (
        <Tag variant="filled" color="error">
          {[error.status, error.scimType].filter(Boolean).join(' ')}
        </Tag>
      )}
      <Typography.Text>{error.message}</Typography.Text>
    </span>
  );
}
