import type { Account } from '../../../api/generated.ts';
import { StateTag, type Tone } from '../../../parts/states.tsx';
import { useText } from '../../../text/text.ts';
import { accountsText } from '../accounts-text.ts';
import { type AccountState, stateOf } from '../model/account-fields.ts';

const TONES: Record<AccountState, Tone> = {
  enabled: 'good',
  disabled: 'off',
  locked: 'warn',
  expired: 'warn',
};

export function AccountStateTag({
  account,
}: {
  account: Pick<Account, 'enabled' | 'expiresAt' | 'lockedUntil'>;
}) {
  const t = useText(accountsText);
  const state = stateOf(account);
  return <StateTag tone={TONES[state]}>{t(state)}</StateTag>;
}
