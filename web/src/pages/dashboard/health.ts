/** How a target stands, decided from what the server counts. */
import type { Dashboard } from '../../api/generated.ts';

type Target = Dashboard['applications'][number];

export type Health = 'good' | 'busy' | 'look' | 'paused' | 'failed' | 'off';

/** Accounts that stay as they are until a person acts. */
export function needingLook({ links }: Pick<Target, 'links'>): number {
  return (links.parked ?? 0) + (links.conflict ?? 0) + (links.held ?? 0);
}

/** The worst comes first: a target that refuses everything is paused, whatever else is true of it. */
export function healthOf(target: Target, now = Date.now()): Health {
  if (!target.enabled) return 'off';
  if (target.pausedUntil !== null && Date.parse(target.pausedUntil) > now) return 'paused';
  if (target.lastPush?.state === 'failed') return 'failed';
  if (needingLook(target) > 0) return 'look';
  return (target.links.due ?? 0) > 0 ? 'busy' : 'good';
}

/** RAM recommends to replace secrets regularly; from this age on we say so. */
export const OLD_SECRET_DAYS = 180;

const A_DAY_MS = 86_400_000;

/** Whole days from one moment to another. */
export function daysBetween(from: string, to: number): number {
  return Math.floor((to - Date.parse(from)) / A_DAY_MS);
}
