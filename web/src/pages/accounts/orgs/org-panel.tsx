/** The organizations at the side of the accounts: find one, choose it, change it. */
import { PlusOutlined, SearchOutlined } from '@ant-design/icons';
import { Button, Dropdown, Flex, Input, Skeleton, Switch, Tooltip, Tree, Typography } from 'antd';
import { type Key, useDeferredValue, useMemo, useRef, useState } from 'react';
import { useMay } from '../../../app/session.tsx';
import { ProblemAlert } from '../../../parts/problem.tsx';
import { useFillHeight } from '../../../table/fill-height.ts';
import { useText } from '../../../text/text.ts';
import '../accounts.css';
import { accountsText } from '../accounts-text.ts';
import { ancestors, branches, matching, type OrgTree, type TreeItem, treeItem } from '../model/org-tree.ts';
import { useOrgs } from '../model/queries.ts';
import { OrgDialogs, type OrgTask } from './org-dialogs.tsx';

interface OrgPanelProps {
  /** Undefined: all of the instance. */
  selected: string | undefined;
  onSelect: (id: string | undefined) => void;
  /** Whether accounts of the organizations below count too. */
  below: boolean;
  onBelow: (below: boolean, rootId: string) => void;
}

export function OrgPanel({ selected, onSelect, below, onBelow }: OrgPanelProps) {
  const t = useText(accountsText);
  const may = useMay();
  const { tree, error, refetch } = useOrgs();
  const [task, setTask] = useState<OrgTask>();
  return (
    <section aria-label={t('organizations')}>
      <Flex justify="space-between" align="center" style={{ marginBottom: 8, height: 32 }}>
        <Typography.Title level={2} style={{ fontSize: 15, margin: 0 }}>
          {t('organizations')}
        </Typography.Title>
        {may.operate && (
          <Tooltip title={t('newOrg')}>
            <Button
              type="text"
              icon={<PlusOutlined />}
              aria-label={t('newOrg')}
              disabled={!tree}
              onClick={() =>
                tree && setTask({ kind: 'create', org: tree.byId.get(selected ?? '') ?? tree.root })
              }
            />
          </Tooltip>
        )}
      </Flex>
      {error && !tree ? (
        <ProblemAlert error={error} onRetry={() => void refetch()} />
      ) : tree ? (
        <>
          <OrgBranches
            tree={tree}
            selected={selected}
            onSelect={onSelect}
            {...(may.operate ? { onTask: setTask } : {})}
          />
          <Flex gap={8} align="center" style={{ marginTop: 10 }}>
            <Switch
              id="orgs-below"
              size="small"
              checked={below}
              onChange={(to) => onBelow(to, tree.root.id)}
            />
            <label htmlFor="orgs-below">{t('withBelow')}</label>
          </Flex>
        </>
      ) : (
        <Skeleton active title={false} paragraph={{ rows: 8 }} />
      )}
      {task && (
        <OrgDialogs
          task={task}
          onClose={() => setTask(undefined)}
          onDeleted={(id) => {
            if (id === selected) onSelect(undefined);
          }}
        />
      )}
    </section>
  );
}

interface OrgBranchesProps extends Pick<OrgPanelProps, 'selected' | 'onSelect'> {
  tree: OrgTree;
  /** Left out where the person may not change organizations. */
  onTask?: (task: OrgTask) => void;
}

function OrgBranches({ tree, selected, onSelect, onTask }: OrgBranchesProps) {
  const t = useText(accountsText);
  const place = useRef<HTMLDivElement>(null);
  const height = useFillHeight(place, 280);
  const [typed, setTyped] = useState('');
  const [expanded, setExpanded] = useState<Key[]>(() => [
    tree.root.id,
    ...(selected === undefined ? [] : ancestors(tree, selected).map(({ id }) => id)),
  ]);
  const wanted = useDeferredValue(typed);
  const whole = useMemo(() => treeItem(tree), [tree]);
  const shown = useMemo(() => matching(whole, wanted), [whole, wanted]);
  const open = useMemo(
    () => (wanted.trim() === '' || !shown ? expanded : branches(shown)),
    [expanded, wanted, shown],
  );
  return (
    <>
      <Input
        allowClear
        prefix={<SearchOutlined />}
        value={typed}
        placeholder={t('searchOrgs')}
        aria-label={t('searchOrgs')}
        onChange={(event) => setTyped(event.target.value)}
        style={{ marginBottom: 8 }}
      />
      <div ref={place}>
        {shown ? (
          <Tree<TreeItem>
            className="org-tree"
            blockNode
            styles={{ root: { background: 'transparent' } }}
            height={height}
            treeData={[shown]}
            expandedKeys={open}
            onExpand={(ids) => wanted.trim() === '' && setExpanded(ids)}
            selectedKeys={[selected ?? tree.root.id]}
            onSelect={(_, { node }) => onSelect(node.key === tree.root.id ? undefined : node.key)}
            titleRender={(item) => <OrgNode item={item} tree={tree} {...(onTask ? { onTask } : {})} />}
          />
        ) : (
          <Typography.Text type="secondary">{t('noOrgFits')}</Typography.Text>
        )}
      </div>
    </>
  );
}

function OrgNode({
  item,
  tree,
  onTask,
}: {
  item: TreeItem;
  tree: OrgTree;
  onTask?: (task: OrgTask) => void;
}) {
  const t = useText(accountsText);
  const org = tree.byId.get(item.key);
  const isRoot = org?.id === tree.root.id;
  const entry = (kind: OrgTask['kind'], label: string, danger = false) => ({
    key: kind,
    label,
    danger,
    onClick: ({ domEvent }: { domEvent: { stopPropagation: () => void } }) => {
      domEvent.stopPropagation();
      if (org) onTask?.({ kind, org });
    },
  });
  return (
    <span className="org-node">
      <span className="org-name" title={item.path}>
        {item.title}
      </span>
      {onTask && (
        <Dropdown
          trigger={['click']}
          menu={{
            items: [
              entry('create', t('newOrgBelow')),
              entry('edit', t('renameOrg')),
              ...(isRoot ? [] : [entry('move', t('moveOrg')), entry('delete', t('deleteOrg'), true)]),
            ],
          }}
        >
          <Button
            type="text"
            size="small"
            className="org-menu"
            aria-label={t('orgMenu', { name: item.title })}
            onClick={(event) => event.stopPropagation()}
          >
            ···
          </Button>
        </Dropdown>
      )}
    </span>
  );
}
