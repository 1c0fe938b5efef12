/** The profile while it is edited: every field as what an input holds. */
import type { Me, MePatch } from '../api/types.ts';

/** By name of the field; custom ones as `custom.<id>`. */
export type Draft = Record<string, string | boolean>;

/** Texts of the account, in the order they are shown; custom fields follow. */
export const TEXTS = ['displayName', 'phoneRegion', 'phoneNumber', 'description'] as const;

export const textOf = (draft: Draft, field: string) => String(draft[field] ?? '');
export const isNumber = (value: string) => value.trim() === '' || Number.isFinite(Number(value));

const PHONE = {
  phoneRegion: [/^[0-9]{0,6}$/, 'regionDigits'],
  phoneNumber: [/^([0-9]{6,15})?$/, 'phoneDigits'],
} as const;

/** What is wrong with the parts of a phone number, by field, as a text of the portal. */
export function phoneFaults(draft: Draft): Record<string, 'regionDigits' | 'phoneDigits'> {
  const wrong = Object.entries(PHONE).filter(
    ([field, [pattern]]) => !pattern.test(textOf(draft, field).trim()),
  );
  return Object.fromEntries(wrong.map(([field, [, words]]) => [field, words]));
}

export function draftOf({ account, customFields }: Me): Draft {
  const own = [...TEXTS, 'preferredLanguage' as const].map((field) => [field, account[field] ?? ''] as const);
  const custom = customFields.map(({ id, type }) => {
    const value = account.custom[id];
    return [`custom.${id}`, type === 'boolean' ? value === true : String(value ?? '')] as const;
  });
  return Object.fromEntries([...own, ...custom]);
}

/** Only what was changed: somebody else may have changed the rest meanwhile. An emptied field has no value. */
export function patchOf(me: Me, draft: Draft): MePatch {
  const before = draftOf(me);
  const patch: Record<string, unknown> = {};
  const custom: Record<string, unknown> = {};
  for (const field of me.editable.filter((name) => name in draft && draft[name] !== before[name])) {
    const id = /^custom\.(.*)/.exec(field)?.[1];
    const given = draft[field];
    const value = typeof given === 'string' ? given.trim() || null : given;
    const type = me.customFields.find((one) => one.id === id)?.type;
    if (id === undefined) patch[field] = value;
    else custom[id] = type === 'number' && value !== null ? Number(value) : value;
  }
  return { ...patch, ...(Object.keys(custom).length > 0 ? { custom } : {}) } as MePatch;
}
