/** Setting a source up, step by step; the step is in the address, what is typed is kept for the session. */
import { Link } from '@tanstack/react-router';
import { Alert, Button, Flex, Grid, Steps, Typography } from 'antd';
import { useEffect, useRef, useState } from 'react';
import type { SourceKind } from '../../api/generated.ts';
import { ApiProblem } from '../../api/problem.ts';
import { useInstanceId } from '../../app/instance.tsx';
import { useMay } from '../../app/session.tsx';
import { useFilters } from '../../app/use-search.ts';
import type { FieldSchema } from '../../form/schema.ts';
import { SourceLogo } from '../../parts/icons.tsx';
import { Page } from '../../parts/page.tsx';
import { ProblemAlert } from '../../parts/problem.tsx';
import { EmptyState, Loading } from '../../parts/states.tsx';
import { common } from '../../text/common.ts';
import { pick, useLanguage, useText } from '../../text/text.ts';
import { Catalogue } from './catalogue.tsx';
import { asTried, missingSettings, useDraft } from './draft.ts';
import { MappingWorkbench } from './mapping-workbench.tsx';
import { PreviewStep } from './preview-step.tsx';
import { AbilitiesStep, ConnectStep, ScopeStep, StepButtons } from './setup-steps.tsx';
import { setupText } from './setup-text.ts';
import { sourcesText } from './sources-text.ts';
import { useKinds, useSources } from './use-sources.ts';

const STEPS = ['connect', 'scope', 'abilities', 'mapping', 'preview'] as const;
type StepName = (typeof STEPS)[number];

export function NewSource() {
  const t = useText(setupText);
  const words = useText(common);
  const sources = useText(sourcesText);
  const instance = useInstanceId();
  const may = useMay();
  const [{ kind: asked }] = useFilters();
  const kinds = useKinds();
  const language = useLanguage();
  const [round, setRound] = useState(0);
  const above = [{ label: words('identityProviders'), to: `/i/${instance}/sources` }];
  const kind = kinds.data?.items.find((one) => one.kind === asked);
  if (kinds.error)
    return (
      <Page title={sources('add')} above={above}>
        <ProblemAlert error={kinds.error} onRetry={() => void kinds.refetch()} />
      </Page>
    );
  if (!kinds.data) return <Loading />;
  if (!may.admin)
    return (
      <Page title={sources('add')} above={above}>
        <EmptyState title={sources('noneReadOnly')} />
      </Page>
    );
  if (!kind)
    return (
      <Page title={sources('add')} above={above}>
        {asked !== undefined && (
          <Alert
            type="warning"
            showIcon
            style={{ marginBottom: 16 }}
            title={t('unknownKind', { kind: asked })}
            description={t('unknownKindHint')}
          />
        )}
        <Catalogue instance={instance} kinds={kinds.data.items} />
      </Page>
    );
  const title = t('title', { kind: pick(kind.title, language) });
  return (
    <Page
      title={
        <Flex gap={10} align="center">
          <SourceLogo kind={kind.kind} />
          {title}
        </Flex>
      }
      tabTitle={title}
      above={above}
    >
      <SetUp
        key={`${kind.kind} ${round}`}
        {...{ instance, kind }}
        onStartOver={() => setRound((n) => n + 1)}
      />
    </Page>
  );
}

interface SetUpProps {
  instance: string;
  kind: SourceKind;
  onStartOver: () => void;
}

