/** What people are told in place: problems with their remedy, warnings, good news. */
import type { ReactNode } from 'react';
import { Problem, type ProblemDetails } from '../api/client.ts';
import { common } from '../text/common.ts';
import { useText } from '../text/text.ts';
import { Button } from './button.tsx';
import { Icon } from './icons.tsx';

type Kind = 'error' | 'warn' | 'good' | 'plain';

interface NoticeProps {
  kind?: Kind;
  title?: string;
  children?: ReactNode;
}

/** Errors interrupt a screen reader; the rest is read when it is quiet. */
export function Notice({ kind = 'plain', title, children }: NoticeProps) {
  return (
    <div className={`notice notice-${kind}`} role={kind === 'error' ? 'alert' : 'status'}>
      <span className="notice-icon">
        <Icon name={kind === 'good' ? 'good' : 'alert'} size={18} />
      </span>
      <div>
        {title && <p className="notice-title">{title}</p>}
        {children}
      </div>
    </div>
  );
}

/** Problems that begin in the browser, so that no server told them. */
const OWN = {
  unreachable: ['unreachable', 'unreachableRemedy'],
  passkey_known: ['passkeyKnown', 'passkeyKnownRemedy'],
  passkey_failed: ['passkeyFailed', 'passkeyFailedRemedy'],
  broken: ['broken', 'brokenRemedy'],
} as const;

/** Anything thrown, as what happened and what to do. */
export function useProblem(thrown: unknown): ProblemDetails {
  const t = useText(common);
  const code = thrown instanceof Problem ? thrown.code : 'broken';
  const own = Object.hasOwn(OWN, code) ? OWN[code as keyof typeof OWN] : undefined;
  if (own === undefined) return (thrown as Problem).details;
  return { status: 0, code, detail: t(own[0]), remedy: t(own[1]), errors: [], requestId: '' };
}

/** Nothing while there is no problem. A new problem with the same words is read again: it is another element. */
export function ProblemNotice({ problem, onRetry }: { problem: unknown; onRetry?: () => void }) {
  const t = useText(common);
  const { detail, remedy, status, requestId } = useProblem(problem);
  if (problem === undefined) return null;
  return (
    <Notice kind="error" title={detail}>
      {remedy && <p>{remedy}</p>}
      {status >= 500 && requestId && <p className="small mono">{t('request', { id: requestId })}</p>}
      {onRetry && (
        <Button kind="quiet" onClick={onRetry}>
          {t('retry')}
        </Button>
      )}
    </Notice>
  );
}

/** What the server says of one field, unless it is all that it says and stands in the notice. */
export function fieldProblem(problem: unknown, field: string): string | undefined {
  if (!(problem instanceof Problem)) return undefined;
  const { errors, detail } = problem.details;
  return errors.find((one) => one.field === field && one.message !== detail)?.message;
}
