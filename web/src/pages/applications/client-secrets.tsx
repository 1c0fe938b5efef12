import { useQuery } from '@tanstack/react-query';
import { Button, Flex, Typography } from 'antd';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import type { Application, OidcClientSecret, OidcClientSecretCreated } from '../../api/generated.ts';
import { useInstanceId } from '../../app/instance.tsx';
import { useMay } from '../../app/session.tsx';
import { useAction } from '../../parts/action.ts';
import { ConfirmByName } from '../../parts/confirm.tsx';
import { Time } from '../../parts/format.tsx';
import { ProblemAlert } from '../../parts/problem.tsx';
import { ShownOnce } from '../../parts/shown-once.tsx';
import { common } from '../../text/common.ts';
import { useText } from '../../text/text.ts';
import { ssoText } from './sso-text.ts';

/** The secrets an OpenID Connect application shows itself with; each is seen once, when it is made. */
export function ClientSecrets({ application }: { application: Application }) {
  const t = useText(ssoText);
  const words = useText(common);
  const may = useMay();
  const instance = useInstanceId();
  const key = ['client-secrets', instance, application.id] as const;
  const [made, setMade] = useState<OidcClientSecretCreated>();
  const [removing, setRemoving] = useState<OidcClientSecret>();
  const { data, error, refetch } = useQuery({
    queryKey: key,
    queryFn: () => api.applications.listClientSecrets(instance, application.id),
  });
  const create = useAction(() => api.applications.createClientSecret(instance, application.id), {
    touches: [key],
    onDone: setMade,
  });
  if (error && !data) return <ProblemAlert error={error} onRetry={() => void refetch()} />;
  return (
    <Flex vertical gap={8} align="start">
      <Typography.Text type="secondary">{t('secretsHint')}</Typography.Text>
      {data?.items.length === 0 && t('noSecret')}
      {data?.items.map((secret) => (
        <Flex key={secret.id} gap={12} align="center" wrap>
          <span className="mono">{t('secretEnds', { ending: secret.ending })}</span>
          <Typography.Text type="secondary">
            {words('createdAt')} <Time at={secret.createdAt} />
          </Typography.Text>
          {secret.lastUsedAt && (
            <Typography.Text type="secondary">
              {t('lastUsed')} <Time at={secret.lastUsedAt} />
            </Typography.Text>
          )}
          {may.admin && (
            <Button type="link" danger size="small" onClick={() => setRemoving(secret)}>
              {words('delete')}
            </Button>
          )}
        </Flex>
      ))}
      {may.admin && (
        <Button
          disabled={(data?.items.length ?? 2) >= 2}
          loading={create.isPending}
          onClick={() => create.mutate(undefined)}
        >
          {t('createSecret')}
        </Button>
      )}
      {made && (
        <ShownOnce
          title={t('secretMade')}
          file={`${application.name} client secret`}
          values={[
            { label: t('clientId'), value: application.id },
            { label: t('secretMade'), value: made.secret },
          ]}
          onClose={() => setMade(undefined)}
        />
      )}
      {removing && (
        <ConfirmByName
          open
          name={removing.ending}
          title={t('deleteSecret')}
          action={t('deleteSecret')}
          onConfirm={async () => {
            await api.applications.deleteClientSecret(instance, application.id, removing.id);
            await refetch();
          }}
          onClose={() => setRemoving(undefined)}
        >
          {t('deleteSecretHint')}
        </ConfirmByName>
      )}
    </Flex>
  );
}
