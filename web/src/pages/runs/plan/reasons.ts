import { useText } from '../../../text/text.ts';
import { REASONS, reasonsText } from './reasons-text.ts';

const GONE_DAYS = /^gone from the source for (\d+) days$/;

/** A kept reason in the reader's language; one we do not know stays as it is. */
export function useReason(): (why: string) => string {
  const t = useText(reasonsText);
  return (why) => {
    if (Object.hasOwn(REASONS, why)) return t(REASONS[why as keyof typeof REASONS]);
    const days = GONE_DAYS.exec(why)?.[1];
    return days === undefined ? why : t('goneDays', { count: Number(days) });
  };
}
