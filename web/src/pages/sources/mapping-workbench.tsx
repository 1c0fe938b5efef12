/** Mappings of a source, tried on its live records as one writes. */
import { PlusOutlined, UndoOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Flex, Grid, Popconfirm, Segmented, Tooltip, Typography, theme } from 'antd';
import { useRef, useState } from 'react';
import { api } from '../../api/client.ts';
import type { FieldMapping, Mappings, SourceDraft, SourceKind } from '../../api/generated.ts';
import { useFilters } from '../../app/use-search.ts';
import { ProblemAlert } from '../../parts/problem.tsx';
import { EmptyState } from '../../parts/states.tsx';
import { common } from '../../text/common.ts';
import { useText } from '../../text/text.ts';
import {
  type Inserted,
  insertAttribute,
  insertFunction,
  type Marked,
  RECORD_KINDS,
  type RecordKind,
  targetsOf,
} from './mapping.ts';
import { MappingHelp, useExpressionHelp } from './mapping-help.tsx';
import { COLUMNS, MappingRow, type TextBox } from './mapping-row.tsx';
import { mappingText } from './mapping-text.ts';
import { SampleBar } from './sample-bar.tsx';
import { useSamples, useTrial } from './use-trial.ts';

interface MappingWorkbenchProps {
  instance: string;
  kind: SourceKind;
  /** The settings with which the source is reached, as they are now. */
  tried: () => SourceDraft;
  /** False when the settings say that groups are not read. */
  readsGroups: boolean;
  value: Mappings;
  onChange: (mappings: Mappings) => void;
  disabled?: boolean;
}

export function MappingWorkbench(props: MappingWorkbenchProps) {
  const t = useText(mappingText);
  const [{ of: asked }, setFilters] = useFilters();
  const of = RECORD_KINDS.find((name) => name === asked) ?? 'user';
  return (
    <div>
      <Segmented<RecordKind>
        aria-label={t('of')}
        value={of}
        options={RECORD_KINDS.map((value) => ({
          value,
          label: `${t(value)} (${props.value[value].length})`,
        }))}
        onChange={(value) => setFilters({ of: value === 'user' ? undefined : value }, { replace: true })}
        style={{ marginBottom: 12 }}
      />
      {of === 'group' && !props.readsGroups && (
        <Alert type="info" showIcon title={t('groupsOff')} style={{ marginBottom: 12 }} />
      )}
      <Bench key={of} of={of} {...props} />
    </div>
  );
}

function Bench({
  of,
  instance,
  kind,
  tried,
  value,
  onChange,
  disabled = false,
}: MappingWorkbenchProps & { of: RecordKind }) {
  const t = useText(mappingText);
  const wide = Grid.useBreakpoint().xl !== false;
  const mappings = value[of];
  const [search, setSearch] = useState('');
  const [picked, setPicked] = useState(0);
  const samples = useSamples(instance, tried, of, search, !disabled);
  const records = samples.error ? [] : (samples.data?.items ?? []);
  const chosen = Math.min(picked, Math.max(0, records.length - 1));
  const { results, error } = useTrial(instance, of, mappings, records, !disabled);
  const custom = useQuery({
    queryKey: ['fields', instance],
    queryFn: () => api.fields.listCustomFields(instance),
  });
  const targets = targetsOf(of, custom.data?.items ?? [], t);
  const change = (rows: FieldMapping[]) => onChange({ ...value, [of]: rows });
  const writing = useWriting(mappings, change);
  const names = [...new Set(records.flatMap(({ attributes }) => Object.keys(attributes)))].sort((a, b) =>
    a.localeCompare(b),
  );
  const activeTarget = writing.active === undefined ? undefined : mappings[writing.active]?.target;
  const result = results[chosen];
  return (
    <>
      {!disabled && (
        <SampleBar {...{ of, samples, search, results, chosen }} onSearch={setSearch} onChoose={setPicked} />
      )}
      {error && <ProblemAlert error={error} />}
      {result?.error && (
        <Alert
          type="error"
          showIcon
          style={{ marginBottom: 12 }}
          title={result.error.message}
          description={result.error.remedy}
        />
      )}
      <div
        style={{
          display: 'grid',
          gridTemplateColumns: wide && !disabled ? 'minmax(0, 1fr) 300px' : 'minmax(0, 1fr)',
          gap: 16,
          alignItems: 'start',
        }}
      >
        <Rows
          {...{ mappings, targets, names, disabled, writing, change }}
          results={result?.fields ?? []}
          defaults={kind.defaultMappings[of]}
        />
        {!disabled && (
          <MappingHelp
            names={samples.isPending ? undefined : names}
            record={records[chosen]}
            into={
              activeTarget === undefined
                ? undefined
                : (targets.find((target) => target.value === activeTarget)?.label ??
                  (activeTarget || t('chooseTarget')))
            }
            onAttribute={writing.attribute}
            onFunction={writing.call}
          />
        )}
      </div>
    </>
  );
}

