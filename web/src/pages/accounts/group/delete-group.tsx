import { useQuery } from '@tanstack/react-query';
import { Alert, Checkbox, Skeleton } from 'antd';
import { useState } from 'react';
import { api } from '../../../api/client.ts';
import type { Group } from '../../../api/generated.ts';
import { useInstanceId } from '../../../app/instance.tsx';
import { useAction } from '../../../parts/action.ts';
import { ConfirmByName } from '../../../parts/confirm.tsx';
import { ProblemAlert } from '../../../parts/problem.tsx';
import { common } from '../../../text/common.ts';
import { useText } from '../../../text/text.ts';
import { directoryText } from '../directory-text.ts';
import { keys } from '../model/queries.ts';

/** How many people are in a group. */
export function useMemberCount(groupId: string) {
  const instance = useInstanceId();
  return useQuery({
    queryKey: [...keys.group(instance, groupId), 'count'],
    queryFn: () => api.accountCount.countAccounts(instance, { group: groupId }),
  });
}

interface DeleteGroupProps {
  group: Group;
  onClose: () => void;
  onDeleted?: () => void;
}

export function DeleteGroup({ group, onClose, onDeleted }: DeleteGroupProps) {
  const t = useText(directoryText);
  const words = useText(common);
  const instance = useInstanceId();
  const [force, setForce] = useState(false);
  const people = useMemberCount(group.id);
  const remove = useAction(() => api.groups.deleteGroup(instance, group.id, { force: String(force) }), {
    tell: false,
    done: t('groupDeleted', { name: group.name }),
    touches: [keys.groups(instance), keys.bin(instance), ['account', instance]],
    onDone: () => onDeleted?.(),
  });
  return (
    <ConfirmByName
      open
      title={t('deleteGroup', { name: group.name })}
      name={group.name}
      action={words('delete')}
      final={false}
      onConfirm={() => remove.mutateAsync(undefined)}
      onClose={onClose}
    >
      {people.error ? (
        <ProblemAlert error={people.error} />
      ) : people.data ? (
        <Alert type="warning" showIcon title={t('deleteGroupHint', { count: people.data.count })} />
      ) : (
        <Skeleton active title={false} paragraph={{ rows: 2 }} />
      )}
      <Checkbox checked={force} onChange={({ target }) => setForce(target.checked)} style={{ marginTop: 12 }}>
        {t('deleteForce')}
      </Checkbox>
    </ConfirmByName>
  );
}
