import { Descriptions, Drawer, Flex, Typography } from 'antd';
import type { ReactNode } from 'react';
import { Diff } from '../../parts/diff.tsx';
import type { Fields } from '../../parts/diff-fields.ts';
import { showValue } from '../../parts/diff-values.tsx';
import { useText } from '../../text/text.ts';
import { withoutBookkeeping } from './entry-facts.ts';
import { logsText } from './logs-text.ts';

interface EntryDrawerProps {
  /** Nothing is open without one. */
  entry: { before: Fields; after: Fields } | undefined;
  instance: string;
  facts: { key: string; label: string; children: ReactNode }[];
  links?: ReactNode;
  onClose: () => void;
}

/** One entry of a log with everything it holds, as a readable diff. */
export function EntryDrawer({ entry, instance, facts, links, onClose }: EntryDrawerProps) {
  const t = useText(logsText);
  return (
    <Drawer open={entry !== undefined} onClose={onClose} size={760} title={t('entryOf')} destroyOnHidden>
      {entry && (
        <>
          <Descriptions column={1} size="small" items={facts} />
          {links && (
            <Flex gap="4px 16px" wrap style={{ margin: '4px 0 0' }}>
              {links}
            </Flex>
          )}
          <Typography.Title level={2} style={{ fontSize: 15, margin: '16px 0 8px' }}>
            {t('changedFields')}
          </Typography.Title>
          <Diff {...withoutBookkeeping(entry.before, entry.after)} show={showValue(instance)} />
        </>
      )}
    </Drawer>
  );
}
