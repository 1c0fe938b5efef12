/** A field for a new password with its rules, which are checked while typing. */
import type { PasswordRules } from '../api/types.ts';
import { useLanguage, useText } from '../text/text.ts';
import { PasswordField } from './field.tsx';
import { Icon } from './icons.tsx';
import { checkRules, type Rule } from './password-rules.ts';
import { passwordText } from './password-text.ts';

interface NewPasswordProps {
  rules: PasswordRules;
  value: string;
  onChange: (value: string) => void;
  /** Somebody tried to send it: rules that are not met are errors now. */
  tried: boolean;
  error?: string | undefined;
  autoFocus?: boolean;
}

export function NewPassword({ rules, value, onChange, tried, error, autoFocus = false }: NewPasswordProps) {
  const t = useText(passwordText);
  const checked = checkRules(rules, value);
  return (
    <div className="stack-small">
      <PasswordField
        label={t('newPassword')}
        value={value}
        onChange={onChange}
        autoComplete="new-password"
        autoFocus={autoFocus}
        maxLength={rules.maxLength}
        error={error}
      />
      {checked.length === 0 ? (
        <p className="small soft">{t('rulesElsewhere')}</p>
      ) : (
        <div>
          <p className="small soft">{t('rules')}</p>
          <ul className="rules">
            {checked.map((rule) => (
              <RuleLine key={rule.key} rule={rule} rules={rules} tried={tried} />
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}

function RuleLine({
  rule: { key, state },
  rules,
  tried,
}: {
  rule: Rule;
  rules: PasswordRules;
  tried: boolean;
}) {
  const t = useText(passwordText);
  const joined = new Intl.ListFormat(useLanguage(), { type: 'disjunction' });
  const words = t(key, {
    min: rules.minLength,
    special: rules.special,
    count: rules.history,
    parts: joined.format(rules.forbidden.map((part) => t(part))),
  });
  const failed = state === 'open' && tried;
  return (
    <li className={`rule ${state === 'met' ? 'rule-met' : ''} ${failed ? 'rule-failed' : ''}`}>
      <Icon name={state === 'met' ? 'tick' : failed ? 'cross' : 'ring'} size={16} />
      <span className="wrap">
        {words}
        {state !== 'server' && <span className="unseen">: {t(state)}</span>}
      </span>
    </li>
  );
}
