import { Link } from '@tanstack/react-router';
import { Flex, Typography, theme } from 'antd';
import type { ReactNode } from 'react';
import type { PlanLine as Line } from '../../../api/generated.ts';
import { Diff, FieldFlow } from '../../../parts/diff.tsx';
import { icons } from '../../../parts/icons.tsx';
import { OpTag, useEntityWord } from '../../../parts/run/op-tag.tsx';
import { useText } from '../../../text/text.ts';
import { runsText } from '../runs-text.ts';
import { lineFields, subtitleOf, withoutHeading } from './plan-ops.ts';
import { useReason } from './reasons.ts';

const ICONS = { user: icons.person, org: icons.org, group: icons.group } as const;

interface PlanLineProps {
  line: Line;
  instance: string;
  show: (field: string, value: unknown) => ReactNode | undefined;
}

/** What would happen to one entry, and why: read like a line of a code review. */
export function PlanLine({ line, instance, show }: PlanLineProps) {
  const { token } = theme.useToken();
  const reason = useReason();
  const word = useEntityWord();
  const Icon = ICONS[line.kind as keyof typeof ICONS] ?? icons.page;
  const subtitle = subtitleOf(line);
  return (
    <article style={{ padding: '10px 12px', borderTop: `1px solid ${token.colorBorderSecondary}` }}>
      <Flex gap="4px 8px" align="center" wrap>
        <OpTag op={line.op} />
        <Icon aria-label={word(line.kind)} style={{ color: token.colorTextDescription }} />
        <Typography.Text strong style={{ overflowWrap: 'anywhere' }}>
          <Label line={line} instance={instance} />
        </Typography.Text>
        {subtitle && (
          <Typography.Text type="secondary" style={{ overflowWrap: 'anywhere' }}>
            {subtitle}
          </Typography.Text>
        )}
      </Flex>
      <div style={{ margin: '6px 0 4px' }}>
        <Body line={line} show={show} />
      </div>
      <Typography.Text type="secondary" style={{ fontSize: 13, overflowWrap: 'anywhere' }}>
        {reason(line.why)}
      </Typography.Text>
    </article>
  );
}

/** A link to what is there already; what is yet to be created has no page. */
function Label({ line: { op, kind, entityId, label }, instance }: Pick<PlanLineProps, 'line' | 'instance'>) {
  if (!entityId || op === 'create' || op === 'restore') return label;
  if (kind === 'user')
    return (
      <Link to="/i/$instance/accounts/$account" params={{ instance, account: entityId }}>
        {label}
      </Link>
    );
  if (kind === 'group')
    return (
      <Link to="/i/$instance/groups/$group" params={{ instance, group: entityId }}>
        {label}
      </Link>
    );
  return label;
}

function Body({ line, show }: Pick<PlanLineProps, 'line' | 'show'>) {
  const t = useText(runsText);
  if (line.op === 'members') {
    const add = Number(line.after?.add ?? 0);
    const remove = Number(line.after?.remove ?? 0);
    return (
      <Flex gap={16} wrap>
        {add > 0 && <Typography.Text type="success">{t('membersAdded', { count: add })}</Typography.Text>}
        {remove > 0 && (
          <Typography.Text type="danger">{t('membersRemoved', { count: remove })}</Typography.Text>
        )}
      </Flex>
    );
  }
  const { before, after } = lineFields(line);
  if (after === null) return <FieldFlow fields={withoutHeading(before)} sign="−" show={show} />;
  if (before === null) return <FieldFlow fields={withoutHeading(after)} sign="+" show={show} />;
  if (Object.keys({ ...before, ...after }).length === 0) return null;
  return <Diff before={before} after={after} show={show} />;
}
