/** What can be put into a mapping by a click: attributes of the record looked at, and functions. */
import { useQuery } from '@tanstack/react-query';
import { Empty, Flex, Input, Tabs, Tag, Tooltip, Typography, theme } from 'antd';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import type { ExpressionHelp, SampleRecord } from '../../api/generated.ts';
import { ProblemAlert } from '../../parts/problem.tsx';
import { Loading } from '../../parts/states.tsx';
import { pick, useLanguage, useText } from '../../text/text.ts';
import { mappingText } from './mapping-text.ts';

/** Functions and names of data, as the server knows them. */
export function useExpressionHelp() {
  return useQuery({
    queryKey: ['expression-functions'],
    queryFn: () => api.expressionFunctions.getExpressionFunctions(),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

interface MappingHelpProps {
  /** All attributes that the records have; undefined while these are read. */
  names: readonly string[] | undefined;
  record: SampleRecord | undefined;
  /** The row that is written in; undefined when there is none. */
  into: string | undefined;
  onAttribute: (name: string) => void;
  onFunction: (name: string) => void;
}

export function MappingHelp({ names, record, into, onAttribute, onFunction }: MappingHelpProps) {
  const t = useText(mappingText);
  const { token } = theme.useToken();
  const help = useExpressionHelp();
  return (
    <aside
      aria-label={t('help')}
      style={{
        padding: '0 12px 12px',
        border: `1px solid ${token.colorBorderSecondary}`,
        borderRadius: token.borderRadius,
        background: token.colorBgContainer,
      }}
    >
      <Typography.Text
        type="secondary"
        style={{ display: 'block', fontSize: 13, paddingTop: 8 }}
        aria-live="polite"
      >
        {into === undefined ? t('chooseRow') : t('insertInto', { what: into })}
      </Typography.Text>
      <Tabs
        size="small"
        items={[
          {
            key: 'attributes',
            label: t('attributes'),
            children: <Attributes {...{ names, record, onAttribute }} disabled={into === undefined} />,
          },
          {
            key: 'functions',
            label: t('functions'),
            children: help.error ? (
              <ProblemAlert error={help.error} onRetry={() => void help.refetch()} />
            ) : help.data ? (
              <Functions help={help.data} disabled={into === undefined} onFunction={onFunction} />
            ) : (
              <Loading />
            ),
          },
        ]}
      />
    </aside>
  );
}

const LIST = { maxHeight: 420, overflow: 'auto', margin: '0 0 8px', padding: 0, listStyle: 'none' } as const;

interface InsertProps {
  text: string;
  disabled: boolean;
  onClick: () => void;
}

/** Keeps the caret where it is: the value that is written in must not lose it. */
function Insert({ text, disabled, onClick }: InsertProps) {
  const { token } = theme.useToken();
  return (
    <button
      type="button"
      className="mono"
      disabled={disabled}
      onMouseDown={(event) => event.preventDefault()}
      onClick={onClick}
      style={{
        padding: '2px 0',
        border: 0,
        background: 'none',
        textAlign: 'start',
        overflowWrap: 'anywhere',
        color: disabled ? token.colorText : token.colorLink,
        cursor: disabled ? 'default' : 'pointer',
      }}
    >
      {text}
    </button>
  );
}

function Attributes({
  names,
  record,
  disabled,
  onAttribute,
}: Pick<MappingHelpProps, 'names' | 'record' | 'onAttribute'> & { disabled: boolean }) {
  const t = useText(mappingText);
  const [filter, setFilter] = useState('');
  const shown = names?.filter((name) => name.toLowerCase().includes(filter.trim().toLowerCase()));
  if (!shown) return <Loading />;
  if (names?.length === 0) return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('noSamples')} />;
  return (
    <>
      <Input
        allowClear
        size="small"
        value={filter}
        placeholder={t('filterAttributes')}
        aria-label={t('filterAttributes')}
        onChange={(event) => setFilter(event.target.value)}
        style={{ marginBottom: 8 }}
      />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
      <ul style={LIST} tabIndex={0} aria-label={t('attributes')}>
        {shown.map((name) => (
          <li
            key={name}
            style={{ display: 'grid', gridTemplateColumns: 'minmax(0, 1fr) minmax(0, 1fr)', gap: 8 }}
          >
            <Insert text={name} disabled={disabled} onClick={() => onAttribute(name)} />
            <Typography.Text
              type="secondary"
              style={{ fontSize: 13, lineHeight: '24px' }}
              ellipsis={{ tooltip: shownValue(record?.attributes[name]) }}
            >
              {shownValue(record?.attributes[name]) || '–'}
            </Typography.Text>
          </li>
        ))}
      </ul>
    </>
  );
}

function shownValue(value: string | number | boolean | string[] | undefined): string {
  if (value === undefined) return '';
  return Array.isArray(value) ? value.join(' · ') : String(value);
}

interface FunctionsProps {
  help: ExpressionHelp;
  disabled: boolean;
  onFunction: (name: string) => void;
}

function Functions({ help, disabled, onFunction }: FunctionsProps) {
  const t = useText(mappingText);
  const language = useLanguage();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <ul style={LIST} tabIndex={0} aria-label={t('functions')}>
      {help.functions.map(({ name, signature, example, result, idaas, ...words }) => (
        <li key={name} style={{ padding: '4px 0' }}>
          <Flex justify="space-between" gap={8} align="baseline">
            <Insert text={signature} disabled={disabled} onClick={() => onFunction(name)} />
            {idaas && (
              <Tooltip title={t('idaasHint')}>
                <Tag variant="filled">{t('idaas')}</Tag>
              </Tooltip>
            )}
          </Flex>
          <Typography.Text style={{ display: 'block', fontSize: 13 }}>
            {pick(words, language)}
          </Typography.Text>
          <Typography.Text type="secondary" className="mono" style={{ fontSize: 12 }}>
            {example} → {result}
          </Typography.Text>
        </li>
      ))}
    </ul>
  );
}
