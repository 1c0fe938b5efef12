import { type ReactNode, useEffect, useRef, useState } from 'react';
import { instanceId } from '../api/client.ts';
import { type Appearance, appearance, setAppearance } from '../look/look.ts';
import { Button } from '../parts/button.tsx';
import { useAction } from '../parts/form.tsx';
import { Icon, type IconName } from '../parts/icons.tsx';
import { LanguageSwitch } from '../parts/language.tsx';
import { useText } from '../text/text.ts';
import { OwnProblem } from './parts.tsx';
import { portalText } from './portal-text.ts';
import { Link, SECTIONS, type Section } from './route.tsx';
import { usePerson } from './session.tsx';

const ICONS: Record<Section, IconName> = {
  applications: 'apps',
  profile: 'person',
  security: 'shield',
  activity: 'clock',
};

export function Shell({ section, children }: { section: Section | undefined; children: ReactNode }) {
  const t = useText(portalText);
  const { look } = usePerson().me;
  return (
    <div className="portal">
      <a className="skip" href="#content">
        {t('skip')}
      </a>
      <header className="top">
        <div className="top-in">
          <Link to="applications" className="top-company">
            {look.logo ? <img src={look.logo} alt={look.companyName} /> : look.companyName}
          </Link>
          <nav className="sections" aria-label={t('sections')}>
            {SECTIONS.map((one) => (
              <Link
                key={one}
                to={one}
                className="section"
                aria-current={one === section ? 'page' : undefined}
              >
                <Icon name={ICONS[one]} />
                <span>{t(one)}</span>
              </Link>
            ))}
          </nav>
          <AccountMenu />
        </div>
      </header>
      <main id="content" tabIndex={-1}>
        {children}
      </main>
    </div>
  );
}

/** The button says who is logged on; Escape and a press elsewhere close what it opens. */
function AccountMenu() {
  const t = useText(portalText);
  const { me, own } = usePerson();
  const [open, setOpen] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const { busy, problem, run } = useAction();
  const { displayName, username } = me.account;
  const name = displayName ?? username;
  useEffect(() => {
    if (!open) return;
    const outside = ({ target }: Event) => {
      if (!place.current?.contains(target as Node)) setOpen(false);
    };
    const onEscape = ({ key }: KeyboardEvent) => {
      if (key !== 'Escape') return;
      setOpen(false);
      button.current?.focus();
    };
    addEventListener('pointerdown', outside);
    addEventListener('focusin', outside);
    addEventListener('keydown', onEscape);
    return () => {
      removeEventListener('pointerdown', outside);
      removeEventListener('focusin', outside);
      removeEventListener('keydown', onEscape);
    };
  }, [open]);
  const logOut = () =>
    run(async () => {
      await own('DELETE', '/session');
      location.assign(`/${instanceId}/login`);
    });
  return (
    <div className="account" ref={place}>
      <button
        ref={button}
        type="button"
        className="account-button"
        aria-label={t('account', { name })}
        aria-expanded={open}
        aria-controls="account-menu"
        onClick={() => setOpen(!open)}
      >
        <span className="account-mark" aria-hidden="true">
          {markOf(name)}
        </span>
        <Icon name="down" size={16} />
      </button>
      {open && (
        <div className="account-menu stack" id="account-menu">
          <div>
            <p className="line-title wrap">{name}</p>
            <p className="soft small wrap">{username}</p>
          </div>
          <AppearanceChoice />
          <div className="account-foot">
            <LanguageSwitch />
            <Button kind="quiet" busy={busy} onClick={() => void logOut()}>
              {t('logOut')}
            </Button>
          </div>
          <OwnProblem problem={problem} />
        </div>
      )}
    </div>
  );
}

/** The last letter of a Chinese name, the first of any other: what people are told apart by. */
function markOf(name: string): string {
  const letters = [...name.trim()];
  const last = letters.at(-1) ?? '';
  return /\p{Script=Han}/u.test(last) ? last : (letters[0] ?? '').toUpperCase();
}

function AppearanceChoice() {
  const t = useText(portalText);
  const [chosen, setChosen] = useState(appearance);
  const choose = (to: Appearance) => {
    setAppearance(to);
    setChosen(to);
  };
  return (
    <fieldset className="choice">
      <legend className="soft small">{t('appearance')}</legend>
      {(['light', 'dark', 'system'] as const).map((one) => (
        <label key={one}>
          <input type="radio" name="appearance" checked={one === chosen} onChange={() => choose(one)} />
          <span>{t(one)}</span>
        </label>
      ))}
    </fieldset>
  );
}
