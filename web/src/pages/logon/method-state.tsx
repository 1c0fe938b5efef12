/** What a method has and what it lacks, as the server sees it. */
import { Alert, Flex, Typography } from 'antd';
import type { LogonMethod, LogonMethodFacts } from '../../api/generated.ts';
import { StateTag } from '../../parts/states.tsx';
import { useText } from '../../text/text.ts';
import { Address } from './address.tsx';
import { methodsText } from './methods-text.ts';

interface MethodStateProps {
  method: LogonMethod;
  facts: LogonMethodFacts | undefined;
}

/** Whether its settings are those of a directory that is asked for passwords. */
export const asksDirectory = ({ settings }: LogonMethod) => 'changePassword' in settings;

export function MethodState({ method, facts }: MethodStateProps) {
  const t = useText(methodsText);
  if (!facts) return null;
  const { protection, problem, sourceEnabled, redirectUri } = facts;
  const { updatePassword, changePassword } = method.settings;
  return (
    <Flex vertical gap={8}>
      {protection && (
        <Flex gap={6} wrap>
          {protection === 'none' ? (
            <StateTag tone="warn">{t('plain')}</StateTag>
          ) : (
            <StateTag tone="good">{t(protection)}</StateTag>
          )}
          {updatePassword && <StateTag tone="good">{t('updates')}</StateTag>}
          {changePassword && <StateTag tone="good">{t('changes')}</StateTag>}
        </Flex>
      )}
      {redirectUri && (
        <div>
          <Typography.Text type="secondary" style={{ fontSize: 13 }}>
            {t('redirectHint')}
          </Typography.Text>
          <Address label={t('redirectUri')} url={redirectUri} />
        </div>
      )}
      {problem && (
        <Alert
          type={method.enabled ? 'error' : 'info'}
          showIcon
          title={method.enabled ? `${t('hasProblem')}: ${problem.message}` : problem.message}
          description={problem.remedy}
        />
      )}
      {sourceEnabled === false && method.enabled && (
        <Alert type="warning" showIcon title={t('sourceOff')} description={t('sourceOffHint')} />
      )}
    </Flex>
  );
}
