import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Flex, Modal, Table, Tooltip, Typography } from 'antd';
import { useState } from 'react';
import { api } from '../../../api/client.ts';
import type { Account, Group } from '../../../api/generated.ts';
import { useInstanceId } from '../../../app/instance.tsx';
import { useMay } from '../../../app/session.tsx';
import { useAction } from '../../../parts/action.ts';
import { ProblemAlert } from '../../../parts/problem.tsx';
import { EmptyState, Loading } from '../../../parts/states.tsx';
import { common } from '../../../text/common.ts';
import { useText } from '../../../text/text.ts';
import { accountText } from '../account-text.ts';
import { shortPath } from '../model/org-tree.ts';
import { accountKeys, keys, useOrgs, useSourceName } from '../model/queries.ts';
import { GroupPicker, OrgsPicker } from '../parts/pickers.tsx';
import { Section } from '../parts/section.tsx';
import { MoveAccount } from './account-actions.tsx';

export function MembershipsTab({ account }: { account: Account }) {
  return (
    <>
      <AccountOrgs account={account} />
      <AccountGroups account={account} />
    </>
  );
}

function AccountOrgs({ account }: { account: Account }) {
  const t = useText(accountText);
  const words = useText(common);
  const instance = useInstanceId();
  const { operate } = useMay();
  const [asking, setAsking] = useState<'move' | 'further'>();
  const orgs = useQuery({
    queryKey: [...keys.account(instance, account.id), 'orgs'],
    queryFn: () => api.accounts.getAccountOrgs(instance, account.id),
  });
  const further = orgs.data?.furtherOrgIds ?? [];
  return (
    <>
      <Section
        title={t('primaryOrg')}
        actions={operate && <Button onClick={() => setAsking('move')}>{words('edit')}</Button>}
      >
        <OrgLink id={account.primaryOrgId} />
      </Section>
      <Section
        title={t('furtherOrgs')}
        hint={t('furtherOrgsHint')}
        actions={
          operate && (
            <Button disabled={!orgs.data} onClick={() => setAsking('further')}>
              {words('edit')}
            </Button>
          )
        }
      >
        {orgs.error ? (
          <ProblemAlert error={orgs.error} onRetry={() => void orgs.refetch()} />
        ) : further.length === 0 ? (
          <Typography.Text type="secondary">{t('noFurtherOrgs')}</Typography.Text>
        ) : (
          further.map((id) => (
            <div key={id}>
              <OrgLink id={id} />
            </div>
          ))
        )}
      </Section>
      {asking === 'move' && <MoveAccount account={account} onClose={() => setAsking(undefined)} />}
      {asking === 'further' && (
        <FurtherOrgs account={account} chosen={further} onClose={() => setAsking(undefined)} />
      )}
    </>
  );
}

function OrgLink({ id }: { id: string }) {
  const instance = useInstanceId();
  const { tree } = useOrgs();
  return (
    <Link to="/i/$instance/accounts" params={{ instance }} search={{ org: id }}>
      {(tree && shortPath(tree, id)) ?? id}
    </Link>
  );
}

function FurtherOrgs({
  account,
  chosen,
  onClose,
}: {
  account: Account;
  chosen: string[];
  onClose: () => void;
}) {
  const t = useText(accountText);
  const words = useText(common);
  const instance = useInstanceId();
  const [ids, setIds] = useState(chosen);
  const save = useAction(
    (furtherOrgIds: string[]) => api.accounts.setAccountOrgs(instance, account.id, { furtherOrgIds }),
    { touches: accountKeys(instance), tell: false, done: words('saved'), onDone: onClose },
  );
  return (
    <Modal
      open
      title={t('editFurtherOrgs')}
      okText={words('save')}
      cancelText={words('cancel')}
      okButtonProps={{ loading: save.isPending }}
      onOk={() => save.mutate(ids)}
      onCancel={onClose}
    >
      <OrgsPicker label={t('furtherOrgs')} value={ids} onChange={setIds} barred={account.primaryOrgId} />
      {save.error && (
        <div style={{ marginTop: 12 }}>
          <ProblemAlert error={save.error} />
        </div>
      )}
    </Modal>
  );
}

