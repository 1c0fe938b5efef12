/** Where the person is logged on, and who has tried to be them. */
import { useState } from 'react';
import type { OwnLogon, PersonSession } from '../api/types.ts';
import { readAgent } from '../parts/agent.ts';
import { Button } from '../parts/button.tsx';
import { useAction } from '../parts/form.tsx';
import { Icon } from '../parts/icons.tsx';
import { Notice } from '../parts/notice.tsx';
import { useText } from '../text/text.ts';
import type { PageProps } from './app.tsx';
import { Ask, Line, OwnProblem, Page, Part, Read, useMoment } from './parts.tsx';
import { portalText } from './portal-text.ts';
import { securityText } from './security-text.ts';
import { usePerson } from './session.tsx';
import { type Data, useData } from './use-data.ts';

export function Activity({ moved }: PageProps) {
  const t = useText(portalText);
  return (
    <Page title={t('activity')} moved={moved}>
      <Sessions />
      <Logons />
    </Page>
  );
}

function useAgent(): (agent: string | null) => string {
  const t = useText(securityText);
  return (agent) => {
    const known = readAgent(agent);
    return known ? t('agent', known) : t('unknownAgent');
  };
}

function Sessions() {
  const t = useText(securityText);
  const { own } = usePerson();
  const sessions = useData<{ items: PersonSession[] }>('/sessions');
  const [asking, setAsking] = useState(false);
  const [ended, setEnded] = useState(false);
  const others = sessions.data?.items.some(({ current }) => !current) ?? false;
  const endAll = (
    <Button kind="danger" onClick={() => setAsking(true)}>
      {t('endOthers')}
    </Button>
  );
  return (
    <Part title={t('sessions')} hint={t('sessionsHint')} action={others ? endAll : undefined}>
      {ended && <Notice kind="good" title={t('othersEnded')} />}
      <Read from={sessions}>
        {({ items }) => (
          <ul>
            {items
              .toSorted((a, b) => Number(b.current) - Number(a.current))
              .map((session) => (
                <li key={session.id}>
                  <SessionLine session={session} sessions={sessions} />
                </li>
              ))}
          </ul>
        )}
      </Read>
      {asking && (
        <Ask
          title={t('endOthersTitle')}
          hint={t('endOthersHint')}
          act={t('endOthers')}
          danger
          onClose={() => setAsking(false)}
          onAct={async () => {
            await own('DELETE', '/sessions');
            await sessions.reload();
            setAsking(false);
            setEnded(true);
          }}
        />
      )}
    </Part>
  );
}

function SessionLine({ session, sessions }: { session: PersonSession; sessions: Data<unknown> }) {
  const t = useText(securityText);
  const { own } = usePerson();
  const moment = useMoment();
  const agent = useAgent()(session.agent);
  const { busy, problem, run } = useAction();
  const { id, current, address, startedAt, lastSeenAt } = session;
  const facts = [
    ...(address ? [address] : []),
    t('sessionSince', { at: moment(startedAt) }),
    ...(current ? [] : [t('sessionSeen', { at: moment(lastSeenAt) })]),
  ];
  const end = () =>
    run(async () => {
      await own('DELETE', `/sessions/${id}`);
      await sessions.reload();
    });
  return (
    <>
      <Line
        icon={<Icon name={/iPhone|Android|Mobile/.test(session.agent ?? '') ? 'phone' : 'screen'} />}
        title={
          <>
            {agent} {current && <span className="mark">{t('thisOne')}</span>}
          </>
        }
        facts={facts.join(' · ')}
      >
        {!current && (
          <Button
            kind="quiet"
            busy={busy}
            aria-label={t('endThis', { what: `${agent}, ${address ?? ''}` })}
            onClick={() => void end()}
          >
            {t('end')}
          </Button>
        )}
      </Line>
      <OwnProblem problem={problem} />
    </>
  );
}

const RESULTS = { ok: 'logonOk', refused: 'logonRefused', failed: 'logonFailed' } as const;

function Logons() {
  const t = useText(securityText);
  const moment = useMoment();
  const agentOf = useAgent();
  const logons = useData<{ items: OwnLogon[] }>('/logons');
  return (
    <Part title={t('logons')}>
      <Read from={logons}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="soft">{t('logonsNone')}</p>
          ) : (
            <ul>
              {items.map(({ at, result, address, agent }, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a log, read as a whole
                <li key={index}>
                  <Line
                    icon={
                      <span className={result === 'ok' ? 'fine' : 'not-fine'}>
                        <Icon name={result === 'ok' ? 'good' : 'alert'} />
                      </span>
                    }
                    title={t(RESULTS[result])}
                    facts={[moment(at), agentOf(agent), ...(address ? [address] : [])].join(' · ')}
                  />
                </li>
              ))}
            </ul>
          )
        }
      </Read>
    </Part>
  );
}
