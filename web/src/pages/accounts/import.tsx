import { DownloadOutlined } from '@ant-design/icons';
import { Alert, Button, Flex, Form, Progress, Radio, Typography } from 'antd';
import { useMemo, useState } from 'react';
import type { AccountImport } from '../../api/generated.ts';
import { useInstanceId } from '../../app/instance.tsx';
import { useMay } from '../../app/session.tsx';
import { LinkButton } from '../../parts/link-button.tsx';
import { Page } from '../../parts/page.tsx';
import { ProblemAlert } from '../../parts/problem.tsx';
import { downloadCsv, downloadText } from '../../table/csv.ts';
import { useText } from '../../text/text.ts';
import { accountsText } from './accounts-text.ts';
import { ChooseFile, type ChosenFile } from './import/choose-file.tsx';
import {
  guessMapping,
  type ImportRow,
  type Mapping,
  toImportRows,
  usedTwice,
} from './import/import-fields.ts';
import { MapColumns } from './import/map-columns.tsx';
import { countsOf, type ImportedRow } from './import/outcome-rows.ts';
import { Outcomes } from './import/outcomes.tsx';
import { useImport } from './import/use-import.ts';
import { useImportFields } from './import/use-import-fields.ts';
import { importText } from './import-text.ts';
import { Section } from './parts/section.tsx';

export function ImportAccounts() {
  const t = useText(importText);
  const instance = useInstanceId();
  const may = useMay();
  const { fields, names, template } = useImportFields();
  const [file, setFile] = useState<ChosenFile>();
  const [chosenMapping, setMapping] = useState<Mapping>();
  const [existing, setExisting] = useState<AccountImport['existing']>('skip');
  const { state, run, stop, reset } = useImport();
  const guessed = useMemo(() => (file ? guessMapping(file.table.titles, names) : []), [file, names]);
  const mapping = chosenMapping ?? guessed;
  const rows = useMemo(() => (file ? toImportRows(file.table.rows, mapping) : []), [file, mapping]);
  const busy = state.running !== undefined;
  const wrong = mappingProblem(t, mapping, fields);
  const chooseFile = (next: ChosenFile | undefined) => {
    setFile(next);
    setMapping(undefined);
    reset();
  };
  const ready = file !== undefined && file.table.rows.length > 0;
  return (
    <Page
      title={t('title')}
      description={t('hint')}
      above={[{ label: t('accounts'), to: `/i/${instance}/accounts` }]}
      actions={
        <Button
          icon={<DownloadOutlined />}
          onClick={() => downloadText(`${t('title')}.csv`, template, 'text/csv')}
        >
          {t('template')}
        </Button>
      }
    >
      <Section title={t('fileStep')}>
        <ChooseFile file={file} disabled={busy} onChange={chooseFile} />
      </Section>
      {ready && !state.applied && (
        <Section title={t('columnStep')}>
          <MapColumns
            table={file.table}
            mapping={mapping}
            fields={fields}
            disabled={busy}
            onChange={(next) => {
              setMapping(next);
              reset();
            }}
          />
          <Form.Item label={t('existing')} extra={t('emptyCells')} style={{ margin: '16px 0 12px' }}>
            <Radio.Group
              value={existing}
              disabled={busy}
              onChange={({ target }) => {
                setExisting(target.value);
                reset();
              }}
              options={[
                { value: 'skip', label: t('existingSkip') },
                { value: 'update', label: t('existingUpdate') },
              ]}
            />
          </Form.Item>
          {wrong && <Alert type="warning" showIcon title={wrong} style={{ marginBottom: 12 }} />}
          <Button
            type={state.checked ? 'default' : 'primary'}
            disabled={busy || wrong !== undefined || !may.operate}
            onClick={() => void run('check', rows, existing)}
          >
            {t(state.checked ? 'checkAgain' : 'check')}
          </Button>
        </Section>
      )}
      {state.running && <Running {...state.running} onStop={stop} />}
      {state.error !== undefined && (
        <div style={{ marginBottom: 20 }}>
          <ProblemAlert error={state.error} />
        </div>
      )}
      {state.checked && !state.applied && !busy && (
        <Checked
          checked={state.checked}
          rows={rows}
          onApply={(through) => void run('apply', through, existing)}
        />
      )}
      {state.applied && (
        <Applied rows={state.applied} refused={state.checked ?? []} stopped={state.stopped ?? false} />
      )}
    </Page>
  );
}

