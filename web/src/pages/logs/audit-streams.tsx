/** Where the audit log of an instance is sent to as it is written. */
import { useQuery } from '@tanstack/react-query';
import { App, Button, Flex, Typography } from 'antd';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import type { AuditStream } from '../../api/generated.ts';
import { useMay } from '../../app/session.tsx';
import { useAction } from '../../parts/action.ts';
import { ConfirmByName } from '../../parts/confirm.tsx';
import { EmptyState, StateTag } from '../../parts/states.tsx';
import { type Column, DataTable } from '../../table/data-table.tsx';
import { useList } from '../../table/list-query.ts';
import { common } from '../../text/common.ts';
import { useText } from '../../text/text.ts';
import { AuditStreamDialog } from './audit-stream-dialog.tsx';
import { auditText } from './audit-text.ts';

export const streamsKey = (instance: string) => ['audit-streams', instance] as const;

export function AuditStreams({ instance }: { instance: string }) {
  const t = useText(auditText);
  const may = useMay();
  const [editing, setEditing] = useState<AuditStream | 'new'>();
  const [removing, setRemoving] = useState<AuditStream>();
  const query = useList<AuditStream>(
    streamsKey(instance),
    async () => api.auditStreams.listAuditStreams(instance),
    { refetchInterval: 5000 },
  );
  const columns = useColumns(instance, setEditing, setRemoving, may.admin);
  const add = may.admin && (
    <Button type="primary" onClick={() => setEditing('new')}>
      {t('addStream')}
    </Button>
  );
  return (
    <>
      <DataTable<AuditStream>
        id="audit-streams"
        label={t('tabStreams')}
        short
        columns={columns}
        rowKey={({ id }) => id}
        query={query}
        toolbar={add}
        empty={<EmptyState title={t('noStream')} hint={t('noStreamHint')} action={add} />}
      />
      {editing && (
        <AuditStreamDialog
          instance={instance}
          {...(editing === 'new' ? {} : { stream: editing })}
          onClose={() => setEditing(undefined)}
        />
      )}
      {removing && (
        <RemoveStream instance={instance} stream={removing} onClose={() => setRemoving(undefined)} />
      )}
    </>
  );
}

function RemoveStream({
  instance,
  stream,
  onClose,
}: {
  instance: string;
  stream: AuditStream;
  onClose: () => void;
}) {
  const t = useText(auditText);
  const { refetch } = useQuery({ queryKey: streamsKey(instance), enabled: false });
  return (
    <ConfirmByName
      open
      name={stream.name}
      title={t('deleteStream')}
      action={t('deleteStream')}
      onConfirm={async () => {
        await api.auditStreams.deleteAuditStream(instance, stream.id);
        await refetch();
      }}
      onClose={onClose}
    >
      {t('deleteStreamHint')}
    </ConfirmByName>
  );
}

const addressOf = ({ target }: AuditStream) =>
  target.kind === 'webhook' ? target.url : `${target.transport}://${target.host}:${target.port}`;

function useColumns(
  instance: string,
  edit: (stream: AuditStream) => void,
  remove: (stream: AuditStream) => void,
  admin: boolean,
): Column<AuditStream>[] {
  const t = useText(auditText);
  const stateOf = ({ enabled, error }: AuditStream) => (!enabled ? 'paused' : error ? 'stuck' : 'flowing');
  return [
    { key: 'name', title: t('streamName'), width: 180, value: ({ name }) => name },
    {
      key: 'to',
      title: t('streamTo'),
      width: 300,
      value: addressOf,
      render: (stream) => <span className="mono">{addressOf(stream)}</span>,
    },
    {
      key: 'state',
      title: t('state'),
      width: 280,
      value: (stream) => t(stateOf(stream)),
      render: (stream) => (
        <>
          <StateTag tone={{ paused: 'off', stuck: 'bad', flowing: 'good' }[stateOf(stream)] as 'off'}>
            {t(stateOf(stream))}
          </StateTag>
          {stream.enabled && stream.error && (
            <Typography.Text type="secondary" style={{ display: 'block', fontSize: 13 }}>
              {stream.error.message}
            </Typography.Text>
          )}
        </>
      ),
    },
    { key: 'waiting', title: t('waiting'), width: 110, align: 'right', value: ({ waiting }) => waiting },
    {
      key: 'delivered',
      title: t('delivered'),
      width: 140,
      align: 'right',
      value: ({ delivered }) => delivered,
    },
    ...(admin
      ? [
          {
            key: 'do',
            title: '',
            width: 260,
            value: () => null,
            render: (stream: AuditStream) => (
              <StreamActions instance={instance} stream={stream} edit={edit} remove={remove} />
            ),
          },
        ]
      : []),
  ];
}

interface StreamActionsProps {
  instance: string;
  stream: AuditStream;
  edit: (stream: AuditStream) => void;
  remove: (stream: AuditStream) => void;
}

function StreamActions({ instance, stream, edit, remove }: StreamActionsProps) {
  const t = useText(auditText);
  const words = useText(common);
  const { message } = App.useApp();
  const test = useAction(() => api.auditStreams.testAuditStream(instance, stream.id), {
    onDone: () => void message.success(t('testOk', { name: stream.name })),
  });
  const toggle = useAction(
    () => api.auditStreams.updateAuditStream(instance, stream.id, { enabled: !stream.enabled }),
    { touches: [streamsKey(instance)] },
  );
  const small = { type: 'link', size: 'small', style: { padding: '0 6px' } } as const;
  return (
    <Flex wrap>
      <Button {...small} loading={test.isPending} onClick={() => test.mutate(undefined)}>
        {t('test')}
      </Button>
      <Button {...small} onClick={() => edit(stream)}>
        {words('edit')}
      </Button>
      <Button {...small} loading={toggle.isPending} onClick={() => toggle.mutate(undefined)}>
        {t(stream.enabled ? 'pause' : 'resume')}
      </Button>
      <Button {...small} danger onClick={() => remove(stream)}>
        {words('remove')}
      </Button>
    </Flex>
  );
}
