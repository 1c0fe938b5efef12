/** Source nodes picked from the tree of the source as it is now, one level at a time. */
import { ReloadOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Empty, Flex, Radio, Skeleton, Tag, Tree, type TreeDataNode, Typography, theme } from 'antd';
import { useId, useState } from 'react';
import { api } from '../../api/client.ts';
import type { SourceDraft, SourceLevel } from '../../api/generated.ts';
import { ProblemAlert, useTellProblem } from '../../parts/problem.tsx';
import { useText } from '../../text/text.ts';
import { treeText } from './tree-text.ts';

interface NodePickerProps {
  instance: string;
  /** The settings with which the source is reached, as they are now. */
  tried: () => SourceDraft;
  label: string;
  disabled?: boolean;
  // Form.Item gives these.
  id?: string;
  value?: string[];
  onChange?: (nodes: string[]) => void;
}

export function NodePicker({
  instance,
  tried,
  label,
  disabled = false,
  value = [],
  onChange,
}: NodePickerProps) {
  const t = useText(treeText);
  const [onlyChosen, setOnlyChosen] = useState(value.length > 0);
  const showTree = (only: boolean) => {
    setOnlyChosen(only);
    if (!only) onChange?.([]);
  };
  return (
    <div>
      <Radio.Group
        aria-label={label}
        disabled={disabled}
        value={onlyChosen}
        onChange={({ target }) => showTree(target.value as boolean)}
        style={{ display: 'flex', flexDirection: 'column', gap: 4 }}
        options={[
          { value: false, label: t('everything') },
          { value: true, label: t('chosen') },
        ]}
      />
      {onlyChosen && (
        <>
          {!disabled && <LiveTree {...{ instance, tried, value }} onChange={onChange ?? (() => {})} />}
          <Flex gap={4} wrap style={{ marginTop: 8 }} aria-live="polite">
            {value.length === 0 && <Typography.Text type="warning">{t('noneChosen')}</Typography.Text>}
            {value.map((node) => (
              <Tag
                key={node}
                className="mono"
                closable={!disabled && { 'aria-label': t('takeOut', { name: node }) }}
                onClose={(event) => {
                  event.preventDefault();
                  onChange?.(value.filter((other) => other !== node));
                }}
                style={{ whiteSpace: 'normal', overflowWrap: 'anywhere' }}
              >
                {node}
              </Tag>
            ))}
          </Flex>
        </>
      )}
    </div>
  );
}

type Levels = Record<string, SourceLevel>;

interface LiveTreeProps {
  instance: string;
  tried: () => SourceDraft;
  value: string[];
  onChange: (nodes: string[]) => void;
}

function LiveTree({ instance, tried, value, onChange }: LiveTreeProps) {
  const t = useText(treeText);
  const { token } = theme.useToken();
  const tellProblem = useTellProblem();
  const [levels, setLevels] = useState<Levels>({});
  // Not by the settings: they hold the password, and the tree may have changed since.
  const key = useId();
  const top = useQuery({
    queryKey: ['source-tree', key],
    queryFn: () => api.sourceBrowse.browseSourceDraft(instance, tried()),
    retry: false,
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (top.isPending) return <Skeleton active style={{ marginTop: 12 }} />;
  if (top.error)
    return (
      <div style={{ marginTop: 12 }}>
        <ProblemAlert error={top.error} onRetry={() => void top.refetch()} />
      </div>
    );
  const root = top.data;
  const open = async (parent: string) => {
    if (levels[parent]) return;
    try {
      const level = await api.sourceBrowse.browseSourceDraft(instance, { ...tried(), parent });
      setLevels((known) => ({ ...known, [parent]: level }));
    } catch (error) {
      tellProblem(error);
    }
  };
  const toggle = (node: string) => {
    if (value.includes(node)) return onChange(value.filter((other) => other !== node));
    const inside = new Set(below(levels, node));
    onChange([...value.filter((other) => !inside.has(other)), node]);
  };
  const again = () => {
    setLevels({});
    void top.refetch();
  };
  const { data, implied } = treeOf(root, levels, value, t('truncated'));
  return (
    <div
      style={{
        marginTop: 10,
        padding: 8,
        border: `1px solid ${token.colorBorder}`,
        borderRadius: token.borderRadius,
      }}
    >
      <Flex justify="space-between" align="center" gap={8}>
        <Typography.Text type="secondary" className="mono" ellipsis>
          {root.parent}
        </Typography.Text>
        <Button
          type="text"
          size="small"
          icon={<ReloadOutlined spin={top.isFetching} />}
          aria-label={t('reload')}
          onClick={again}
        />
      </Flex>
      {data.length === 0 ? (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('noNodes')} />
      ) : (
        <Tree
          aria-label={t('tree')}
          checkable
          checkStrictly
          selectable={false}
          height={320}
          treeData={data}
          loadedKeys={Object.keys(levels)}
          loadData={({ key: parent }) => open(String(parent))}
          checkedKeys={{ checked: [...value, ...implied], halfChecked: [] }}
          onCheck={(_, { node }) => toggle(String(node.key))}
        />
      )}
    </div>
  );
}

function below(levels: Levels, parent: string): string[] {
  return (levels[parent]?.nodes ?? []).flatMap(({ locator }) => [locator, ...below(levels, locator)]);
}

/** The nodes as antd draws them; those below a chosen node come along with it and cannot be chosen again. */
function treeOf(root: SourceLevel, levels: Levels, chosen: readonly string[], truncated: string) {
  const implied: string[] = [];
  const nodesOf = ({ parent, nodes, truncated: more }: SourceLevel, isInside: boolean): TreeDataNode[] => {
    const drawn = nodes.map(({ locator, name, hasChildren }): TreeDataNode => {
      if (isInside) implied.push(locator);
      const level = levels[locator];
      return {
        key: locator,
        title: name,
        isLeaf: !hasChildren,
        disableCheckbox: isInside,
        ...(level ? { children: nodesOf(level, isInside || chosen.includes(locator)) } : {}),
      };
    });
    const rest = { key: `${parent}\u0000`, title: truncated, isLeaf: true, checkable: false, disabled: true };
    return more ? [...drawn, rest] : drawn;
  };
  return { data: nodesOf(root, false), implied };
}
