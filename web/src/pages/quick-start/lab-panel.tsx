/** The lab beside the checklist: what it is while it is not there, what can be tried once it is. */
import { ExperimentOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Alert, App, Button, Flex, Typography } from 'antd';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { api } from '../../api/client.ts';
import type { Lab, LabSignIn } from '../../api/generated.ts';
import { useMay } from '../../app/session.tsx';
import { useAction } from '../../parts/action.ts';
import { ConfirmByName } from '../../parts/confirm.tsx';
import { Surface } from '../../parts/surface.tsx';
import { common } from '../../text/common.ts';
import { useText } from '../../text/text.ts';
import { labText, quickStartText } from './quick-start-text.ts';
import { storyKey } from './use-story.ts';

// Its select is too heavy for the first page.
const LabChanges = lazy(() => import('./lab-changes.tsx'));

interface LabPanelProps {
  instance: string;
  lab: Lab;
  /** A run is under way. */
  busy: boolean;
  onSetUp: () => void;
}

export default function LabPanel({ instance, lab, busy, onSetUp }: LabPanelProps) {
  const t = useText(labText);
  const some = lab.source ?? lab.cloudApp ?? lab.application;
  return (
    <Surface>
      <Flex gap={10} align="center" style={{ marginBottom: 8 }}>
        <ExperimentOutlined aria-hidden style={{ fontSize: 18 }} />
        <Typography.Title level={2} style={{ fontSize: 16, margin: 0 }}>
          {t('title')}
        </Typography.Title>
      </Flex>
      {some ? (
        <LabContent instance={instance} lab={lab} busy={busy} onSetUp={onSetUp} />
      ) : (
        <Pitch allowed={lab.allowed} onSetUp={onSetUp} />
      )}
    </Surface>
  );
}

function Pitch({ allowed, onSetUp }: { allowed: boolean; onSetUp: () => void }) {
  const t = useText(labText);
  const may = useMay();
  const why = allowed ? (may.admin ? undefined : t('adminOnly')) : t('off');
  return (
    <>
      <Typography.Paragraph type="secondary">{t('pitch')}</Typography.Paragraph>
      {why ? (
        <Typography.Text type="secondary">{why}</Typography.Text>
      ) : (
        <Button onClick={onSetUp} icon={<ExperimentOutlined />}>
          {t('button')}
        </Button>
      )}
    </>
  );
}

function LabContent({ instance, lab, busy, onSetUp }: LabPanelProps) {
  const t = useText(labText);
  const may = useMay();
  const usable = lab.setUp && lab.running;
  return (
    <Flex vertical gap={18}>
      {lab.directory && (
        <Typography.Text type="secondary">
          {t('people', { count: lab.directory.people })}
          <br />
          {t('address')} <span className="mono">{lab.directory.address}</span>
        </Typography.Text>
      )}
      {!usable && (
        <Alert
          type="warning"
          showIcon
          title={t(lab.setUp ? 'notRunning' : 'partly')}
          description={lab.allowed ? t(lab.setUp ? 'notRunningHint' : 'partlyHint') : t('off')}
          action={may.admin && lab.allowed && <Button onClick={onSetUp}>{t('repair')}</Button>}
        />
      )}
      {lab.running && may.admin && (
        <Part title={t('happens')} hint={t('happensHint')}>
          <Suspense fallback={<div style={{ height: 72 }} />}>
            <LabChanges instance={instance} />
          </Suspense>
        </Part>
      )}
      {may.operate && <BringOver instance={instance} lab={lab} busy={busy} />}
      {lab.signIn?.person && <SignInAs signIn={lab.signIn} person={lab.signIn.person} />}
      <Part title={t('see')}>
        <SeeLinks instance={instance} lab={lab} />
      </Part>
      {may.admin && <RemoveLab instance={instance} people={lab.directory?.people} />}
    </Flex>
  );
}

function Part({ title, hint, children }: { title: string; hint?: string; children: ReactNode }) {
  return (
    <section>
      <Typography.Title level={3} style={{ fontSize: 14, margin: '0 0 4px' }}>
        {title}
      </Typography.Title>
      {hint && (
        <Typography.Paragraph type="secondary" style={{ margin: '0 0 8px', fontSize: 13 }}>
          {hint}
        </Typography.Paragraph>
      )}
      {children}
    </section>
  );
}

