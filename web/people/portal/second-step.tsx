/** Second factors: authenticator app, code by e-mail, recovery codes. */
import { useState } from 'react';
import type { RecoveryCodes as Codes, OwnFactors, TotpSecret } from '../api/types.ts';
import { Button } from '../parts/button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { useAction } from '../parts/form.tsx';
import { Icon } from '../parts/icons.tsx';
import { RecoveryCodes, TotpSetup } from '../parts/totp-setup.tsx';
import { totpText } from '../parts/totp-text.ts';
import { common } from '../text/common.ts';
import { useText } from '../text/text.ts';
import { Ask, Line, OwnProblem, Part, useMoment } from './parts.tsx';
import { securityText } from './security-text.ts';
import { usePerson } from './session.tsx';

type Shown =
  | { kind: 'setup'; secret: TotpSecret }
  | { kind: 'codes'; codes: string[] }
  | { kind: 'remove' }
  | { kind: 'renew' };

interface FactorProps {
  factors: OwnFactors;
  reload: () => Promise<void>;
}

export function SecondStepPart({ factors, reload }: FactorProps) {
  const t = useText(securityText);
  const tc = useText(common);
  const { own, guard } = usePerson();
  const moment = useMoment();
  const [shown, setShown] = useState<Shown>();
  const { busy, problem, run } = useAction();
  const { totp, email, mail, recoveryLeft, passkeys } = factors;
  const setUp = () =>
    guard(
      () =>
        void run(async () =>
          setShown({ kind: 'setup', secret: await own<TotpSecret>('POST', '/factors/totp') }),
        ),
    );
  return (
    <Part title={t('second')} hint={t('secondHint')}>
      <OwnProblem problem={problem} />
      <Line
        icon={<Icon name="phone" />}
        title={t('totp')}
        facts={totp ? t('totpOn', { at: moment(totp.confirmedAt) }) : t('totpOff')}
      >
        <Button kind={totp ? 'quiet' : 'plain'} busy={busy} onClick={setUp}>
          {t(totp ? 'replace' : 'setUp')}
        </Button>
        {totp && (
          <Button kind="quiet" onClick={() => guard(() => setShown({ kind: 'remove' }))}>
            {tc('remove')}
          </Button>
        )}
      </Line>
      {mail && (
        <Line
          icon={<Icon name="mail" />}
          title={t('emailCode')}
          facts={email ? t('emailOn', { email }) : t('emailOff')}
        />
      )}
      {(totp || passkeys.length > 0) && (
        <Line
          icon={<Icon name="life" />}
          title={t('recovery')}
          facts={t('recoveryLeft', { count: recoveryLeft })}
        >
          <Button kind="quiet" onClick={() => guard(() => setShown({ kind: 'renew' }))}>
            {t('renew')}
          </Button>
        </Line>
      )}
      {shown && <Shown shown={shown} setShown={setShown} reload={reload} />}
    </Part>
  );
}

interface ShownProps {
  shown: Shown;
  setShown: (shown: Shown | undefined) => void;
  reload: () => Promise<void>;
}

function Shown({ shown, setShown, reload }: ShownProps) {
  const t = useText(securityText);
  const tc = useText(common);
  const { own } = usePerson();
  const close = () => setShown(undefined);
  const after = async ({ recoveryCodes }: Codes) => {
    setShown(recoveryCodes.length > 0 ? { kind: 'codes', codes: recoveryCodes } : undefined);
    await reload();
  };
  switch (shown.kind) {
    case 'setup':
      return (
        <Dialog title={t('totpTitle')} onClose={close}>
          <TotpSetup
            secret={shown.secret}
            onCancel={close}
            onConfirm={async (code) => after(await own<Codes>('PUT', '/factors/totp', { code }))}
          />
        </Dialog>
      );
    case 'codes':
      return <CodesDialog codes={shown.codes} onKept={close} />;
    case 'remove':
      return (
        <Ask
          title={t('removeTotp')}
          hint={t('removeTotpHint')}
          act={tc('remove')}
          danger
          onClose={close}
          onAct={async () => {
            await own('DELETE', '/factors/totp');
            await reload();
            close();
          }}
        />
      );
    case 'renew':
      return (
        <Ask
          title={t('renewTitle')}
          hint={t('renewHint')}
          act={t('renew')}
          onClose={close}
          onAct={async () => after(await own<Codes>('POST', '/factors/recovery'))}
        />
      );
  }
}

/** Cannot be left by Escape: the codes are never shown again. */
export function CodesDialog({ codes, onKept }: { codes: string[]; onKept: () => void }) {
  const t = useText(totpText);
  return (
    <Dialog title={t('recoveryTitle')}>
      <RecoveryCodes codes={codes} onKept={onKept} />
    </Dialog>
  );
}
