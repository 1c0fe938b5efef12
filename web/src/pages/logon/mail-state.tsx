import { Alert } from 'antd';
import { useInstanceId } from '../../app/instance.tsx';
import { useText } from '../../text/text.ts';
import { useLogonFacts } from './logon-queries.ts';
import { logonText } from './logon-text.ts';

/** Whether this server can send mails, and how that is set up. */
export function MailState() {
  const t = useText(logonText);
  const { data } = useLogonFacts(useInstanceId());
  if (!data) return null;
  return data.mail ? (
    <Alert type="success" showIcon title={t('mailYes')} />
  ) : (
    <Alert type="warning" showIcon title={t('mailNo')} description={t('mailHow')} />
  );
}
