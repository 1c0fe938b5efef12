/** The search behind Ctrl-K: a combobox whose list of results is walked with the arrows. */
import { SearchOutlined } from '@ant-design/icons';
import { useNavigate, useParams } from '@tanstack/react-router';
import { Flex, Input, Modal, Typography, theme } from 'antd';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { icons } from '../parts/icons.tsx';
import { ProblemAlert } from '../parts/problem.tsx';
import { common } from '../text/common.ts';
import { useText } from '../text/text.ts';
import { preferredInstance, useInstances } from './instance.tsx';
import { type Group, type Item, useResults } from './palette-items.ts';
import { recentItems, rememberItem } from './palette-recent.ts';
import { paletteText } from './palette-text.ts';

export default function CommandPalette({ onClose }: { onClose: () => void }) {
  const t = useText(paletteText);
  const tc = useText(common);
  const navigate = useNavigate();
  const { token } = theme.useToken();
  const list = useId();
  const instances = useInstances();
  const instance =
    useParams({ strict: false }).instance ??
    preferredInstance(instances.data?.items.map(({ id }) => id) ?? []);
  const [typed, setTyped] = useState('');
  const [recent] = useState(() => recentItems(instance));
  const [active, setActive] = useState(0);
  const results = useResults(instance, typed);
  const groups: Group[] =
    typed.trim() === '' && recent.length > 0
      ? [{ name: 'recent', items: recent }, ...results.groups]
      : results.groups;
  const items = groups.flatMap(({ name, items: found }) => found.map((item) => ({ group: name, item })));
  const at = Math.min(active, Math.max(0, items.length - 1));
  const open = (index: number) => {
    const chosen = items[index];
    if (!chosen) return;
    if (chosen.group !== 'pages') rememberItem(chosen.item);
    onClose();
    void navigate({ to: chosen.item.to });
  };
  const onKey = (event: KeyboardEvent) => {
    // A letter that is still being put together (Chinese input) keeps its Enter and its arrows.
    if (event.nativeEvent.isComposing) return;
    const to = nextPosition(event.key, at, items.length);
    if (to !== undefined) {
      event.preventDefault();
      setActive(to);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      open(at);
    }
  };
  const option = (index: number) => `${list}-${index}`;
  return (
    <Modal
      open
      onCancel={onClose}
      footer={null}
      closable={false}
      width={640}
      style={{ top: 72 }}
      title={t('title')}
      styles={{ container: { padding: 0, overflow: 'hidden' }, header: UNSEEN }}
    >
      <Input
        autoFocus
        size="large"
        variant="borderless"
        prefix={
          <SearchOutlined aria-hidden style={{ color: token.colorTextSecondary, marginInlineEnd: 6 }} />
        }
        placeholder={tc('searchHint')}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          setActive(0);
        }}
        onKeyDown={onKey}
        role="combobox"
        aria-label={t('title')}
        aria-expanded={items.length > 0}
        aria-controls={list}
        aria-autocomplete="list"
        aria-activedescendant={items.length > 0 ? option(at) : undefined}
        style={{ padding: '14px 18px' }}
        maxLength={256}
      />
      <div style={{ minHeight: 120, borderTop: `1px solid ${token.colorBorderSecondary}` }}>
        {results.error !== undefined && results.error !== null && <ProblemAlert error={results.error} />}
        <Results
          list={list}
          option={option}
          groups={groups}
          active={at}
          onKey={onKey}
          onOpen={open}
          onPoint={setActive}
        />
        {items.length === 0 && !results.searching && !results.error && (
          <div style={{ padding: '24px 12px', textAlign: 'center' }}>
            <Typography.Text strong>{t('empty', { term: typed.trim() })}</Typography.Text>
            <Typography.Paragraph type="secondary" style={{ margin: '6px 0 0' }}>
              {t('emptyHint')}
            </Typography.Paragraph>
          </div>
        )}
        {items.length === 0 && results.searching && (
          <Typography.Text
            type="secondary"
            style={{ display: 'block', padding: '24px 12px', textAlign: 'center' }}
          >
            {t('searching')}
          </Typography.Text>
        )}
      </div>
      <Footer count={items.length} searching={results.searching} />
    </Modal>
  );
}

/** For those who hear the page: the name of the dialog. */
const UNSEEN = {
  position: 'absolute',
  width: 1,
  height: 1,
  overflow: 'hidden',
  clipPath: 'inset(50%)',
} as const;

