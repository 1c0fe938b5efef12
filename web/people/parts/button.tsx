import type { ComponentProps, ReactNode } from 'react';

type Kind = 'plain' | 'primary' | 'quiet' | 'danger';

interface ButtonProps extends Omit<ComponentProps<'button'>, 'children'> {
  kind?: Kind;
  wide?: boolean;
  /** Something is under way: keeps size and focus, takes no second press. */
  busy?: boolean;
  children: ReactNode;
}

export function Button({
  kind = 'plain',
  wide = false,
  busy = false,
  type = 'button',
  className = '',
  children,
  onClick,
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      className={`button button-${kind} ${wide ? 'button-wide' : ''} ${className}`}
      aria-busy={busy || undefined}
      aria-disabled={busy || undefined}
      onClick={(event) => {
        if (busy) event.preventDefault();
        else onClick?.(event);
      }}
    >
      {busy && <span className="spinner" aria-hidden="true" />}
      <span>{children}</span>
    </button>
  );
}
