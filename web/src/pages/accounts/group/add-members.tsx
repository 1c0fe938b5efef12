import { Modal } from 'antd';
import { useState } from 'react';
import { api } from '../../../api/client.ts';
import { useInstanceId } from '../../../app/instance.tsx';
import { useAction } from '../../../parts/action.ts';
import { ProblemAlert } from '../../../parts/problem.tsx';
import { common } from '../../../text/common.ts';
import { useText } from '../../../text/text.ts';
import { directoryText } from '../directory-text.ts';
import { accountKeys } from '../model/queries.ts';
import { AccountsPicker } from '../parts/pickers.tsx';

export function AddMembers({ groupId, onClose }: { groupId: string; onClose: () => void }) {
  const t = useText(directoryText);
  const words = useText(common);
  const instance = useInstanceId();
  const [people, setPeople] = useState<{ value: string; label: string }[]>([]);
  const add = useAction(
    (accountIds: string[]) => api.groups.addGroupMembers(instance, groupId, { accountIds }),
    {
      touches: accountKeys(instance),
      tell: false,
      done: ({ added }) => t('membersAdded', { count: added }),
      onDone: onClose,
    },
  );
  return (
    <Modal
      open
      title={t('addMembers')}
      okText={words('add')}
      cancelText={words('cancel')}
      okButtonProps={{ loading: add.isPending, disabled: people.length === 0 }}
      onOk={() => add.mutate(people.map(({ value }) => value))}
      onCancel={onClose}
    >
      <AccountsPicker label={t('people')} value={people} onChange={setPeople} />
      {add.error && (
        <div style={{ marginTop: 12 }}>
          <ProblemAlert error={add.error} />
        </div>
      )}
    </Modal>
  );
}