interface Membership {
  group: Group;
  sourceId: string | null;
}

function AccountGroups({ account }: { account: Account }) {
  const t = useText(accountText);
  const words = useText(common);
  const instance = useInstanceId();
  const { operate } = useMay();
  const sourceName = useSourceName();
  const [adding, setAdding] = useState(false);
  const groups = useQuery({
    queryKey: [...keys.account(instance, account.id), 'groups'],
    queryFn: () => api.accounts.getAccountGroups(instance, account.id),
  });
  const leave = useAction(
    (groupId: string) => api.groups.removeGroupMembers(instance, groupId, { accountIds: [account.id] }),
    { touches: accountKeys(instance), done: t('removed') },
  );
  const addButton = operate && (
    <Button onClick={() => setAdding(true)} type={groups.data?.items.length === 0 ? 'primary' : 'default'}>
      {t('addToGroup')}
    </Button>
  );
  return (
    <Section title={t('groups')} actions={(groups.data?.items.length ?? 0) > 0 && addButton}>
      {groups.error ? (
        <ProblemAlert error={groups.error} onRetry={() => void groups.refetch()} />
      ) : !groups.data ? (
        <Loading />
      ) : groups.data.items.length === 0 ? (
        <EmptyState title={t('noGroups')} hint={t('noGroupsHint')} action={addButton} />
      ) : (
        <section aria-label={t('groupsLabel')}>
          <Table<Membership>
            size="middle"
            rowKey={({ group }) => group.id}
            pagination={false}
            dataSource={groups.data.items}
            scroll={{ x: 480 }}
            columns={[
              {
                key: 'group',
                title: t('group'),
                render: (_, { group }) => (
                  <Link to="/i/$instance/groups/$group" params={{ instance, group: group.id }}>
                    {group.name}
                  </Link>
                ),
              },
              {
                key: 'keptBy',
                title: t('keptBy'),
                render: (_, { sourceId }) => (sourceId === null ? t('byHand') : sourceName(sourceId)),
              },
              ...(operate
                ? [
                    {
                      key: 'actions',
                      title: words('actions'),
                      align: 'right' as const,
                      render: (_: unknown, { group, sourceId }: Membership) => (
                        <Tooltip title={sourceId === null ? undefined : t('keptBySource')}>
                          <Button
                            type="link"
                            size="small"
                            disabled={sourceId !== null || leave.isPending}
                            aria-label={`${words('remove')}: ${group.name}`}
                            onClick={() => leave.mutate(group.id)}
                          >
                            {words('remove')}
                          </Button>
                        </Tooltip>
                      ),
                    },
                  ]
                : []),
            ]}
          />
        </section>
      )}
      {adding && <JoinGroup account={account} onClose={() => setAdding(false)} />}
    </Section>
  );
}

function JoinGroup({ account, onClose }: { account: Account; onClose: () => void }) {
  const t = useText(accountText);
  const words = useText(common);
  const instance = useInstanceId();
  const [groupId, setGroupId] = useState<string>();
  const join = useAction(
    (id: string) => api.groups.addGroupMembers(instance, id, { accountIds: [account.id] }),
    { touches: accountKeys(instance), tell: false, done: t('added'), onDone: onClose },
  );
  return (
    <Modal
      open
      title={t('addToGroup')}
      okText={words('add')}
      cancelText={words('cancel')}
      okButtonProps={{ loading: join.isPending, disabled: groupId === undefined }}
      onOk={() => groupId !== undefined && join.mutate(groupId)}
      onCancel={onClose}
    >
      <Flex vertical gap={12}>
        <GroupPicker value={groupId} onChange={setGroupId} />
        {join.error && <ProblemAlert error={join.error} />}
      </Flex>
    </Modal>
  );
}
