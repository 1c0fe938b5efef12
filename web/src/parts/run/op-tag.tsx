import {
  CheckOutlined,
  DeleteOutlined,
  DisconnectOutlined,
  EditOutlined,
  LinkOutlined,
  PlusOutlined,
  RedoOutlined,
  StopOutlined,
  TeamOutlined,
  UndoOutlined,
  WarningOutlined,
} from '@ant-design/icons';
import { Tag } from 'antd';
import type { ReactNode } from 'react';
import { useText } from '../../text/text.ts';
import { ENTITIES, entityText, OPS, opText } from './op-text.ts';

type Op = keyof typeof OPS;

const LOOKS: Record<Op, { color: string; icon: ReactNode }> = {
  create: { color: 'success', icon: <PlusOutlined /> },
  restore: { color: 'success', icon: <UndoOutlined /> },
  bind: { color: 'processing', icon: <LinkOutlined /> },
  update: { color: 'processing', icon: <EditOutlined /> },
  disable: { color: 'warning', icon: <StopOutlined /> },
  delete: { color: 'error', icon: <DeleteOutlined /> },
  unlink: { color: 'default', icon: <DisconnectOutlined /> },
  members: { color: 'default', icon: <TeamOutlined /> },
  refused: { color: 'warning', icon: <WarningOutlined /> },
  purge: { color: 'error', icon: <DeleteOutlined /> },
  add: { color: 'success', icon: <PlusOutlined /> },
  remove: { color: 'error', icon: <DisconnectOutlined /> },
  retry: { color: 'processing', icon: <RedoOutlined /> },
  release: { color: 'warning', icon: <CheckOutlined /> },
  prepare: { color: 'default', icon: <PlusOutlined /> },
  switch: { color: 'processing', icon: <RedoOutlined /> },
  retire: { color: 'warning', icon: <StopOutlined /> },
};

const isOp = (op: string): op is Op => Object.hasOwn(OPS, op);

/** The word for what happens; what we have no word for keeps its own. */
export function useOpWord(): (op: string) => string {
  const t = useText(opText);
  return (op) => (isOp(op) ? t(op) : op);
}

/** What happens to an entry, as a word with a shape. */
export function OpTag({ op }: { op: string }) {
  const word = useOpWord();
  const { color, icon } = isOp(op) ? LOOKS[op] : { color: 'default', icon: null };
  return (
    <Tag color={color} icon={icon} variant="filled" className="nowrap" style={{ marginInlineEnd: 0 }}>
      {word(op)}
    </Tag>
  );
}

/** What an entry is: account, organization, … */
export function useEntityWord(): (entity: string) => string {
  const t = useText(entityText);
  return (entity) => (Object.hasOwn(ENTITIES, entity) ? t(entity as keyof typeof ENTITIES) : entity);
}
