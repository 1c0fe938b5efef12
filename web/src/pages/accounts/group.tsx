import { useNavigate, useParams } from '@tanstack/react-router';
import { Button, Flex, Typography } from 'antd';
import { useState } from 'react';
import type { Group } from '../../api/generated.ts';
import { ApiProblem } from '../../api/problem.ts';
import { useInstanceId } from '../../app/instance.tsx';
import { useMay } from '../../app/session.tsx';
import { LinkButton } from '../../parts/link-button.tsx';
import { Page } from '../../parts/page.tsx';
import { ProblemAlert } from '../../parts/problem.tsx';
import { Loading } from '../../parts/states.tsx';
import { common } from '../../text/common.ts';
import { useText } from '../../text/text.ts';
import { directoryText } from './directory-text.ts';
import { AddMembers } from './group/add-members.tsx';
import { DeleteGroup } from './group/delete-group.tsx';
import { GroupForm } from './group/group-form.tsx';
import { MemberTable } from './group/member-table.tsx';
import { useGroup, useSourceName } from './model/queries.ts';
import { Section } from './parts/section.tsx';

type Asking = 'edit' | 'delete' | 'add';

export function GroupPage() {
  const t = useText(directoryText);
  const instance = useInstanceId();
  const id = useParams({ strict: false }).group ?? '';
  const { data: group, error, refetch } = useGroup(id);
  const above = [{ label: t('groups'), to: `/i/${instance}/groups` }];
  if (error && !group)
    return (
      <Page title={id} above={above}>
        <ProblemAlert error={error} onRetry={() => void refetch()} />
        {error instanceof ApiProblem && error.problem.status === 404 && (
          <LinkButton to="/i/$instance/recycle-bin" params={{ instance }} style={{ marginTop: 12 }}>
            {t('groupGone')}
          </LinkButton>
        )}
      </Page>
    );
  if (!group)
    return (
      <Page title={'\u00a0'} above={above}>
        <Loading />
      </Page>
    );
  return <LoadedGroup group={group} above={above} />;
}

function LoadedGroup({ group, above }: { group: Group; above: { label: string; to: string }[] }) {
  const t = useText(directoryText);
  const words = useText(common);
  const instance = useInstanceId();
  const may = useMay();
  const navigate = useNavigate();
  const [asking, setAsking] = useState<Asking>();
  const close = () => setAsking(undefined);
  const addButton = may.operate && (
    <Button type="primary" onClick={() => setAsking('add')}>
      {t('addMembers')}
    </Button>
  );
  return (
    <Page
      title={<span style={{ overflowWrap: 'anywhere' }}>{group.name}</span>}
      tabTitle={group.name}
      description={<Facts group={group} />}
      above={above}
      actions={
        may.operate && (
          <>
            <Button onClick={() => setAsking('edit')}>{words('edit')}</Button>
            <Button danger onClick={() => setAsking('delete')}>
              {words('delete')}
            </Button>
          </>
        )
      }
    >
      <Section
        title={t('members')}
        actions={
          <>
            <LinkButton to="/i/$instance/accounts" params={{ instance }} search={{ group: group.id }}>
              {t('showInAccounts')}
            </LinkButton>
            {addButton}
          </>
        }
      >
        <MemberTable groupId={group.id} addButton={addButton} />
      </Section>
      {asking === 'edit' && <GroupForm group={group} onClose={close} onSaved={close} />}
      {asking === 'add' && <AddMembers groupId={group.id} onClose={close} />}
      {asking === 'delete' && (
        <DeleteGroup
          group={group}
          onClose={close}
          onDeleted={() => void navigate({ to: '/i/$instance/groups', params: { instance } })}
        />
      )}
    </Page>
  );
}

function Facts({ group }: { group: Group }) {
  const t = useText(directoryText);
  const sourceName = useSourceName();
  return (
    <>
      {group.description}
      <Flex component="span" gap={16} wrap>
        <span>
          {t('source')}: {group.sourceId === null ? t('byHand') : sourceName(group.sourceId)}
        </span>
        <span>
          {t('idLabel')}{' '}
          <Typography.Text type="secondary" className="mono" copyable style={{ overflowWrap: 'anywhere' }}>
            {group.id}
          </Typography.Text>
        </span>
      </Flex>
    </>
  );
}
