/** Labelled inputs: hint and error belong to the input for a screen reader as well. */
import { type ComponentProps, type KeyboardEvent, type ReactNode, useId, useState } from 'react';
import { common } from '../text/common.ts';
import { useText } from '../text/text.ts';
import { Icon } from './icons.tsx';

export interface FieldProps extends Omit<ComponentProps<'input'>, 'onChange' | 'value'> {
  label: string;
  value: string;
  onChange: (value: string) => void;
  hint?: ReactNode;
  error?: string | undefined;
}

export function Field({ label, value, onChange, hint, error, className = '', ...rest }: FieldProps) {
  const id = useId();
  const hintId = `${id}-hint`;
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      <input
        {...rest}
        id={id}
        className={`input ${className}`}
        value={value}
        aria-invalid={error !== undefined || undefined}
        aria-describedby={hint || error ? hintId : undefined}
        onChange={(event) => onChange(event.target.value)}
      />
      {(hint || error) && (
        <div id={hintId} className={error ? 'field-error' : 'field-hint'}>
          {error ?? hint}
        </div>
      )}
    </div>
  );
}

/** Can be shown while typing, and tells of Caps Lock. */
export function PasswordField({ label, value, onChange, hint, error, ...rest }: FieldProps) {
  const t = useText(common);
  const id = useId();
  const [shown, setShown] = useState(false);
  const [caps, setCaps] = useState(false);
  const lookAtCaps = (event: KeyboardEvent) => setCaps(event.getModifierState?.('CapsLock') ?? false);
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      <div className="field-box">
        <input
          autoCapitalize="none"
          autoCorrect="off"
          spellCheck={false}
          {...rest}
          id={id}
          className="input input-password"
          type={shown ? 'text' : 'password'}
          value={value}
          aria-invalid={error !== undefined || undefined}
          aria-describedby={`${id}-hint`}
          onChange={(event) => onChange(event.target.value)}
          onKeyDown={lookAtCaps}
          onKeyUp={lookAtCaps}
          onBlur={() => setCaps(false)}
        />
        <button
          type="button"
          className="field-reveal"
          aria-label={t(shown ? 'hidePassword' : 'showPassword')}
          onClick={() => setShown(!shown)}
        >
          <Icon name={shown ? 'eyeOff' : 'eye'} />
        </button>
      </div>
      <div id={`${id}-hint`}>
        {error && <p className="field-error">{error}</p>}
        {!error && hint && <p className="field-hint">{hint}</p>}
        <p className="field-caps" role="status">
          {caps ? t('capsLock') : ''}
        </p>
      </div>
    </div>
  );
}

/** A code of digits as mails and authenticators give it; what is pasted loses its blanks. */
export function CodeField(props: FieldProps) {
  return (
    <Field
      inputMode="numeric"
      autoComplete="one-time-code"
      maxLength={12}
      spellCheck={false}
      {...props}
      className="input-code"
      onChange={(value) => props.onChange(value.replaceAll(/\D/g, '').slice(0, 8))}
    />
  );
}

export function Check({
  checked,
  onChange,
  children,
}: {
  checked: boolean;
  onChange: (checked: boolean) => void;
  children: ReactNode;
}) {
  return (
    <label className="check">
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.target.checked)} />
      <span>{children}</span>
    </label>
  );
}
