/** How refused calls reach the person: what happened, what to do, and the id to look for in the log. */
import { Alert, App, Button, type FormInstance, Typography } from 'antd';
import { useCallback } from 'react';
import { ApiProblem, problemOf } from '../api/problem.ts';
import { common } from '../text/common.ts';
import { useText } from '../text/text.ts';

/** The message of anything thrown, in place. */
export function ProblemAlert({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const t = useText(common);
  const { detail, remedy, requestId, status } = useProblem(error);
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      title={detail}
      description={
        <>
          {remedy}
          {status >= 500 && requestId && (
            <Typography.Text type="secondary" className="mono" style={{ display: 'block', fontSize: 12 }}>
              {t('requestId', { id: requestId })}
            </Typography.Text>
          )}
        </>
      }
      {...(onRetry ? { action: <Button onClick={onRetry}>{t('retry')}</Button> } : {})}
    />
  );
}

function useProblem(error: unknown) {
  const t = useText(common);
  return problemOf(error, { detail: t('unreachable'), remedy: t('unreachableRemedy') });
}

/** Shows anything thrown as a notification that stays until it is read. */
export function useTellProblem(): (error: unknown) => void {
  const { notification } = App.useApp();
  const t = useText(common);
  return useCallback(
    (error) => {
      const { detail, remedy } = problemOf(error, {
        detail: t('unreachable'),
        remedy: t('unreachableRemedy'),
      });
      notification.error({ title: detail, description: remedy, duration: 0, role: 'alert' });
    },
    [notification, t],
  );
}

/**
 * Puts the server's field errors beside their fields; false when none of them has a field in the form, so that the
 * caller shows the problem as a whole. `below` is where the form's fields stand in the request, e.g. `config`.
 */
export function showFieldErrors(form: FormInstance, error: unknown, below = ''): boolean {
  if (!(error instanceof ApiProblem)) return false;
  const fields = error.problem.errors
    .map(({ field, message }) => ({
      name: field
        .replace(below === '' ? '' : `${below}.`, '')
        .split('.')
        .map((part) => (/^\d+$/.test(part) ? Number(part) : part)),
      message,
    }))
    .map(({ name, message }) => ({ name: nearestField(form, name), message }))
    .filter(({ name }) => name !== undefined);
  if (fields.length === 0) return false;
  form.setFields(fields.map(({ name, message }) => ({ name, errors: [message] })));
  form.scrollToField(fields[0]!.name, { block: 'center' });
  return true;
}

/** The field itself, or the one it is part of (an entry of a list). */
function nearestField(form: FormInstance, name: (string | number)[]): (string | number)[] | undefined {
  for (let length = name.length; length > 0; length--) {
    const part = name.slice(0, length);
    if (form.getFieldInstance(part) !== undefined) return part;
  }
  return undefined;
}
