/** An authenticator app is added in two steps: scan and prove it by a code, then keep the recovery codes. */
import { useState } from 'react';
import { instanceId } from '../api/client.ts';
import type { TotpSecret } from '../api/types.ts';
import { common } from '../text/common.ts';
import { useText } from '../text/text.ts';
import { Button } from './button.tsx';
import { CopyButton, download } from './copy.tsx';
import { Check, CodeField } from './field.tsx';
import { Form, useAction } from './form.tsx';
import { Notice, ProblemNotice } from './notice.tsx';
import { totpText } from './totp-text.ts';

interface TotpSetupProps {
  secret: TotpSecret;
  onConfirm: (code: string) => Promise<void>;
  onCancel?: () => void;
}

export function TotpSetup({ secret: { secret, svg }, onConfirm, onCancel }: TotpSetupProps) {
  const t = useText(totpText);
  const tc = useText(common);
  const [code, setCode] = useState('');
  const [tried, setTried] = useState(false);
  const { busy, problem, run } = useAction();
  const submit = () => {
    setTried(true);
    if (code.length === 6) void run(() => onConfirm(code));
  };
  return (
    <Form onSubmit={submit}>
      <p>{t('scan')}</p>
      {/* As an image: what is in it can do nothing here. */}
      <img className="qr" src={`data:image/svg+xml,${encodeURIComponent(svg)}`} alt={t('picture')} />
      <div className="stack-small">
        <p className="small soft">{t('byHand')}</p>
        <p className="secret">{secret.match(/.{1,4}/g)?.join(' ')}</p>
        <CopyButton text={secret} label={t('copyKey')} />
      </div>
      <ProblemNotice problem={problem} />
      <CodeField
        label={t('code')}
        value={code}
        onChange={setCode}
        error={tried && code.length !== 6 ? t('sixDigits') : undefined}
      />
      <div className="row">
        <Button kind="primary" type="submit" busy={busy}>
          {t('confirm')}
        </Button>
        {onCancel && <Button onClick={onCancel}>{tc('cancel')}</Button>}
      </div>
    </Form>
  );
}

export function RecoveryCodes({ codes, onKept }: { codes: string[]; onKept: () => void }) {
  const t = useText(totpText);
  const tc = useText(common);
  const [kept, setKept] = useState(false);
  const [tried, setTried] = useState(false);
  const text = codes.map((code) => `${code}\n`).join('');
  return (
    <Form
      onSubmit={() => {
        setTried(true);
        if (kept) onKept();
      }}
    >
      <p>{t('recoveryIntro')}</p>
      <ul className="codes" aria-label={t('codes')}>
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="row">
        <Button onClick={() => download(`muster-recovery-${instanceId}.txt`, text)}>{tc('download')}</Button>
        <CopyButton text={text} label={t('copyCodes')} />
      </div>
      <Check checked={kept} onChange={setKept}>
        {t('kept')}
      </Check>
      {tried && !kept && <Notice kind="error" title={t('keepFirst')} />}
      <div>
        <Button kind="primary" type="submit">
          {tc('continue')}
        </Button>
      </div>
    </Form>
  );
}
