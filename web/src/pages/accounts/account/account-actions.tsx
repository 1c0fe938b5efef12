import { useNavigate } from '@tanstack/react-router';
import { Alert, App, Button, Checkbox, Dropdown, Modal, Typography } from 'antd';
import { useState } from 'react';
import { api } from '../../../api/client.ts';
import type { Account } from '../../../api/generated.ts';
import { useInstanceId } from '../../../app/instance.tsx';
import { useAction } from '../../../parts/action.ts';
import { ConfirmByName } from '../../../parts/confirm.tsx';
import { ProblemAlert } from '../../../parts/problem.tsx';
import { common } from '../../../text/common.ts';
import { useText } from '../../../text/text.ts';
import { accountText } from '../account-text.ts';
import { accountsText } from '../accounts-text.ts';
import { stateOf } from '../model/account-fields.ts';
import { accountKeys } from '../model/queries.ts';
import { OrgPicker } from '../parts/pickers.tsx';

/** What can be done with the account as a whole. */
export function AccountActions({ account }: { account: Account }) {
  const t = useText(accountText);
  const actions = useText(accountsText);
  const words = useText(common);
  const { modal } = App.useApp();
  const instance = useInstanceId();
  const [asking, setAsking] = useState<'move' | 'delete'>();
  const change = useAction(
    (verb: 'enable' | 'disable' | 'lock' | 'unlock') => api.accounts[`${verb}Account`](instance, account.id),
    { touches: accountKeys(instance), done: words('done') },
  );
  const name = account.displayName ?? account.username;
  const confirmed = async (verb: 'disable' | 'lock') => {
    const title = t(`${verb}Title`, { name });
    const sure = await modal.confirm({
      title,
      content: t(`${verb}Hint`),
      okText: actions(verb),
      cancelText: words('cancel'),
    });
    if (sure) change.mutate(verb);
  };
  const locked = account.lockedUntil !== null && Date.parse(account.lockedUntil) > Date.now();
  return (
    <>
      {stateOf(account) === 'disabled' ? (
        <Button type="primary" loading={change.isPending} onClick={() => change.mutate('enable')}>
          {actions('enable')}
        </Button>
      ) : (
        <Button loading={change.isPending} onClick={() => void confirmed('disable')}>
          {actions('disable')}
        </Button>
      )}
      <Button
        loading={change.isPending}
        onClick={() => (locked ? change.mutate('unlock') : void confirmed('lock'))}
      >
        {actions(locked ? 'unlock' : 'lock')}
      </Button>
      <Dropdown
        trigger={['click']}
        menu={{
          items: [
            { key: 'move', label: actions('move'), onClick: () => setAsking('move') },
            { key: 'delete', label: actions('delete'), danger: true, onClick: () => setAsking('delete') },
          ],
        }}
      >
        <Button>{words('more')}</Button>
      </Dropdown>
      {asking === 'move' && <MoveAccount account={account} onClose={() => setAsking(undefined)} />}
      {asking === 'delete' && <DeleteAccount account={account} onClose={() => setAsking(undefined)} />}
    </>
  );
}

export function MoveAccount({ account, onClose }: { account: Account; onClose: () => void }) {
  const t = useText(accountText);
  const words = useText(common);
  const instance = useInstanceId();
  const [orgId, setOrgId] = useState<string | undefined>(account.primaryOrgId);
  const move = useAction((to: string) => api.accounts.moveAccount(instance, account.id, { orgId: to }), {
    touches: accountKeys(instance),
    tell: false,
    done: t('moved'),
    onDone: onClose,
  });
  return (
    <Modal
      open
      title={t('moveTitle', { name: account.displayName ?? account.username })}
      okText={words('save')}
      cancelText={words('cancel')}
      okButtonProps={{ loading: move.isPending, disabled: !orgId || orgId === account.primaryOrgId }}
      onOk={() => orgId && move.mutate(orgId)}
      onCancel={onClose}
    >
      <Typography.Paragraph type="secondary">{t('moveHint')}</Typography.Paragraph>
      <OrgPicker label={t('primaryOrg')} value={orgId} onChange={setOrgId} />
      {move.error && (
        <div style={{ marginTop: 12 }}>
          <ProblemAlert error={move.error} />
        </div>
      )}
    </Modal>
  );
}

function DeleteAccount({ account, onClose }: { account: Account; onClose: () => void }) {
  const t = useText(accountText);
  const actions = useText(accountsText);
  const instance = useInstanceId();
  const navigate = useNavigate();
  const [force, setForce] = useState(false);
  const { username } = account;
  const remove = useAction(() => api.accounts.deleteAccount(instance, account.id, { force: String(force) }), {
    tell: false,
    done: t('deleted', { name: username }),
    touches: [
      ['accounts', instance],
      ['recycle-bin', instance],
    ],
    onDone: () => void navigate({ to: '/i/$instance/accounts', params: { instance } }),
  });
  return (
    <ConfirmByName
      open
      title={t('deleteTitle', { name: account.displayName ?? username })}
      name={username}
      action={actions('delete')}
      final={false}
      onConfirm={() => remove.mutateAsync(undefined)}
      onClose={onClose}
    >
      <Alert type="warning" showIcon title={t('deleteHint')} />
      <Checkbox checked={force} onChange={({ target }) => setForce(target.checked)} style={{ marginTop: 12 }}>
        {t('deleteForce')}
      </Checkbox>
    </ConfirmByName>
  );
}
