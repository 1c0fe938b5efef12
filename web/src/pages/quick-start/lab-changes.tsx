/** Lets people of the example company join, leave, move: what a directory sees on a working day. */
import { App, Button, Flex, Select, Typography } from 'antd';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import type { LabChange, LabEvent } from '../../api/generated.ts';
import { useAction } from '../../parts/action.ts';
import { useText } from '../../text/text.ts';
import { labText } from './quick-start-text.ts';
import { storyKey } from './use-story.ts';

const CHANGES = [
  'join',
  'leave',
  'rename',
  'move',
  'disable',
] as const satisfies readonly LabChange['change'][];
const COUNTS = [1, 5, 20, 50];
/** What is kept on the page of what happened, the newest first. */
const SHOWN = 40;

export default function LabChanges({ instance }: { instance: string }) {
  const t = useText(labText);
  const { message } = App.useApp();
  const [count, setCount] = useState(1);
  const [happened, setHappened] = useState<(LabEvent & { key: number })[]>([]);
  const change = useAction((what: LabChange) => api.lab.changeLab(instance, what), {
    touches: [storyKey(instance)],
    onDone: ({ items }) => {
      if (items.length === 0) message.info(t('nobody'));
      setHappened((before) => {
        const first = (before[0]?.key ?? 0) + items.length;
        return [...items.map((event, i) => ({ ...event, key: first - i })), ...before].slice(0, SHOWN);
      });
    },
  });
  return (
    <>
      <Flex gap={8} wrap align="center">
        <Select
          aria-label={t('howMany')}
          value={count}
          onChange={setCount}
          options={COUNTS.map((value) => ({ value, label: String(value) }))}
          style={{ width: 72 }}
        />
        {CHANGES.map((what) => (
          <Button
            key={what}
            loading={change.isPending && change.variables.change === what}
            disabled={change.isPending}
            onClick={() => change.mutate({ change: what, count })}
          >
            {t(what)}
          </Button>
        ))}
      </Flex>
      {happened.length > 0 && (
        <div style={{ marginTop: 10 }}>
          <Typography.Text strong style={{ fontSize: 13 }}>
            {t('happened')}
          </Typography.Text>
          <ul
            aria-live="polite"
            style={{
              margin: '4px 0 0',
              paddingInlineStart: 18,
              maxHeight: 200,
              overflow: 'auto',
              fontSize: 13,
            }}
          >
            {happened.map(({ key, text }) => (
              <li key={key}>{text}</li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}
