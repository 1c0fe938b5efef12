/** The person's password: where it is kept, how old it is, and how to change it. */
import { useState } from 'react';
import { setCsrf } from '../api/client.ts';
import type { OwnPassword } from '../api/types.ts';
import { Button } from '../parts/button.tsx';
import { Dialog, DialogActions } from '../parts/dialog.tsx';
import { PasswordField } from '../parts/field.tsx';
import { Form, useAction } from '../parts/form.tsx';
import { Icon } from '../parts/icons.tsx';
import { NewPassword } from '../parts/new-password.tsx';
import { fieldProblem, Notice } from '../parts/notice.tsx';
import { meetsRules } from '../parts/password-rules.ts';
import { passwordText } from '../parts/password-text.ts';
import { common } from '../text/common.ts';
import { useText } from '../text/text.ts';
import { Line, OwnProblem, Part, Read, useMoment } from './parts.tsx';
import { securityText } from './security-text.ts';
import { usePerson } from './session.tsx';
import { useData } from './use-data.ts';

export function PasswordPart() {
  const t = useText(securityText);
  const password = useData<OwnPassword>('/password');
  const [changed, setChanged] = useState(false);
  return (
    <Part title={t('password')}>
      <Read from={password}>
        {(data) =>
          data.where === 'none' ? (
            <Notice>{t('noPassword')}</Notice>
          ) : (
            <Kept
              password={data}
              onChanged={() => {
                setChanged(true);
                void password.reload();
              }}
            />
          )
        }
      </Read>
      {changed && <Notice kind="good" title={t('passwordChanged')} />}
    </Part>
  );
}

function Kept({ password, onChanged }: { password: OwnPassword; onChanged: () => void }) {
  const t = useText(securityText);
  const { guard } = usePerson();
  const moment = useMoment();
  const [open, setOpen] = useState(false);
  const { where, changedAt, expiresAt } = password;
  const dates = [
    changedAt ? t('changedAt', { at: moment(changedAt) }) : t('neverChanged'),
    ...(expiresAt ? [t('expiresAt', { at: moment(expiresAt) })] : []),
  ];
  return (
    <>
      <Line
        icon={<Icon name="key" />}
        title={t(where === 'directory' ? 'inDirectory' : 'inMuster')}
        facts={where === 'muster' ? dates.join(' · ') : undefined}
      >
        <Button onClick={() => guard(() => setOpen(true))}>{t('changePassword')}</Button>
      </Line>
      {open && (
        <ChangeDialog
          password={password}
          onClose={() => setOpen(false)}
          onChanged={() => {
            setOpen(false);
            onChanged();
          }}
        />
      )}
    </>
  );
}

interface ChangeDialogProps {
  password: OwnPassword;
  onClose: () => void;
  onChanged: () => void;
}

function ChangeDialog({ password: { rules, needsCurrent }, onClose, onChanged }: ChangeDialogProps) {
  const t = useText(securityText);
  const tp = useText(passwordText);
  const tc = useText(common);
  const { own } = usePerson();
  const [current, setCurrent] = useState('');
  const [chosen, setChosen] = useState('');
  const [tried, setTried] = useState(false);
  const { busy, problem, run } = useAction();
  const meets = meetsRules(rules, chosen);
  const submit = () => {
    setTried(true);
    if (!meets || (needsCurrent && current === '')) return;
    void run(async () => {
      const given = { password: chosen, ...(needsCurrent ? { current } : {}) };
      // The session has another secret now.
      const { csrf } = await own<{ csrf: string }>('PUT', '/password', given);
      setCsrf(csrf);
      onChanged();
    });
  };
  return (
    <Dialog title={t('changePassword')} onClose={onClose}>
      <Form onSubmit={submit}>
        <OwnProblem problem={problem} />
        {needsCurrent && (
          <PasswordField
            label={tp('currentPassword')}
            value={current}
            onChange={setCurrent}
            autoComplete="current-password"
            maxLength={256}
            autoFocus
            error={tried && current === '' ? tc('fillIn') : fieldProblem(problem, 'current')}
          />
        )}
        <NewPassword
          rules={rules}
          value={chosen}
          onChange={setChosen}
          tried={tried}
          autoFocus={!needsCurrent}
          error={tried && !meets ? tp('notYet') : fieldProblem(problem, 'password')}
        />
        <DialogActions>
          <Button onClick={onClose}>{tc('cancel')}</Button>
          <Button kind="primary" type="submit" busy={busy}>
            {tc('save')}
          </Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}
