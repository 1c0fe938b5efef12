import { useQuery } from '@tanstack/react-query';
import { Drawer, Flex, Tag, Typography } from 'antd';
import { api } from '../../api/client.ts';
import { ProblemAlert } from '../../parts/problem.tsx';
import { Loading } from '../../parts/states.tsx';
import { useLanguage, useText } from '../../text/text.ts';
import { useUserFields } from './mapping-fields.tsx';
import { provisioningText } from './provisioning-text.ts';

/** What an expression of a target may use: the account's fields and the functions, each with an example. */
export function FunctionsDrawer({ onClose }: { onClose: () => void }) {
  const t = useText(provisioningText);
  const language = useLanguage();
  const fields = useUserFields();
  const { data, error, refetch } = useQuery({
    queryKey: ['expression-functions'],
    queryFn: () => api.expressionFunctions.getExpressionFunctions(),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <Drawer open size={520} title={t('functions')} onClose={onClose}>
      <Typography.Paragraph type="secondary">{t('functionsHint')}</Typography.Paragraph>
      {error && !data && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {!error && !data && <Loading />}
      {data && (
        <>
          <Typography.Title level={2} style={{ fontSize: 15 }}>
            {t('accountFields')}
          </Typography.Title>
          <Flex gap={4} wrap style={{ marginBottom: 20 }}>
            {fields.map((name) => (
              <Tag key={name} variant="filled" className="mono" style={{ margin: 0 }}>
                user.{name}
              </Tag>
            ))}
          </Flex>
          <Typography.Title level={2} style={{ fontSize: 15 }}>
            {t('functions')}
          </Typography.Title>
          {data.functions.map(({ name, signature, en, zh, example, result }) => (
            <div key={name} style={{ marginBottom: 14 }}>
              <Typography.Text strong className="mono">
                {signature}
              </Typography.Text>
              <div>{language === 'zh' ? zh : en}</div>
              <Typography.Text type="secondary" className="mono">
                {t('example', { example, result })}
              </Typography.Text>
            </div>
          ))}
        </>
      )}
    </Drawer>
  );
}
