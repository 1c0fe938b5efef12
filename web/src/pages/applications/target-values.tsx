/** What the values of a user at a target mean to a person. */
import { Fragment, type ReactNode } from 'react';
import { useInstanceId } from '../../app/instance.tsx';
import { showValue } from '../../parts/diff-values.tsx';
import { useText } from '../../text/text.ts';
import { targetText } from './target-text.ts';

/** Stands for the department that all others lie below. */
const TOP = 'root';

/** For `Diff`: as `showValue`, with the departments of a person by their organizations' names. */
export function useShowTargetValue(): (field: string, value: unknown) => ReactNode | undefined {
  const t = useText(targetText);
  const show = showValue(useInstanceId());
  return (field, value) => {
    if (field !== 'departments' || typeof value !== 'string' || value === '') return show(field, value);
    return value.split(',').map((id, index) => (
      <Fragment key={id}>
        {index > 0 && ', '}
        {id === TOP ? t('topDepartment') : (show(field, id) ?? id)}
      </Fragment>
    ));
  };
}
