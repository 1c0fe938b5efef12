/** How people sign in to an application: on or off, who may, and what the other side has to know. */
import { Button, Descriptions, Flex, Radio, Switch, Typography } from 'antd';
import type { ReactNode } from 'react';
import { api, ifMatch } from '../../api/client.ts';
import type { Application, ApplicationSsoDetails, ApplicationSsoPatch } from '../../api/generated.ts';
import { useInstanceId } from '../../app/instance.tsx';
import { useMay } from '../../app/session.tsx';
import { useFilters } from '../../app/use-search.ts';
import { useAction } from '../../parts/action.ts';
import { ProblemAlert } from '../../parts/problem.tsx';
import { Loading } from '../../parts/states.tsx';
import { useLanguage, useText } from '../../text/text.ts';
import { ssoKey, useCatalogue, useSso } from './application-queries.ts';
import { ClientSecrets } from './client-secrets.tsx';
import { SsoBegin } from './sso-begin.tsx';
import { SsoForm } from './sso-form.tsx';
import { SsoParameters } from './sso-parameters.tsx';
import { ssoText } from './sso-text.ts';

export function SsoTab({ application }: { application: Application }) {
  const t = useText(ssoText);
  const language = useLanguage();
  const instance = useInstanceId();
  const { data, error, refetch } = useSso(instance, application.id);
  const entry = useCatalogue().data?.items.find(({ id }) => id === data?.template);
  if (error && !data) return <ProblemAlert error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  if (data.protocol === 'none') return <SsoBegin application={application} sso={data} />;
  const guide = data.guide?.[language] ?? [];
  return (
    <Flex vertical gap={24}>
      <State sso={data} />
      <Part title={t('addresses')}>
        <Addresses sso={data} />
      </Part>
      {data.protocol === 'oidc' && (
        <Part title={t('secrets')}>
          <ClientSecrets application={application} />
        </Part>
      )}
      {entry && entry.parameters.length > 0 && (
        <Part title={t('parameters')} hint={t('parametersHint')}>
          <SsoParameters sso={data} entry={entry} />
        </Part>
      )}
      <Part title={t('settings')}>
        <SsoForm sso={data} touches={[ssoKey(instance)]} />
      </Part>
      {guide.length > 0 && (
        <Part title={t('guide')}>
          <ol style={{ margin: 0, paddingInlineStart: 20, maxWidth: 760 }}>
            {guide.map((step) => (
              <li key={step} style={{ marginBottom: 6, overflowWrap: 'anywhere' }}>
                {step}
              </li>
            ))}
          </ol>
        </Part>
      )}
    </Flex>
  );
}

function Part({ title, hint, children }: { title: string; hint?: string; children: ReactNode }) {
  return (
    <section aria-label={title}>
      <Typography.Title level={2} style={{ fontSize: 15, margin: '0 0 8px' }}>
        {title}
      </Typography.Title>
      {hint && <Typography.Paragraph type="secondary">{hint}</Typography.Paragraph>}
      {children}
    </section>
  );
}

function State({ sso }: { sso: ApplicationSsoDetails }) {
  const t = useText(ssoText);
  const may = useMay();
  const instance = useInstanceId();
  const [, setFilters] = useFilters();
  const change = useAction(
    (patch: ApplicationSsoPatch) =>
      api.applications.updateSso(instance, sso.applicationId, patch, ifMatch(sso.version)),
    { touches: [ssoKey(instance)] },
  );
  const off = !may.admin || change.isPending;
  return (
    <Descriptions
      column={1}
      size="small"
      styles={{ label: { width: 200 } }}
      items={[
        {
          key: 'enabled',
          label: t('enabled'),
          children: (
            <Switch
              aria-label={t('enabled')}
              checked={sso.enabled}
              disabled={off}
              onChange={(enabled) => change.mutate({ enabled })}
            />
          ),
        },
        { key: 'protocol', label: t('protocol'), children: sso.protocol !== 'none' && t(sso.protocol) },
        {
          key: 'authorisation',
          label: t('authorisation'),
          children: (
            <Flex gap={12} align="center" wrap>
              {t(sso.authorisation)}
              <Button size="small" onClick={() => setFilters({ tab: 'authorisation' })}>
                {t('toAuthorisation')}
              </Button>
            </Flex>
          ),
        },
        {
          key: 'portal',
          label: t('portal'),
          children: (
            <Radio.Group
              aria-label={t('portal')}
              value={sso.portal}
              disabled={off}
              onChange={({ target }) => change.mutate({ portal: target.value })}
              options={(['shown', 'hidden'] as const).map((value) => ({ value, label: t(value) }))}
            />
          ),
        },
      ]}
    />
  );
}

const OF_PROTOCOL = { saml: ['entityId', 'ssoUrl', 'metadataUrl'], oidc: ['issuer'], none: [] } as const;

function Addresses({ sso }: { sso: ApplicationSsoDetails }) {
  const t = useText(ssoText);
  const rows: { key: string; label: string; value: string }[] = OF_PROTOCOL[sso.protocol].map((name) => ({
    key: name,
    label: t(name),
    value: sso.addresses[name] ?? '',
  }));
  if (sso.protocol === 'oidc') rows.push({ key: 'clientId', label: t('clientId'), value: sso.applicationId });
  return (
    <Descriptions
      column={1}
      size="small"
      styles={{ label: { width: 200 } }}
      items={rows.map(({ key, label, value }) => ({
        key,
        label,
        children: (
          <Typography.Text className="mono" copyable style={{ overflowWrap: 'anywhere' }}>
            {value}
          </Typography.Text>
        ),
      }))}
    />
  );
}
