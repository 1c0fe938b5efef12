import { useMemo } from 'react';
import { useText } from '../../../text/text.ts';
import { accountsText } from '../accounts-text.ts';
import { COLUMN_NAMES, EXAMPLE_ROW, importText } from '../import-text.ts';
import { fieldLabel } from '../model/account-fields.ts';
import { useCustomFields } from '../model/queries.ts';
import { importFields } from './import-fields.ts';

/** The fields an import can fill, the names by which columns are known as them, and a file to start from. */
export function useImportFields() {
  const t = useText(importText);
  const words = useText(accountsText);
  const data = useCustomFields().data;
  return useMemo(() => {
    const custom = data?.items ?? [];
    const ids = importFields(custom);
    const label = (id: string) => (id === 'org' ? t('org') : fieldLabel(words, custom, id));
    const fields = ids.map((id) => ({ id, label: id === 'org' ? t('orgPath') : label(id) }));
    const names = new Map(ids.map((id) => [id, [label(id), ...(COLUMN_NAMES[id] ?? [])]]));
    const example: Record<string, string> = { ...EXAMPLE_ROW, displayName: t('exampleName') };
    const line = (cells: string[]) => cells.map(quoted).join(',');
    const template = `\uFEFF${line(ids.map(label))}\r\n${line(ids.map((id) => example[id] ?? ''))}\r\n`;
    return { fields, names, template };
  }, [t, words, data]);
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
