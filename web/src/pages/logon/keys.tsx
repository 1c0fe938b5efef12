/** The keys that sign ID tokens and assertions, and the steps in which one follows another. */
import { DownloadOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Descriptions, Flex, Skeleton, Typography } from 'antd';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import type { SigningKey, SigningKeyList } from '../../api/generated.ts';
import { useInstanceId } from '../../app/instance.tsx';
import { useMay } from '../../app/session.tsx';
import { Time } from '../../parts/format.tsx';
import { Page } from '../../parts/page.tsx';
import { ProblemAlert } from '../../parts/problem.tsx';
import { StateTag } from '../../parts/states.tsx';
import { Surface } from '../../parts/surface.tsx';
import { downloadText } from '../../table/csv.ts';
import { useText } from '../../text/text.ts';
import { Section } from '../applications/section.tsx';
import { RotateKey, type Step } from './keys-rotate.tsx';
import { keysText } from './keys-text.ts';
import { logonKey } from './logon-queries.ts';

export type Use = SigningKey['use'];

export function SigningKeys() {
  const t = useText(keysText);
  return (
    <Page title={t('title')} description={t('description')}>
      <KeysOf use="oidc" />
      <KeysOf use="saml" />
    </Page>
  );
}

function KeysOf({ use }: { use: Use }) {
  const t = useText(keysText);
  const instance = useInstanceId();
  const { data, error, refetch } = useQuery({
    queryKey: logonKey(instance, 'keys', use),
    queryFn: () => api.signingKeys.listSigningKeys(instance, { use }),
  });
  return (
    <Section title={t(use)} hint={t(`${use}Hint`)}>
      {error && !data && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton active title={false} />}
      {data && (
        <Flex vertical gap={12} style={{ marginBottom: 16 }}>
          <Dependents of={data} />
          {data.items.map((key) => (
            <OneKey key={key.kid} signingKey={key} />
          ))}
          <Steps use={use} keys={data} />
        </Flex>
      )}
    </Section>
  );
}

function Dependents({ of: { applications } }: { of: SigningKeyList }) {
  const t = useText(keysText);
  const names = applications.map(({ name }) => name).join(', ');
  return (
    <Typography.Text style={{ overflowWrap: 'anywhere' }}>
      {applications.length === 0 ? t('noDependents') : t('dependents', { count: applications.length, names })}
    </Typography.Text>
  );
}

const TONES = { current: 'good', next: 'quiet', previous: 'off' } as const;

function OneKey({ signingKey: key }: { signingKey: SigningKey }) {
  const t = useText(keysText);
  return (
    <Surface>
      <Flex gap={12} align="center" justify="space-between" wrap style={{ marginBottom: 8 }}>
        <Flex gap={10} align="center" wrap style={{ minWidth: 0 }}>
          <StateTag tone={TONES[key.state]}>{t(key.state)}</StateTag>
          <Typography.Text className="mono" style={{ overflowWrap: 'anywhere' }}>
            {key.kid}
          </Typography.Text>
        </Flex>
        <Button
          size="small"
          icon={<DownloadOutlined aria-hidden />}
          aria-label={t('downloadOf', { kid: key.kid })}
          onClick={() => downloadText(`${key.use}-${key.kid}.pem`, key.certificate, 'application/x-pem-file')}
        >
          {t('certificate')}
        </Button>
      </Flex>
      <Descriptions
        size="small"
        column={1}
        styles={{ label: { width: 200 } }}
        items={[
          {
            key: 'fingerprint',
            label: t('fingerprint'),
            children: (
              <Typography.Text className="mono" copyable style={{ overflowWrap: 'anywhere' }}>
                {key.fingerprint}
              </Typography.Text>
            ),
          },
          { key: 'since', label: t('since'), children: <Time at={key.signsSince} /> },
          { key: 'until', label: t('until'), children: <Time at={key.notAfter} /> },
        ]}
      />
    </Surface>
  );
}

/** The steps that are to be taken now. */
function Steps({ use, keys }: { use: Use; keys: SigningKeyList }) {
  const t = useText(keysText);
  const may = useMay();
  const [asked, setAsked] = useState<Step>();
  const has = (state: SigningKey['state']) => keys.items.some((key) => key.state === state);
  const steps: Step[] = has('next') ? ['switch'] : has('previous') ? ['retire'] : ['prepare'];
  if (!may.admin) return null;
  return (
    <Flex gap={8} wrap>
      {steps.map((step) => (
        <Button key={step} type={step === 'switch' ? 'primary' : 'default'} onClick={() => setAsked(step)}>
          {t(step)}
        </Button>
      ))}
      {asked && <RotateKey use={use} step={asked} keys={keys} onClose={() => setAsked(undefined)} />}
    </Flex>
  );
}
