/** The fields of accounts as the console shows and edits them; the compiler holds the list against the API. */
import type { Account, AccountCreate, CustomField } from '../../../api/generated.ts';
import type { Translate } from '../../../text/text.ts';
import type { AccountsWord } from '../accounts-text.ts';

/** How a value is written and typed. */
export type FieldKind = 'text' | 'lines' | 'boolean' | 'number' | 'time' | 'org';

export type Value = string | number | boolean | null | undefined;

type OwnField = Exclude<keyof AccountCreate, 'custom' | 'orgIds' | 'groupIds'>;

/** In the order in which people look for them. */
const KINDS: Record<OwnField, FieldKind> = {
  username: 'text',
  displayName: 'text',
  email: 'text',
  emailVerified: 'boolean',
  phoneRegion: 'text',
  phoneNumber: 'text',
  phoneVerified: 'boolean',
  primaryOrgId: 'org',
  externalId: 'text',
  enabled: 'boolean',
  lockedUntil: 'time',
  expiresAt: 'time',
  preferredLanguage: 'text',
  description: 'lines',
};

const LABELS: Record<Exclude<keyof Account, 'custom'>, AccountsWord> = {
  id: 'fieldId',
  username: 'fieldUsername',
  displayName: 'fieldDisplayName',
  email: 'fieldEmail',
  emailVerified: 'fieldEmailVerified',
  phoneRegion: 'fieldPhoneRegion',
  phoneNumber: 'fieldPhoneNumber',
  phoneVerified: 'fieldPhoneVerified',
  primaryOrgId: 'fieldPrimaryOrg',
  externalId: 'fieldExternalId',
  enabled: 'fieldEnabled',
  lockedUntil: 'fieldLockedUntil',
  expiresAt: 'fieldExpiresAt',
  preferredLanguage: 'fieldLanguage',
  description: 'fieldDescription',
  sourceType: 'fieldSourceType',
  sourceId: 'fieldSource',
  passwordSet: 'fieldPasswordSet',
  version: 'fieldVersion',
  createdAt: 'fieldCreatedAt',
  updatedAt: 'fieldUpdatedAt',
};

/** What may stand in the change log beside the fields of accounts. */
const LOGGED: Record<string, AccountsWord> = {
  groupId: 'group',
  name: 'name',
  parentId: 'parentOrg',
  orgIds: 'furtherOrgs',
  overrides: 'overrides',
};

const CUSTOM = 'custom.';

export interface AccountField {
  /** As the API names it; custom fields are `custom.<id>`. */
  id: string;
  label: string;
  kind: FieldKind;
  required: boolean;
}

const CUSTOM_KINDS: Record<CustomField['type'], FieldKind> = {
  string: 'text',
  number: 'number',
  boolean: 'boolean',
};

/** Every field a person can set, the instance's own at the end. */
export function accountFields(t: Translate<AccountsWord>, custom: readonly CustomField[]): AccountField[] {
  const own = Object.entries(KINDS).map(([id, kind]) => ({
    id,
    kind,
    label: fieldLabel(t, custom, id),
    required: id === 'username',
  }));
  return [
    ...own,
    ...custom.map(({ id, title, type, required }) => ({
      id: `${CUSTOM}${id}`,
      label: title,
      kind: CUSTOM_KINDS[type],
      required,
    })),
  ];
}

/** The words for a field anywhere it is named; the name itself for one nobody knows. */
export function fieldLabel(t: Translate<AccountsWord>, custom: readonly CustomField[], id: string): string {
  if (id.startsWith(CUSTOM)) {
    const own = id.slice(CUSTOM.length);
    return custom.find((field) => field.id === own)?.title ?? own;
  }
  const word = Object.hasOwn(LABELS, id) ? LABELS[id as keyof typeof LABELS] : LOGGED[id];
  return word === undefined ? id : t(word);
}

export function fieldKind(id: string, custom: readonly CustomField[]): FieldKind {
  if (id.startsWith(CUSTOM)) {
    const type = custom.find((field) => `${CUSTOM}${field.id}` === id)?.type;
    return type === undefined ? 'text' : CUSTOM_KINDS[type];
  }
  if (id === 'createdAt' || id === 'updatedAt') return 'time';
  if (id === 'parentId') return 'org';
  return Object.hasOwn(KINDS, id) ? KINDS[id as OwnField] : 'text';
}

/** The value of a field, custom ones included. */
export function fieldValue(account: Account, id: string): Value {
  if (id.startsWith(CUSTOM)) return account.custom[id.slice(CUSTOM.length)];
  return account[id as Exclude<keyof Account, 'custom'>];
}

/** What a PATCH or POST takes: custom fields together under `custom`. */
export function requestOf(values: Readonly<Record<string, Value>>): Record<string, unknown> {
  const own = Object.entries(values).filter(([id]) => !id.startsWith(CUSTOM));
  const custom = Object.entries(values).flatMap(([id, value]) =>
    id.startsWith(CUSTOM) ? [[id.slice(CUSTOM.length), value]] : [],
  );
  return {
    ...Object.fromEntries(own),
    ...(custom.length > 0 ? { custom: Object.fromEntries(custom) } : {}),
  };
}

/** Whoever is locked until here is locked until somebody unlocks; the server writes it so. */
const FOR_GOOD = '9999-';

export function lockedForGood(account: Pick<Account, 'lockedUntil'>): boolean {
  return account.lockedUntil?.startsWith(FOR_GOOD) ?? false;
}

export type AccountState = 'enabled' | 'disabled' | 'expired' | 'locked';

/** What the account is now: switched off comes before expired, expired before locked, as the server counts. */
export function stateOf(
  { enabled, expiresAt, lockedUntil }: Pick<Account, 'enabled' | 'expiresAt' | 'lockedUntil'>,
  now: number = Date.now(),
): AccountState {
  if (!enabled) return 'disabled';
  if (expiresAt !== null && Date.parse(expiresAt) <= now) return 'expired';
  if (lockedUntil !== null && Date.parse(lockedUntil) > now) return 'locked';
  return 'enabled';
}