function BringOver({ instance, lab, busy }: { instance: string; lab: Lab; busy: boolean }) {
  const t = useText(labText);
  const tq = useText(quickStartText);
  const touches = [storyKey(instance), ['runs', instance]];
  const sync = useAction((source: string) => api.sources.syncSource(instance, source), {
    done: tq('syncStarted'),
    touches,
  });
  const push = useAction((application: string) => api.applications.pushApplication(instance, application), {
    done: tq('pushStarted'),
    touches,
  });
  const { source, application, running } = lab;
  return (
    <Part title={t('bringOver')}>
      <Flex gap={8} wrap>
        <Button
          disabled={!source || !running || busy}
          loading={sync.isPending}
          onClick={() => source && sync.mutate(source.id)}
        >
          {t('syncNow')}
        </Button>
        <Button
          disabled={!application || busy}
          loading={push.isPending}
          onClick={() => application && push.mutate(application.id)}
        >
          {t('pushNow')}
        </Button>
      </Flex>
    </Part>
  );
}

interface SignInAsProps {
  signIn: LabSignIn;
  person: NonNullable<LabSignIn['person']>;
}

/** The pages are those of people, outside of the console. */
function SignInAs({ signIn, person }: SignInAsProps) {
  const t = useText(labText);
  const { username, name, password } = person;
  return (
    <Part title={t('signIn')} hint={password === null ? t('signInAdmin') : t('signInHint')}>
      <div style={{ display: 'grid', gridTemplateColumns: 'auto 1fr', gap: '2px 12px', margin: '0 0 8px' }}>
        <Typography.Text type="secondary">{t('username')}</Typography.Text>
        <span>
          <Typography.Text className="mono" copyable={{ text: username }}>
            {username}
          </Typography.Text>{' '}
          <Typography.Text type="secondary">{name}</Typography.Text>
        </span>
        {password !== null && (
          <>
            <Typography.Text type="secondary">{t('password')}</Typography.Text>
            <Typography.Text className="mono" copyable={{ text: password }}>
              {password}
            </Typography.Text>
          </>
        )}
      </div>
      <Flex gap="4px 16px" wrap>
        <Typography.Link href={signIn.portalUrl} target="_blank" rel="noreferrer">
          {t('toPortal')}
        </Typography.Link>
        <Typography.Link href={signIn.ramLogonUrl} target="_blank" rel="noreferrer">
          {t('toRamLogon')}
        </Typography.Link>
      </Flex>
    </Part>
  );
}

function SeeLinks({ instance, lab }: { instance: string; lab: Lab }) {
  const t = useText(labText);
  const { source, application, cloudAccount } = lab;
  return (
    <Flex gap="4px 16px" wrap>
      {source && (
        <Link to="/i/$instance/sources/$source" params={{ instance, source: source.id }}>
          {t('seeSource')}
        </Link>
      )}
      <Link to="/i/$instance/accounts" params={{ instance }}>
        {t('seeAccounts')}
      </Link>
      {application && (
        <Link to="/i/$instance/applications/$application" params={{ instance, application: application.id }}>
          {t('seeApplication')}
        </Link>
      )}
      {cloudAccount && (
        <Link to="/i/$instance/cloud/$cloudAccount" params={{ instance, cloudAccount: cloudAccount.id }}>
          {t('seeRam')}
        </Link>
      )}
      <Link to="/i/$instance/dashboard" params={{ instance }}>
        {t('seeDashboard')}
      </Link>
    </Flex>
  );
}

/** Long enough to read two sentences. */
const SAID_SECONDS = 10;

function RemoveLab({ instance, people }: { instance: string; people: number | undefined }) {
  const t = useText(labText);
  const tc = useText(common);
  const queries = useQueryClient();
  const { message } = App.useApp();
  const [asking, setAsking] = useState(false);
  const remove = async () => {
    const { text } = await api.lab.removeLab(instance);
    // Said over the page: this part of it goes with the lab.
    message.success(text, SAID_SECONDS);
    await queries.invalidateQueries({ queryKey: [...storyKey(instance)] });
  };
  return (
    <div>
      <Button danger type="text" style={{ marginInlineStart: -15 }} onClick={() => setAsking(true)}>
        {t('remove')}
      </Button>
      <ConfirmByName
        open={asking}
        title={t('remove')}
        name={instance}
        action={tc('remove')}
        final={false}
        onConfirm={remove}
        onClose={() => setAsking(false)}
      >
        {t('removeHint', { people: people ?? 0 })}
      </ConfirmByName>
    </div>
  );
}
