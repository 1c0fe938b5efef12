/** What the portal's pages are made of. */
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { Button } from '../parts/button.tsx';
import { Dialog, DialogActions } from '../parts/dialog.tsx';
import { Form, useAction } from '../parts/form.tsx';
import { ProblemNotice } from '../parts/notice.tsx';
import { common } from '../text/common.ts';
import { useLanguage, useText } from '../text/text.ts';
import { isAskedFor } from './session.tsx';
import type { Data } from './use-data.ts';

/** The heading takes the focus when one comes from another page. */
export function Page({ title, children, moved }: { title: string; children: ReactNode; moved: boolean }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (moved) heading.current?.focus();
  }, [moved]);
  return (
    <div className="page">
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {children}
    </div>
  );
}

interface PartProps {
  title: string;
  hint?: ReactNode;
  action?: ReactNode;
  children: ReactNode;
}

export function Part({ title, hint, action, children }: PartProps) {
  const id = useId();
  return (
    <section className="part" aria-labelledby={id}>
      <div className="part-head">
        <div>
          <h2 id={id}>{title}</h2>
          {hint && <p className="soft small">{hint}</p>}
        </div>
        {action}
      </div>
      {children}
    </section>
  );
}

/** One thing with what is to say of it and what can be done with it. */
export function Line({
  icon,
  title,
  facts,
  children,
}: {
  icon?: ReactNode;
  title: ReactNode;
  facts?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <div className="line">
      {icon && <span className="line-icon">{icon}</span>}
      <div className="line-words">
        <div className="line-title wrap">{title}</div>
        {facts && <div className="soft small wrap">{facts}</div>}
      </div>
      {children && <div className="line-actions">{children}</div>}
    </div>
  );
}

/** Draws what was read; until then room for it, or why it could not be read. */
export function Read<T>({ from, children }: { from: Data<T>; children: (data: T) => ReactNode }) {
  const t = useText(common);
  const { data, problem, reload } = from;
  return (
    <>
      {problem !== undefined && <ProblemNotice problem={problem} onRetry={() => void reload()} />}
      {data === undefined && problem === undefined && (
        <div className="reading" role="status" aria-busy="true">
          <span className="unseen">{t('loading')}</span>
        </div>
      )}
      {data !== undefined && children(data)}
    </>
  );
}

/** Asks before something that cannot be taken back. */
export function Ask({
  title,
  hint,
  act,
  danger = false,
  onAct,
  onClose,
}: {
  title: string;
  hint: string;
  act: string;
  danger?: boolean;
  onAct: () => Promise<void>;
  onClose: () => void;
}) {
  const t = useText(common);
  const { busy, problem, run } = useAction();
  return (
    <Dialog title={title} onClose={onClose}>
      <Form onSubmit={() => void run(onAct)}>
        <p>{hint}</p>
        <OwnProblem problem={problem} />
        <DialogActions>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button kind={danger ? 'danger' : 'primary'} type="submit" busy={busy}>
            {act}
          </Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}

/** A problem, unless it is one that the session's gate tells. */
export function OwnProblem({ problem }: { problem: unknown }) {
  return isAskedFor(problem) ? null : <ProblemNotice problem={problem} />;
}

/** A moment as the reader's language and zone have it. */
export function useMoment(): (at: string) => string {
  const locale = useLanguage() === 'zh' ? 'zh-CN' : 'en-GB';
  return (at) =>
    new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(at));
}