function mappingProblem(
  t: ReturnType<typeof useText<Parameters<typeof importText.t>[0]>>,
  mapping: Mapping,
  fields: { id: string; label: string }[],
): string | undefined {
  if (!mapping.includes('username')) return t('needUsername');
  const [twice] = usedTwice(mapping);
  if (twice === undefined) return undefined;
  return t('usedTwice', { field: fields.find(({ id }) => id === twice)?.label ?? twice });
}

function Running({
  mode,
  done,
  total,
  onStop,
}: {
  mode: AccountImport['mode'];
  done: number;
  total: number;
  onStop: () => void;
}) {
  const t = useText(importText);
  const label = t(mode === 'check' ? 'checking' : 'applying');
  return (
    <Section title={label}>
      <Flex gap={12} align="center" wrap>
        <Progress
          percent={Math.floor((100 * done) / Math.max(total, 1))}
          status="active"
          aria-label={label}
          style={{ flex: '1 1 200px', maxWidth: 480 }}
        />
        <Typography.Text type="secondary" aria-live="polite">
          {t('progress', { done, total })}
        </Typography.Text>
        <Button onClick={onStop}>{t('stop')}</Button>
      </Flex>
    </Section>
  );
}

interface CheckedProps {
  checked: ImportedRow[];
  rows: ImportRow[];
  onApply: (rows: ImportRow[]) => void;
}

function Checked({ checked, rows, onApply }: CheckedProps) {
  const t = useText(importText);
  const { refused } = countsOf(checked);
  const wanted = new Set(
    checked.flatMap(({ outcome, line }) => (outcome === 'create' || outcome === 'update' ? [line] : [])),
  );
  return (
    <Section
      title={t('resultStep')}
      hint={refused > 0 && t('refusedStay', { count: refused })}
      actions={
        <>
          <RefusedRows rows={checked} />
          <Button
            type="primary"
            disabled={wanted.size === 0}
            onClick={() => onApply(rows.filter(({ line }) => wanted.has(line)))}
          >
            {wanted.size === 0 ? t('nothingToDo') : t('apply', { count: wanted.size })}
          </Button>
        </>
      }
    >
      <Outcomes rows={checked} applied={false} />
    </Section>
  );
}

interface AppliedProps {
  rows: ImportedRow[];
  /** The outcomes of the check: what it refused was never sent. */
  refused: ImportedRow[];
  stopped: boolean;
}

function Applied({ rows, refused, stopped }: AppliedProps) {
  const t = useText(importText);
  const instance = useInstanceId();
  const counts = countsOf(rows);
  const sent = new Set(rows.map(({ line }) => line));
  const left = refused.filter(
    ({ line, outcome }) => !sent.has(line) && outcome !== 'create' && outcome !== 'update',
  );
  const all = [...rows, ...left].sort((a, b) => a.line - b.line);
  return (
    <Section
      title={t('appliedStep')}
      actions={
        <>
          <RefusedRows rows={all} />
          <LinkButton color="primary" variant="solid" to="/i/$instance/accounts" params={{ instance }}>
            {t('toAccounts')}
          </LinkButton>
        </>
      }
    >
      <Alert
        type={stopped || counts.refused > 0 ? 'warning' : 'success'}
        showIcon
        title={t('importDone', { count: counts.create + counts.update })}
        description={stopped ? t('stopped') : undefined}
        style={{ marginBottom: 12 }}
      />
      <Outcomes rows={all} applied />
    </Section>
  );
}

/** The refused rows with their reasons, as a file to put right. */
function RefusedRows({ rows }: { rows: ImportedRow[] }) {
  const t = useText(importText);
  const words = useText(accountsText);
  const refused = rows.filter(({ outcome }) => outcome === 'refused');
  if (refused.length === 0) return null;
  const download = () =>
    downloadCsv(
      'refused',
      [
        { key: 'line', title: t('row'), width: 0, value: ({ line }) => line },
        { key: 'username', title: words('fieldUsername'), width: 0, value: ({ username }) => username },
        { key: 'message', title: t('reason'), width: 0, value: ({ message }) => message },
        { key: 'remedy', title: t('remedy'), width: 0, value: ({ remedy }) => remedy },
      ],
      refused,
    );
  return <Button onClick={download}>{t('downloadRefused')}</Button>;
}