/** Which row is written in, and where in it; what a click puts there. */
function useWriting(mappings: FieldMapping[], change: (rows: FieldMapping[]) => void) {
  const box = useRef<TextBox>(undefined);
  const [active, setActive] = useState<number>();
  const help = useExpressionHelp();
  const model = help.data?.variables.find(({ place }) => place === 'source')?.name ?? 'idpUser';
  const caretTo = (n: number, at: number) =>
    // After React has drawn the new value, and perhaps another kind of box.
    setTimeout(() => {
      const shown = document.querySelector<TextBox>(`[data-value="${n}"] :is(textarea, input)`);
      shown?.focus();
      shown?.setSelectionRange(at, at);
    });
  const insert = (make: (mapping: FieldMapping, marked: Marked) => Inserted) => {
    const mapping = active === undefined ? undefined : mappings[active];
    if (active === undefined || !mapping) return;
    const end = mapping.value.length;
    const { selectionStart, selectionEnd } = box.current ?? {};
    const marked = { start: Math.min(selectionStart ?? end, end), end: Math.min(selectionEnd ?? end, end) };
    const made = make(mapping, marked);
    change(mappings.map((other, n) => (n === active ? made.mapping : other)));
    caretTo(active, made.caret);
  };
  return {
    active,
    caretTo,
    focus: (n: number | undefined, focused?: TextBox) => {
      setActive(n);
      box.current = focused;
    },
    attribute: (name: string) => insert((mapping, marked) => insertAttribute(mapping, name, model, marked)),
    call: (name: string) => insert((mapping, marked) => insertFunction(mapping, name, model, marked)),
  };
}

interface RowsProps {
  mappings: FieldMapping[];
  targets: { value: string; label: string }[];
  names: string[];
  results: readonly Parameters<typeof MappingRow>[0]['result'][];
  defaults: FieldMapping[];
  disabled: boolean;
  writing: ReturnType<typeof useWriting>;
  change: (rows: FieldMapping[]) => void;
}

function Rows({ mappings, targets, names, results, defaults, disabled, writing, change }: RowsProps) {
  const t = useText(mappingText);
  const words = useText(common);
  const { token } = theme.useToken();
  const stacked = Grid.useBreakpoint().md === false;
  const taken = new Set(mappings.map(({ target }) => target));
  const edit = (n: number, mapping: FieldMapping) =>
    change(mappings.map((other, at) => (at === n ? mapping : other)));
  return (
    <div
      style={{
        border: `1px solid ${token.colorBorderSecondary}`,
        borderRadius: token.borderRadius,
        background: token.colorBgContainer,
        minWidth: 0,
      }}
    >
      {!stacked && (
        <div
          aria-hidden="true"
          style={{
            display: 'grid',
            gridTemplateColumns: COLUMNS,
            gap: 8,
            padding: '8px 10px',
            fontWeight: 600,
            borderBottom: `1px solid ${token.colorBorderSecondary}`,
          }}
        >
          <span>{t('target')}</span>
          <span>{t('type')}</span>
          <span>{t('value')}</span>
          <Tooltip title={t('matchHint')}>
            <span>{t('match')}</span>
          </Tooltip>
          <span>{t('result')}</span>
        </div>
      )}
      {mappings.length === 0 && <EmptyState title={t('noRows')} />}
      {mappings.map((mapping, n) => (
        <MappingRow
          // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place; its boxes hold no state of their own
          key={n}
          {...{ n, mapping, targets, taken, stacked, disabled }}
          attributes={names}
          result={results[n]}
          active={writing.active === n}
          onChange={(next) => edit(n, next)}
          onRemove={() => {
            writing.focus(undefined);
            change(mappings.filter((_, at) => at !== n));
          }}
          onFocus={(box) => writing.focus(n, box)}
          onCaret={(at) => writing.caretTo(n, at)}
        />
      ))}
      <Flex gap={8} wrap style={{ padding: 10 }}>
        <Button
          icon={<PlusOutlined />}
          disabled={disabled}
          onClick={() => change([...mappings, { target: '', type: 'field', value: '' }])}
        >
          {t('addRow')}
        </Button>
        <Popconfirm
          title={t('reset')}
          description={<Typography.Text>{t('resetHint')}</Typography.Text>}
          okText={words('reset')}
          cancelText={words('cancel')}
          onConfirm={() => change(defaults)}
        >
          <Button type="text" icon={<UndoOutlined />} disabled={disabled}>
            {t('reset')}
          </Button>
        </Popconfirm>
      </Flex>
    </div>
  );
}
