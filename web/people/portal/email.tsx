/** The e-mail address: whether it is verified, and the way to verify or change it by a code. */
import { useState } from 'react';
import type { Me } from '../api/types.ts';
import { Button } from '../parts/button.tsx';
import { Dialog, DialogActions } from '../parts/dialog.tsx';
import { CodeField, Field } from '../parts/field.tsx';
import { Form, useAction } from '../parts/form.tsx';
import { Icon } from '../parts/icons.tsx';
import { fieldProblem } from '../parts/notice.tsx';
import { common } from '../text/common.ts';
import { useText } from '../text/text.ts';
import { Line, OwnProblem } from './parts.tsx';
import { portalText } from './portal-text.ts';
import { usePerson } from './session.tsx';

export function EmailLine() {
  const t = useText(portalText);
  const { me, guard } = usePerson();
  const [open, setOpen] = useState<'verify' | 'change'>();
  const { email, emailVerified } = me.account;
  const mayChange = me.editable.includes('email') && me.mail;
  return (
    <>
      <Line
        icon={<Icon name="mail" />}
        title={email ?? t('empty')}
        facts={
          <>
            {t('email')}
            {email && ` · ${t(emailVerified ? 'verified' : 'unverified')}`}
          </>
        }
      >
        {email && !emailVerified && me.mail && (
          <Button kind="quiet" onClick={() => guard(() => setOpen('verify'))}>
            {t('verify')}
          </Button>
        )}
        {mayChange && (
          <Button kind="quiet" onClick={() => guard(() => setOpen('change'))}>
            {t('changeEmail')}
          </Button>
        )}
      </Line>
      {open && <EmailDialog present={open === 'verify' ? email : null} onClose={() => setOpen(undefined)} />}
    </>
  );
}

const ADDRESS = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/** `present`: the address to verify; null where it is to become another one. */
function EmailDialog({ present, onClose }: { present: string | null; onClose: () => void }) {
  const t = useText(portalText);
  const tc = useText(common);
  const { own, setMe } = usePerson();
  const [email, setEmail] = useState('');
  const [tried, setTried] = useState(false);
  const [sentTo, setSentTo] = useState<string>();
  const [code, setCode] = useState('');
  const { busy, problem, run } = useAction();
  const send = () => {
    setTried(true);
    const to = present ?? email.trim();
    if (!ADDRESS.test(to)) return;
    void run(async () => {
      await own('POST', '/me/email/verify', present === null ? { email: to } : {});
      setTried(false);
      setSentTo(to);
    });
  };
  const confirm = () => {
    setTried(true);
    if (code === '') return;
    void run(async () => {
      await own('PUT', '/me/email/verify', { code });
      setMe(await own<Me>('GET', '/me'));
      onClose();
    });
  };
  const buttons = (act: string) => (
    <DialogActions>
      <Button onClick={onClose}>{tc('cancel')}</Button>
      <Button kind="primary" type="submit" busy={busy}>
        {act}
      </Button>
    </DialogActions>
  );
  return (
    <Dialog title={t(present === null ? 'emailTitle' : 'verifyTitle')} onClose={onClose}>
      {sentTo === undefined ? (
        <Form key="address" onSubmit={send}>
          <p>{present === null ? t('emailHint') : t('verifyHint', { email: present })}</p>
          {present === null && (
            <Field
              label={t('newEmail')}
              type="email"
              autoComplete="email"
              value={email}
              onChange={setEmail}
              maxLength={128}
              autoFocus
              error={tried && !ADDRESS.test(email.trim()) ? t('notAddress') : fieldProblem(problem, 'email')}
            />
          )}
          <OwnProblem problem={problem} />
          {buttons(t('sendCode'))}
        </Form>
      ) : (
        <Form key="code" onSubmit={confirm}>
          <p role="status">{t('codeSent', { email: sentTo })}</p>
          <CodeField
            label={t('code')}
            value={code}
            onChange={setCode}
            autoFocus
            error={tried && code === '' ? tc('fillIn') : undefined}
          />
          <OwnProblem problem={problem} />
          {buttons(t('verify'))}
        </Form>
      )}
    </Dialog>
  );
}
