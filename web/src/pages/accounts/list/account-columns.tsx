import { Link } from '@tanstack/react-router';
import type { Account, CustomField } from '../../../api/generated.ts';
import { Time } from '../../../parts/format.tsx';
import type { Column } from '../../../table/data-table.tsx';
import type { Translate } from '../../../text/text.ts';
import type { AccountsWord } from '../accounts-text.ts';
import { fieldLabel, fieldValue, lockedForGood, stateOf } from '../model/account-fields.ts';
import { AccountStateTag } from '../parts/account-state.tsx';

interface ColumnsInput {
  t: Translate<AccountsWord>;
  yesNo: (value: boolean) => string;
  instance: string;
  custom: readonly CustomField[];
  orgPath: (id: string) => string;
  sourceName: (id: string) => string;
}

/** The state is made of three fields; an export writes the switch, which an import takes back. */
const EXPORTED: Record<string, string> = { state: 'enabled' };

/** The columns of an export that shows what the table shows. */
export function exportColumns(columns: readonly Column<Account>[]): string {
  return [...new Set(columns.map(({ key }) => EXPORTED[key] ?? key))].join(',');
}

/** Every field of an account as a column; its key is the name that an export knows it by. */
export function accountColumns(input: ColumnsInput): Column<Account>[] {
  const { t, instance, custom, orgPath, sourceName } = input;
  const title = (id: string) => fieldLabel(t, custom, id);
  const plain = (id: string, width: number, hidden = false): Column<Account> => ({
    key: id,
    title: title(id),
    width,
    value: (account) => shown(fieldValue(account, id), input.yesNo),
    ...(hidden ? { hidden } : {}),
  });
  const time = (id: 'lockedUntil' | 'expiresAt' | 'createdAt' | 'updatedAt'): Column<Account> => ({
    key: id,
    title: title(id),
    width: 180,
    hidden: true,
    value: (account) => account[id],
    render: (account) => {
      const at = account[id];
      if (at === null) return '–';
      return id === 'lockedUntil' && lockedForGood(account) ? t('forGood') : <Time at={at} />;
    },
  });
  return [
    {
      key: 'username',
      title: title('username'),
      width: 180,
      value: ({ username }) => username,
      render: ({ id, username }) => (
        <Link to="/i/$instance/accounts/$account" params={{ instance, account: id }} title={username}>
          {username}
        </Link>
      ),
    },
    plain('displayName', 150),
    {
      key: 'state',
      title: t('status'),
      width: 110,
      value: (account) => t(stateOf(account)),
      render: (account) => <AccountStateTag account={account} />,
    },
    plain('email', 230),
    {
      key: 'phoneNumber',
      title: title('phoneNumber'),
      width: 160,
      value: ({ phoneRegion, phoneNumber }) =>
        phoneNumber && phoneRegion ? `+${phoneRegion} ${phoneNumber}` : phoneNumber,
    },
    { key: 'org', title: t('organization'), width: 220, value: ({ primaryOrgId }) => orgPath(primaryOrgId) },
    {
      key: 'sourceId',
      title: title('sourceId'),
      width: 160,
      value: ({ sourceId }) => (sourceId === null ? t('builtIn') : sourceName(sourceId)),
    },
    plain('externalId', 200, true),
    plain('description', 220, true),
    plain('preferredLanguage', 110, true),
    plain('emailVerified', 130, true),
    plain('phoneVerified', 130, true),
    plain('passwordSet', 120, true),
    time('expiresAt'),
    time('lockedUntil'),
    time('createdAt'),
    time('updatedAt'),
    plain('sourceType', 120, true),
    plain('id', 280, true),
    ...custom.map((field) => plain(`custom.${field.id}`, 150, true)),
  ];
}

function shown(value: ReturnType<typeof fieldValue>, yesNo: (value: boolean) => string) {
  return typeof value === 'boolean' ? yesNo(value) : value;
}
