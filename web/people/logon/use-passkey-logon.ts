/** Log-on by passkey without a user name: by a button, and offered by the browser in the field of the user name. */
import { useCallback, useEffect, useState } from 'react';
import type { Step } from '../api/types.ts';
import type { Logon } from './use-logon.ts';

const load = () => import('../api/passkey.ts');
type Options = Parameters<Awaited<ReturnType<typeof load>>['givePasskey']>[0];

export function usePasskeyLogon(
  { send, go }: Logon,
  offered: boolean,
  onUsed: () => void,
): { ask: () => Promise<void>; nothing: boolean } {
  const [nothing, setNothing] = useState(false);
  /** Counts ceremonies by the button: each ends the one that waits in the field, which then begins anew. */
  const [asked, setAsked] = useState(0);

  const logOn = useCallback(
    async (response: unknown) => {
      const step = await send<Step>('/passkey', { response });
      onUsed();
      go(step);
    },
    [send, go, onUsed],
  );

  // biome-ignore lint/correctness/useExhaustiveDependencies: begins once, and anew after the button
  useEffect(() => {
    if (!offered) return;
    let gone = false;
    const wait = async () => {
      const { canAutofill, givePasskey } = await load();
      if (gone || !(await canAutofill())) return;
      const options = await send<Options>('/passkey/options');
      const response = gone ? undefined : await givePasskey(options, true);
      if (response !== undefined && !gone) await logOn(response);
    };
    // Nobody asked for it: where it does not work, the button and the password remain.
    wait().catch(() => {});
    return () => {
      gone = true;
      void load().then(({ stopWaiting }) => stopWaiting());
    };
  }, [offered, asked]);

  const ask = useCallback(async () => {
    setNothing(false);
    const { givePasskey } = await load();
    const response = await givePasskey(await send<Options>('/passkey/options'));
    if (response !== undefined) return logOn(response);
    setNothing(true);
    setAsked((count) => count + 1);
  }, [send, logOn]);

  return { ask, nothing };
}
