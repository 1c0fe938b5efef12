/** Why the person is, or is not, at each target, and which records of sources the account is made of. */
import { Link } from '@tanstack/react-router';
import { Alert, Card, Collapse, Flex, Table, Typography } from 'antd';
import type { Explanation } from '../../../api/generated.ts';
import { useInstanceId } from '../../../app/instance.tsx';
import { useMay } from '../../../app/session.tsx';
import { Time } from '../../../parts/format.tsx';
import { LinkButton } from '../../../parts/link-button.tsx';
import { ProblemAlert } from '../../../parts/problem.tsx';
import { EmptyState, Loading, StateTag, type Tone } from '../../../parts/states.tsx';
import { useText } from '../../../text/text.ts';
import { accountText } from '../account-text.ts';
import { useExplanation } from '../model/queries.ts';
import { Definitions } from '../parts/definitions.tsx';
import { Section } from '../parts/section.tsx';
import { SourceRecords } from './source-records.tsx';

type Target = Explanation['targets'][number];

export function TargetsTab({ accountId }: { accountId: string }) {
  const t = useText(accountText);
  const may = useMay();
  const instance = useInstanceId();
  const { data, error, refetch } = useExplanation(accountId);
  if (error) return <ProblemAlert error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return (
    <>
      <Alert type="info" showIcon title={data.verdict} style={{ marginBottom: 20 }} />
      <Section title={t('targets')}>
        {data.targets.length === 0 ? (
          <EmptyState
            title={t('noTargets')}
            hint={t('noTargetsHint')}
            action={
              may.admin && (
                <LinkButton
                  color="primary"
                  variant="solid"
                  to="/i/$instance/applications/new"
                  params={{ instance }}
                >
                  {t('addApplication')}
                </LinkButton>
              )
            }
          />
        ) : (
          <Flex vertical gap={12}>
            {data.targets.map((target) => (
              <TargetCard key={target.applicationId} target={target} />
            ))}
          </Flex>
        )}
      </Section>
      <SourceRecords explanation={data} />
    </>
  );
}

const TONES: Record<NonNullable<Target['state']>, Tone> = {
  due: 'busy',
  synced: 'good',
  parked: 'bad',
  conflict: 'bad',
  held: 'waits',
  off: 'off',
  left: 'off',
  disabled: 'off',
};

function TargetState({ target: { state, inScope, enabled } }: { target: Target }) {
  const t = useText(accountText);
  if (state !== null) return <StateTag tone={TONES[state]}>{t(`link_${state}`)}</StateTag>;
  if (!enabled) return <StateTag tone="off">{t('applicationOff')}</StateTag>;
  return <StateTag tone="quiet">{t(inScope ? 'notLinked' : 'outOfScope')}</StateTag>;
}

function TargetCard({ target }: { target: Target }) {
  const t = useText(accountText);
  const instance = useInstanceId();
  const { refusal } = target;
  return (
    <Card
      size="small"
      title={
        <Flex gap={12} align="center" wrap style={{ paddingBlock: 6 }}>
          <Link
            to="/i/$instance/applications/$application"
            params={{ instance, application: target.applicationId }}
          >
            {target.applicationName}
          </Link>
          <TargetState target={target} />
        </Flex>
      }
    >
      <Typography.Paragraph>{target.verdict}</Typography.Paragraph>
      {refusal && (
        <Alert
          type="error"
          showIcon
          style={{ marginBottom: 12 }}
          title={`${t('answer')}: ${refusal.message}`}
          description={
            <>
              {refusal.remedy}
              {refusal.at && (
                <div>
                  <Time at={refusal.at} />
                </div>
              )}
            </>
          }
        />
      )}
      <Definitions
        items={[
          [t('remoteUser'), remoteUser(target)],
          [t('acknowledgedAt'), target.acknowledgedAt && <Time at={target.acknowledgedAt} />],
          [t('attempts'), target.attempts > 0 && target.attempts],
          [t('nextAttempt'), target.nextAttemptAt && <Time at={target.nextAttemptAt} />],
        ]}
      />
      <TargetAttributes target={target} />
    </Card>
  );
}

function remoteUser({ remoteName, remoteId }: Target) {
  if (remoteId === null) return remoteName;
  return (
    <>
      {remoteName}{' '}
      <Typography.Text type="secondary" className="mono" copyable>
        {remoteId}
      </Typography.Text>
    </>
  );
}

interface Attribute {
  name: string;
  wanted: string;
  confirmed: string;
}

const EMPTY = '–';

function text(value: unknown): string {
  if (value === null || value === undefined || value === '') return EMPTY;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** What the target should have beside what it is known to have. */
function TargetAttributes({ target: { desired, acknowledged } }: { target: Target }) {
  const t = useText(accountText);
  const names = [...new Set([...Object.keys(desired ?? {}), ...Object.keys(acknowledged ?? {})])];
  if (names.length === 0) return null;
  const rows: Attribute[] = names.map((name) => ({
    name,
    wanted: text(desired?.[name]),
    confirmed: text(acknowledged?.[name]),
  }));
  return (
    <Collapse
      ghost
      size="small"
      style={{ marginTop: 8 }}
      styles={{ header: { paddingInline: 0 }, body: { paddingInline: 0 } }}
      items={[
        {
          key: 'attributes',
          label: t('differences'),
          children: (
            <Table<Attribute>
              size="small"
              rowKey="name"
              pagination={false}
              dataSource={rows}
              scroll={{ x: 520 }}
              columns={[
                {
                  key: 'name',
                  title: t('attribute'),
                  width: 180,
                  render: (_, { name }) => <span className="mono">{name}</span>,
                },
                { key: 'wanted', title: t('wanted'), render: (_, { wanted }) => wanted },
                {
                  key: 'confirmed',
                  title: t('confirmed'),
                  render: (_, { wanted, confirmed }) => (
                    <Typography.Text {...(wanted === confirmed ? {} : { type: 'warning', strong: true })}>
                      {confirmed}
                    </Typography.Text>
                  ),
                },
              ]}
            />
          ),
        },
      ]}
    />
  );
}