/** Where a key leads in a list of so many; undefined for keys that mean something else. */
function nextPosition(key: string, at: number, length: number): number | undefined {
  if (length === 0) return undefined;
  if (key === 'ArrowDown') return (at + 1) % length;
  if (key === 'ArrowUp') return (at - 1 + length) % length;
  if (key === 'PageDown') return Math.min(length - 1, at + 8);
  if (key === 'PageUp') return Math.max(0, at - 8);
  return undefined;
}

interface ResultsProps {
  list: string;
  option: (index: number) => string;
  groups: Group[];
  active: number;
  onKey: (event: KeyboardEvent) => void;
  onOpen: (index: number) => void;
  onPoint: (index: number) => void;
}

function Results({ list, option, groups, active, onKey, onOpen, onPoint }: ResultsProps) {
  const t = useText(paletteText);
  let index = -1;
  return (
    <div
      id={list}
      role="listbox"
      aria-label={t('results')}
      // It scrolls, so it has to be reachable; the keys mean the same here as in the field.
      tabIndex={0}
      aria-activedescendant={groups.length > 0 ? option(active) : undefined}
      onKeyDown={onKey}
      style={{ maxHeight: 'min(56vh, 460px)', overflow: 'auto', padding: '6px 8px 10px' }}
    >
      {groups.map(({ name, items }) => (
        // biome-ignore lint/a11y/useSemanticElements: a group of options, not of form fields
        <div key={name} role="group" aria-label={t(name)}>
          <Typography.Text
            type="secondary"
            aria-hidden
            style={{ display: 'block', fontSize: 12, padding: '8px 10px 2px' }}
          >
            {t(name)}
          </Typography.Text>
          {items.map((item) => {
            index += 1;
            const mine = index;
            return (
              <Option
                key={item.to}
                id={option(mine)}
                item={item}
                active={mine === active}
                onOpen={() => onOpen(mine)}
                onPoint={() => onPoint(mine)}
              />
            );
          })}
        </div>
      ))}
    </div>
  );
}

interface OptionProps {
  id: string;
  item: Item;
  active: boolean;
  onOpen: () => void;
  onPoint: () => void;
}

function Option({ id, item: { label, hint, icon }, active, onOpen, onPoint }: OptionProps) {
  const { token } = theme.useToken();
  const place = useRef<HTMLDivElement>(null);
  const Icon = icons[icon];
  useEffect(() => {
    if (active) place.current?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  return (
    // Focus stays in the field; the keys are heard there.
    // biome-ignore lint/a11y/useFocusableInteractive: reached through aria-activedescendant
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field of the combobox hears the keys
    <div
      ref={place}
      id={id}
      role="option"
      aria-selected={active}
      onClick={onOpen}
      onMouseMove={onPoint}
      style={{
        padding: '7px 10px',
        cursor: 'pointer',
        borderRadius: token.borderRadius,
        background: active ? token.controlItemBgActive : undefined,
      }}
    >
      <Flex gap={10} align="center">
        <Icon aria-hidden style={{ color: token.colorTextSecondary }} />
        <Typography.Text ellipsis style={{ flex: '0 1 auto' }}>
          {label}
        </Typography.Text>
        {hint && (
          <Typography.Text type="secondary" ellipsis style={{ fontSize: 13, flex: '1 1 0', minWidth: 0 }}>
            {hint}
          </Typography.Text>
        )}
      </Flex>
    </div>
  );
}

function Footer({ count, searching }: { count: number; searching: boolean }) {
  const t = useText(paletteText);
  const { token } = theme.useToken();
  return (
    <Flex
      justify="space-between"
      gap={12}
      wrap
      style={{ padding: '8px 18px', borderTop: `1px solid ${token.colorBorderSecondary}` }}
    >
      <Flex gap={14} aria-hidden>
        {(
          [
            ['↑ ↓', 'choose'],
            ['Enter', 'open'],
            ['Esc', 'leave'],
          ] as const
        ).map(([key, word]) => (
          <Typography.Text key={word} type="secondary" style={{ fontSize: 12 }}>
            <Typography.Text keyboard>{key}</Typography.Text> {t(word)}
          </Typography.Text>
        ))}
      </Flex>
      <Typography.Text type="secondary" aria-live="polite" style={{ fontSize: 12 }}>
        {searching ? t('searching') : t('found', { count })}
      </Typography.Text>
    </Flex>
  );
}
