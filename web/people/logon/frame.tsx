/** What every step of the log-on stands in: the company on one side, the step on the other. */
import { type ReactNode, useEffect, useRef } from 'react';
import type { Look } from '../api/types.ts';
import { LanguageSwitch } from '../parts/language.tsx';
import { useLanguage } from '../text/text.ts';
import { Roll, type RollState } from './roll.tsx';

export function Frame({
  look,
  state,
  children,
}: {
  look: Look | undefined;
  state: RollState;
  children: ReactNode;
}) {
  const language = useLanguage();
  const notice = look?.notice?.[language];
  return (
    <div className="logon">
      <header className="panel">
        <div className="panel-company">
          {look?.logo && (
            <span className="panel-logo">
              <img src={look.logo} alt="" />
            </span>
          )}
          <p className="panel-name">{look?.companyName ?? ' '}</p>
        </div>
        <Roll state={state} />
      </header>
      <div className="logon-side">
        <div className="logon-bar">
          <LanguageSwitch />
        </div>
        <main className="logon-main">
          {children}
          {notice && <p className="logon-notice wrap">{notice}</p>}
        </main>
      </div>
    </div>
  );
}

interface StepHeadingProps {
  children: string;
  hint?: ReactNode;
  /** The first step leaves the focus to its first field. */
  quiet?: boolean;
}

/** Takes the focus when its step appears, so that the step is read out from its beginning. */
export function StepHeading({ children, hint, quiet = false }: StepHeadingProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (!quiet) heading.current?.focus();
  }, [quiet]);
  return (
    <div className="stack-small">
      <h1 ref={heading} tabIndex={-1}>
        {children}
      </h1>
      {hint && <div className="soft wrap">{hint}</div>}
    </div>
  );
}
