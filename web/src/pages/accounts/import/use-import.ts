import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { AccountImport } from '../../../api/generated.ts';
import { useInstanceId } from '../../../app/instance.tsx';
import { useText } from '../../../text/text.ts';
import { importText } from '../import-text.ts';
import { accountKeys } from '../model/queries.ts';
import type { ImportRow } from './import-fields.ts';
import type { ImportedRow } from './outcome-rows.ts';
import { runImport } from './run-import.ts';

type Mode = AccountImport['mode'];

export interface ImportState {
  running?: { mode: Mode; done: number; total: number };
  checked?: ImportedRow[];
  applied?: ImportedRow[];
  stopped?: boolean;
  error?: unknown;
}

/** The course of an import: a check, then the rows that it let through. */
export function useImport() {
  const t = useText(importText);
  const instance = useInstanceId();
  const queries = useQueryClient();
  const [state, setState] = useState<ImportState>({});
  const abort = useRef<AbortController>(undefined);
  useEffect(() => () => abort.current?.abort(), []);
  const run = async (mode: Mode, rows: ImportRow[], existing: AccountImport['existing']) => {
    const controller = new AbortController();
    abort.current = controller;
    const onProgress = (done: number) =>
      setState((old) => ({ ...old, running: { mode, done, total: rows.length } }));
    setState((old) => ({
      ...(mode === 'apply' && old.checked ? { checked: old.checked } : {}),
      running: { mode, done: 0, total: rows.length },
    }));
    const { outcomes, error } = await runImport(instance, rows, {
      mode,
      existing,
      onProgress,
      signal: controller.signal,
      tooLong: { message: t('tooLong'), remedy: t('tooLongRemedy') },
      twice: (name, row) => ({ message: t('twice', { name, row }), remedy: t('twiceRemedy') }),
    });
    const stopped = controller.signal.aborted || error !== undefined;
    const failure = error === undefined ? {} : { error };
    setState((old) => {
      // Half a check decides nothing; half an import has happened.
      if (mode === 'check') return stopped ? failure : { checked: outcomes };
      const checked = old.checked ? { checked: old.checked } : {};
      return outcomes.length === 0 && stopped
        ? { ...checked, ...failure }
        : { ...checked, ...failure, applied: outcomes, stopped };
    });
    if (mode === 'apply')
      await Promise.all(accountKeys(instance).map((queryKey) => queries.invalidateQueries({ queryKey })));
  };
  return {
    state,
    run,
    stop: () => abort.current?.abort(),
    reset: () => setState({}),
  };
}
