/** Passkeys: made in this browser, named, renamed, removed. */
import { useState } from 'react';
import type { OwnFactors, Passkey, RecoveryCodes } from '../api/types.ts';
import { ownDevice } from '../parts/agent.ts';
import { Button } from '../parts/button.tsx';
import { Dialog, DialogActions } from '../parts/dialog.tsx';
import { Field } from '../parts/field.tsx';
import { Form, useAction } from '../parts/form.tsx';
import { Icon } from '../parts/icons.tsx';
import { fieldProblem, Notice } from '../parts/notice.tsx';
import { common } from '../text/common.ts';
import { useText } from '../text/text.ts';
import { Ask, Line, OwnProblem, Part, useMoment } from './parts.tsx';
import { CodesDialog } from './second-step.tsx';
import { securityText } from './security-text.ts';
import { usePerson } from './session.tsx';

type Shown =
  | { kind: 'add' }
  | { kind: 'codes'; codes: string[] }
  | { kind: 'rename' | 'remove'; passkey: Passkey };

interface PasskeyPartProps {
  factors: OwnFactors;
  reload: () => Promise<void>;
}

export function PasskeyPart({ factors: { passkeys, passkeysPossible }, reload }: PasskeyPartProps) {
  const t = useText(securityText);
  const tc = useText(common);
  const { guard } = usePerson();
  const [shown, setShown] = useState<Shown>();
  const add = <Button onClick={() => guard(() => setShown({ kind: 'add' }))}>{t('addPasskey')}</Button>;
  return (
    <Part title={t('passkeys')} hint={t('passkeysHint')} action={passkeysPossible ? add : undefined}>
      {!passkeysPossible && <Notice>{t('passkeysImpossible')}</Notice>}
      {passkeysPossible && passkeys.length === 0 && <p className="soft">{t('passkeysNone')}</p>}
      {passkeys.length > 0 && (
        <ul>
          {passkeys.map((passkey) => (
            <li key={passkey.id}>
              <Line icon={<Icon name="key" />} title={passkey.name} facts={<Facts passkey={passkey} />}>
                <Button
                  kind="quiet"
                  aria-label={t('renamePasskey', { name: passkey.name })}
                  onClick={() => guard(() => setShown({ kind: 'rename', passkey }))}
                >
                  {t('rename')}
                </Button>
                <Button
                  kind="quiet"
                  aria-label={t('removePasskey', { name: passkey.name })}
                  onClick={() => guard(() => setShown({ kind: 'remove', passkey }))}
                >
                  {tc('remove')}
                </Button>
              </Line>
            </li>
          ))}
        </ul>
      )}
      {shown && <ShownDialog shown={shown} setShown={setShown} reload={reload} />}
    </Part>
  );
}

function Facts({ passkey: { createdAt, lastUsedAt, synced } }: { passkey: Passkey }) {
  const t = useText(securityText);
  const moment = useMoment();
  const facts = [
    t('passkeyAdded', { at: moment(createdAt) }),
    lastUsedAt ? t('passkeyUsed', { at: moment(lastUsedAt) }) : t('passkeyUnused'),
    ...(synced ? [t('passkeySynced')] : []),
  ];
  return facts.join(' · ');
}

interface ShownDialogProps {
  shown: Shown;
  setShown: (shown: Shown | undefined) => void;
  reload: () => Promise<void>;
}

function ShownDialog({ shown, setShown, reload }: ShownDialogProps) {
  const t = useText(securityText);
  const tc = useText(common);
  const { own } = usePerson();
  const close = () => setShown(undefined);
  if (shown.kind === 'codes') return <CodesDialog codes={shown.codes} onKept={close} />;
  if (shown.kind === 'remove')
    return (
      <Ask
        title={t('removePasskeyTitle', { name: shown.passkey.name })}
        hint={t('removePasskeyHint')}
        act={tc('remove')}
        danger
        onClose={close}
        onAct={async () => {
          await own('DELETE', `/factors/passkeys/${shown.passkey.id}`);
          await reload();
          close();
        }}
      />
    );
  if (shown.kind === 'rename')
    return (
      <NameDialog
        title={t('renamePasskey', { name: shown.passkey.name })}
        act={tc('save')}
        name={shown.passkey.name}
        onClose={close}
        onName={async (name) => {
          await own('PATCH', `/factors/passkeys/${shown.passkey.id}`, { name });
          await reload();
          close();
        }}
      />
    );
  return (
    <NameDialog
      title={t('addPasskey')}
      act={tc('continue')}
      name={ownDevice()}
      onClose={close}
      onName={async (name) => {
        const { makePasskey } = await import('../api/passkey.ts');
        const options = await own<Parameters<typeof makePasskey>[0]>('POST', '/factors/passkeys/options');
        const response = await makePasskey(options);
        if (response === undefined) return false;
        const { recoveryCodes } = await own<RecoveryCodes>('POST', '/factors/passkeys', { name, response });
        await reload();
        setShown(recoveryCodes.length > 0 ? { kind: 'codes', codes: recoveryCodes } : undefined);
      }}
    />
  );
}

interface NameDialogProps {
  title: string;
  act: string;
  name: string;
  /** False when the person broke it off. */
  onName: (name: string) => Promise<unknown>;
  onClose: () => void;
}

function NameDialog({ title, act, name: before, onName, onClose }: NameDialogProps) {
  const t = useText(securityText);
  const tc = useText(common);
  const [name, setName] = useState(before);
  const [tried, setTried] = useState(false);
  const [nothing, setNothing] = useState(false);
  const { busy, problem, run } = useAction();
  const submit = () => {
    setTried(true);
    setNothing(false);
    if (name.trim() === '') return;
    void run(async () => setNothing((await onName(name.trim())) === false));
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <Form onSubmit={submit}>
        <Field
          label={t('passkeyName')}
          hint={t('passkeyNameHint')}
          value={name}
          onChange={setName}
          maxLength={64}
          autoFocus
          error={tried && name.trim() === '' ? tc('fillIn') : fieldProblem(problem, 'name')}
        />
        <OwnProblem problem={problem} />
        {nothing && <Notice>{tc('passkeyNone')}</Notice>}
        <DialogActions>
          <Button onClick={onClose}>{tc('cancel')}</Button>
          <Button kind="primary" type="submit" busy={busy}>
            {act}
          </Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}
