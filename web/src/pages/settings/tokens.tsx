import { PlusOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Button, Typography } from 'antd';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import type { Token, TokenCreated } from '../../api/generated.ts';
import { useMay } from '../../app/session.tsx';
import { ConfirmByName } from '../../parts/confirm.tsx';
import { Time } from '../../parts/format.tsx';
import { Page } from '../../parts/page.tsx';
import { ShownOnce } from '../../parts/shown-once.tsx';
import { EmptyState, StateTag } from '../../parts/states.tsx';
import { type Column, DataTable, RowMenu } from '../../table/data-table.tsx';
import { useList } from '../../table/list-query.ts';
import { common } from '../../text/common.ts';
import { useText } from '../../text/text.ts';
import { CreateToken, TOKENS } from './create-token.tsx';
import { RoleTag, useRoleName } from './roles.tsx';
import { settingsText } from './settings-text.ts';

export function Tokens() {
  const t = useText(settingsText);
  const tc = useText(common);
  const may = useMay();
  const [creating, setCreating] = useState(false);
  const [made, setMade] = useState<TokenCreated>();
  const [removing, setRemoving] = useState<Token>();
  const query = useList(TOKENS, () => api.tokens.listTokens());
  const columns = useColumns(setRemoving);
  if (!may.admin)
    return (
      <Page title={tc('apiTokens')}>
        <EmptyState title={t('adminNeeded')} />
      </Page>
    );
  const create = (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setCreating(true)}>
      {t('createToken')}
    </Button>
  );
  return (
    <Page title={tc('apiTokens')} description={t('tokensHint')} actions={create}>
      <DataTable
        id="tokens"
        label={tc('apiTokens')}
        columns={columns}
        rowKey={({ id }) => id}
        query={query}
        short
        empty={<EmptyState title={t('noTokens')} hint={t('noTokensHint')} action={create} />}
      />
      {creating && <CreateToken onMade={setMade} onClose={() => setCreating(false)} />}
      {removing && <RemoveToken token={removing} onClose={() => setRemoving(undefined)} />}
      {made && (
        <ShownOnce
          title={t('tokenMade', { name: made.name })}
          file="muster-token"
          values={[{ label: t('token'), value: made.token }]}
          onClose={() => setMade(undefined)}
        >
          {t('tokenUse')}
          <Typography.Text code style={{ display: 'block', overflowWrap: 'anywhere' }}>
            {t('tokenHeader', { token: `${made.token.slice(0, 12)}…` })}
          </Typography.Text>
        </ShownOnce>
      )}
    </Page>
  );
}

function RemoveToken({ token, onClose }: { token: Token; onClose: () => void }) {
  const t = useText(settingsText);
  const tc = useText(common);
  const queries = useQueryClient();
  const { id, name } = token;
  const remove = async () => {
    await api.tokens.deleteToken(id);
    await queries.invalidateQueries({ queryKey: [...TOKENS] });
  };
  return (
    <ConfirmByName
      open
      title={t('removeToken', { name })}
      name={name}
      action={tc('remove')}
      onConfirm={remove}
      onClose={onClose}
    >
      {t('removeTokenHint')}
    </ConfirmByName>
  );
}

const SOON_MS = 30 * 86_400_000;

/** Whether a token still works, and for how much longer. */
function validityOf({ expiresAt }: Token): 'valid' | 'endsSoon' | 'expired' {
  if (expiresAt === null) return 'valid';
  const left = Date.parse(expiresAt) - Date.now();
  return left <= 0 ? 'expired' : left < SOON_MS ? 'endsSoon' : 'valid';
}

const VALIDITY_TONES = { valid: 'good', endsSoon: 'warn', expired: 'off' } as const;

function useColumns(remove: (token: Token) => void): Column<Token>[] {
  const t = useText(settingsText);
  const tc = useText(common);
  const roleName = useRoleName();
  return [
    { key: 'name', title: t('tokenName'), width: 200, value: ({ name }) => name },
    {
      key: 'role',
      title: t('role'),
      width: 130,
      value: ({ role }) => roleName(role),
      render: ({ role }) => <RoleTag role={role} />,
    },
    {
      key: 'instanceId',
      title: t('limitedTo'),
      width: 160,
      value: ({ instanceId }) => instanceId ?? t('allInstances'),
    },
    {
      key: 'state',
      title: tc('status'),
      width: 130,
      value: (token) => t(validityOf(token)),
      render: (token) => {
        const validity = validityOf(token);
        return <StateTag tone={VALIDITY_TONES[validity]}>{t(validity)}</StateTag>;
      },
    },
    {
      key: 'expiresAt',
      title: t('expires'),
      width: 170,
      value: ({ expiresAt }) => expiresAt,
      render: ({ expiresAt }) => (expiresAt ? <Time at={expiresAt} /> : t('neverExpires')),
    },
    {
      key: 'lastUsedAt',
      title: t('lastUsed'),
      width: 150,
      value: ({ lastUsedAt }) => lastUsedAt,
      render: ({ lastUsedAt }) => <Time at={lastUsedAt} relative />,
    },
    { key: 'createdBy', title: t('createdBy'), width: 150, value: ({ createdBy }) => createdBy },
    {
      key: 'createdAt',
      title: tc('createdAt'),
      width: 170,
      hidden: true,
      value: ({ createdAt }) => createdAt,
      render: ({ createdAt }) => <Time at={createdAt} />,
    },
    {
      key: 'actions',
      title: '',
      width: 64,
      value: () => '',
      render: (token) => (
        <RowMenu
          items={[{ key: 'remove', label: tc('remove'), danger: true, onClick: () => remove(token) }]}
        />
      ),
    },
  ];
}
