import { Button } from 'antd';
import type { ComponentProps } from 'react';
import { api } from '../../api/client.ts';
import { useMay } from '../../app/session.tsx';
import { useAction } from '../../parts/action.ts';
import { LinkButton } from '../../parts/link-button.tsx';
import { useText } from '../../text/text.ts';
import { quickStartText } from './quick-start-text.ts';
import { type Facts, isOfSource, type StepId, type Story } from './story.ts';
import { storyKey, type Test } from './use-story.ts';

interface StepActionProps {
  id: StepId;
  instance: string;
  facts: Facts;
  story: Story;
  test: Test | undefined;
  onTest: (test: Test) => void;
}

/** The button that leads to where a step is done, or does it. */
export function StepAction({ id, instance, facts, story, test, onTest }: StepActionProps) {
  const t = useText(quickStartText);
  const may = useMay();
  const { states, next, application, ram } = story;
  const touches = [storyKey(instance), ['runs', instance]];
  const sync = useAction((source: string) => api.sources.syncSource(instance, source), {
    done: t('syncStarted'),
    touches,
  });
  const push = useAction((app: string) => api.applications.pushApplication(instance, app), {
    done: t('pushStarted'),
    touches,
  });
  const look =
    id === next
      ? ({ color: 'primary', variant: 'solid' } as const)
      : ({ color: 'default', variant: 'outlined' } as const);
  const [source] = facts.sources;
  if (id === 'source')
    return may.admin ? (
      <LinkButton {...look} to="/i/$instance/sources/new" params={{ instance }}>
        {t('sourceAction')}
      </LinkButton>
    ) : null;
  if (id === 'sync' && facts.sources.length > 1)
    return (
      <LinkButton {...look} to="/i/$instance/sources" params={{ instance }}>
        {t('syncChoose')}
      </LinkButton>
    );
  if (id === 'sync')
    return (
      <Button
        {...look}
        disabled={!source || !may.operate || states.sync === 'busy'}
        loading={sync.isPending}
        onClick={() => source && sync.mutate(source.id)}
      >
        {t('syncAction')}
      </Button>
    );
  if (id === 'ram' && ram)
    return (
      <LinkButton
        {...look}
        to="/i/$instance/cloud/$cloudAccount"
        params={{ instance, cloudAccount: ram.account.id }}
      >
        {t('ramOpen')}
      </LinkButton>
    );
  if (id === 'ram')
    return may.admin && states.ram !== 'elsewhere' ? (
      <LinkButton {...look} to="/i/$instance/cloud" params={{ instance }}>
        {t('ramCreate')}
      </LinkButton>
    ) : null;
  if (id === 'application' && application)
    return (
      <LinkButton
        {...look}
        to="/i/$instance/applications/$application"
        params={{ instance, application: application.id }}
      >
        {t('applicationOpen')}
      </LinkButton>
    );
  if (id === 'application')
    return may.admin ? (
      <LinkButton {...look} to="/i/$instance/applications/new" params={{ instance }}>
        {t('applicationAction')}
      </LinkButton>
    ) : null;
  if (id === 'test')
    return (
      <Button
        {...look}
        disabled={!application || !may.operate || states.test === 'busy'}
        loading={states.test === 'busy'}
        onClick={() =>
          application &&
          onTest({ application: application.id, attempt: (test?.attempt ?? 0) + 1, state: 'running' })
        }
      >
        {t('testAction')}
      </Button>
    );
  if (id === 'push')
    return (
      <Button
        {...look}
        disabled={!application?.enabled || !may.operate || states.push === 'busy' || facts.accounts === 0}
        loading={push.isPending}
        onClick={() => application && push.mutate(application.id)}
      >
        {t('pushAction')}
      </Button>
    );
  if (id === 'logon') return <LogonAction {...{ instance, facts, look }} />;
  return null;
}

interface LogonActionProps {
  instance: string;
  facts: Facts;
  look: Pick<ComponentProps<typeof LinkButton>, 'color' | 'variant'>;
}

/** To the switch of the one source that has one, or to all of them. */
function LogonAction({ instance, facts, look }: LogonActionProps) {
  const t = useText(quickStartText);
  const [one, ...others] = facts.methods.filter(isOfSource);
  return one?.sourceId && others.length === 0 ? (
    <LinkButton
      {...look}
      to="/i/$instance/sources/$source"
      params={{ instance, source: one.sourceId }}
      search={{ tab: 'logon' }}
    >
      {t('logonAction')}
    </LinkButton>
  ) : (
    <LinkButton {...look} to="/i/$instance/logon/methods" params={{ instance }}>
      {t('logonAction')}
    </LinkButton>
  );
}
