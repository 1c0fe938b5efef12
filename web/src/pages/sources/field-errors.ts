import type { FormInstance } from 'antd';

/** Takes away what the server said of fields that have been changed since; rules of the form are asked anew by themselves. */
export function clearFieldErrors(form: FormInstance, changed: object): void {
  const names = leavesOf(changed);
  const stale = form
    .getFieldsError()
    .filter(
      ({ name, errors }) => errors.length > 0 && names.some((leaf) => leaf.join('.') === name.join('.')),
    );
  form.setFields(stale.map(({ name }) => ({ name, errors: [] })));
}

function leavesOf(value: object): (string | number)[][] {
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? leavesOf(inner).map((rest) => [key, ...rest])
      : [[key]],
  );
}