function SetUp({ instance, kind, onStartOver }: SetUpProps) {
  const t = useText(setupText);
  const [{ step: asked }, setFilters] = useFilters();
  const step: StepName = STEPS.find((name) => name === asked) ?? 'connect';
  const { draft, update, forget } = useDraft(instance, kind);
  const [problem, setProblem] = useState<unknown>();
  const [round, setRound] = useState(0);
  const sources = useSources(instance);
  const narrow = Grid.useBreakpoint().md === false;
  const goTo = (next: StepName) => setFilters({ step: next, of: undefined });
  // biome-ignore lint/correctness/useExhaustiveDependencies: every step begins at its top
  useEffect(() => {
    document.getElementById('content')?.scrollTo({ top: 0 });
  }, [step]);
  const restored = useRef(draft.sourceId);
  const isGone =
    draft.sourceId !== undefined &&
    draft.sourceId === restored.current &&
    sources.data?.items.every(({ id }) => id !== draft.sourceId) === true &&
    !sources.isFetching;
  useEffect(() => {
    // Deleted meanwhile: what was typed makes a new one.
    if (isGone) update({ sourceId: undefined, runId: undefined, previewed: undefined });
  }, [isGone, update]);
  const takenNames = new Set(
    sources.data?.items.filter(({ id }) => id !== draft.sourceId).map(({ name }) => name.toLowerCase()),
  );
  const missing = step === 'connect' ? [] : missingSettings(kind, draft);
  const at = STEPS.indexOf(step);
  const next = () => goTo(STEPS[at + 1] ?? step);
  const back = () => goTo(STEPS[at - 1] ?? step);
  const refused = (error: unknown) => {
    setProblem(error);
    setRound((n) => n + 1);
    goTo(stepOfProblem(kind, error));
  };
  const startOver = () => {
    forget();
    setFilters({ step: undefined, of: undefined });
    onStartOver();
  };
  const shared = { instance, kind, draft, update, problem, onNext: next, onBack: back };
  return (
    <>
      <nav aria-label={t('steps')} style={{ marginBottom: 20, maxWidth: 980 }}>
        <Steps
          size="small"
          responsive={false}
          current={at}
          {...(narrow ? { titlePlacement: 'vertical' as const, type: 'dot' as const } : {})}
          onChange={(n) => goTo(STEPS[n] ?? 'connect')}
          items={STEPS.map((name) => ({ title: t(name) }))}
        />
      </nav>
      <Typography.Title level={2} style={{ fontSize: 17, margin: 0 }}>
        {t(step)}
      </Typography.Title>
      <Typography.Paragraph type="secondary">{t(`${step}Hint`)}</Typography.Paragraph>
      {missing.length > 0 ? (
        <Missing kind={kind} names={missing} onGo={goTo} />
      ) : (
        <div key={`${step}-${round}`}>
          {step === 'connect' && <ConnectStep {...shared} takenNames={takenNames} />}
          {step === 'scope' && <ScopeStep {...shared} />}
          {step === 'abilities' && <AbilitiesStep {...shared} />}
          {step === 'mapping' && <MappingStep {...shared} />}
          {step === 'preview' && (
            <PreviewStep {...{ instance, kind, draft, update, forget }} onRefused={refused} onBack={back} />
          )}
        </div>
      )}
      {step === 'connect' && (
        <Flex gap={8} align="center" wrap style={{ marginTop: 32 }}>
          <Button size="small" onClick={startOver}>
            {t('startOver')}
          </Button>
          <Typography.Text type="secondary">
            {t(draft.sourceId === undefined ? 'startOverHint' : 'startOverStored')}
          </Typography.Text>
          {draft.sourceId !== undefined && (
            <Link to="/i/$instance/sources/$source" params={{ instance, source: draft.sourceId }}>
              {t('toSource')}
            </Link>
          )}
        </Flex>
      )}
    </>
  );
}

function MappingStep({
  instance,
  kind,
  draft,
  update,
  problem,
  onNext,
  onBack,
}: Parameters<typeof ScopeStep>[0]) {
  const words = useText(common);
  const isOurs = problem instanceof ApiProblem && problem.problem.code.match(/^(mapping|expression)_/);
  return (
    <>
      {isOurs && <ProblemAlert error={problem} />}
      <MappingWorkbench
        {...{ instance, kind }}
        tried={() => asTried(kind.kind, draft.config, draft.sourceId)}
        readsGroups={draft.config.groupSync !== false}
        value={draft.mappings}
        onChange={(mappings) => update({ mappings })}
      />
      <StepButtons onBack={onBack}>
        <Button type="primary" onClick={onNext}>
          {words('next')}
        </Button>
      </StepButtons>
    </>
  );
}

interface MissingProps {
  kind: SourceKind;
  names: string[];
  onGo: (step: StepName) => void;
}

/** After a reload the password is gone; the steps that need the source cannot work without it. */
function Missing({ kind, names, onGo }: MissingProps) {
  const t = useText(setupText);
  const language = useLanguage();
  const { properties = {} } = kind.config as FieldSchema;
  const step = stepOfSetting(kind, names[0] ?? '');
  const labels = names.map((name) => {
    const { title = name, zh = title } = properties[name] ?? {};
    return language === 'zh' ? zh : title;
  });
  return (
    <Alert
      type="info"
      showIcon
      title={t('stillMissing', { step: t(step) })}
      description={t('stillMissingHint', { names: labels.join(', ') })}
      action={
        <Button type="primary" onClick={() => onGo(step)}>
          {t('goTo', { step: t(step) })}
        </Button>
      }
    />
  );
}

function stepOfSetting(kind: SourceKind, name: string): StepName {
  const step = (kind.config as FieldSchema).properties?.[name]?.step;
  return STEPS.find((known) => known === step) ?? 'connect';
}

/** Where the person can put right what the server refused. */
function stepOfProblem(kind: SourceKind, error: unknown): StepName {
  if (!(error instanceof ApiProblem)) return 'connect';
  const { code, errors } = error.problem;
  if (/^(mapping|expression)_/.test(code)) return 'mapping';
  const [part = '', name = ''] = errors[0]?.field.split('.') ?? [];
  if (part === 'config') return stepOfSetting(kind, name);
  if (part === 'targetOrgId') return 'scope';
  if (part === 'mappings') return 'mapping';
  return ['guard', 'leavers', 'priority', 'schedule'].includes(part) ? 'abilities' : 'connect';
}
