/** Whether a password meets a policy. Pure; what was used before is looked up elsewhere. */
import { initials, spelled } from '../expressions/pinyin.ts';
import {
  type CharacterClass,
  type Complexity,
  type ForbiddenPart,
  PASSWORD_MAX,
  type PasswordFault,
  type PasswordPolicy,
  type PasswordRules,
  SPECIAL,
  TEMPLATES,
} from '../model/password-policy.ts';
import { isWeak } from './weak.ts';

/** Who the password is for. */
export interface PasswordOwner {
  username: string;
  displayName: string | null;
  phone: string | null;
  email: string | null;
  /** Names of instance and company: words that are guessed here first. */
  company: readonly string[];
}

function complexityOf({ template, custom }: PasswordPolicy): Complexity {
  return template === 'custom' ? custom : TEMPLATES[template];
}

/** The rules as people are shown them. */
export function rulesOf(policy: PasswordPolicy): PasswordRules {
  const { minLength, classes, forbidden } = complexityOf(policy);
  return {
    minLength,
    maxLength: PASSWORD_MAX,
    classes: [...new Set(classes)],
    special: SPECIAL,
    forbidden: [...new Set(forbidden)],
    history: policy.history,
    weak: policy.refuseWeak,
  };
}

/** Of a password that a directory keeps: it has rules of its own, and nobody here knows them. */
export const DIRECTORY_RULES: PasswordRules = {
  minLength: 1,
  maxLength: PASSWORD_MAX,
  classes: [],
  special: SPECIAL,
  forbidden: [],
  history: 0,
  weak: false,
};

const HAS: Record<CharacterClass, (password: string) => boolean> = {
  lower: (password) => /\p{Ll}/u.test(password),
  upper: (password) => /\p{Lu}/u.test(password),
  digit: (password) => /\p{Nd}/u.test(password),
  special: (password) => [...SPECIAL].some((character) => password.includes(character)),
};
const MISSING: Record<CharacterClass, PasswordFault> = {
  lower: 'no_lower',
  upper: 'no_upper',
  digit: 'no_digit',
  special: 'no_special',
};
const CONTAINED: Record<ForbiddenPart, PasswordFault> = {
  username: 'has_username',
  displayName: 'has_display_name',
  phone: 'has_phone',
  email: 'has_email',
};

/** Everything that speaks against a password, but for its past. */
export function faultsOf(password: string, policy: PasswordPolicy, owner: PasswordOwner): PasswordFault[] {
  const { minLength, classes, forbidden } = complexityOf(policy);
  const length = [...password].length;
  const faults: PasswordFault[] = [];
  if (length < minLength) faults.push('too_short');
  if (password.length > PASSWORD_MAX) faults.push('too_long');
  for (const name of new Set(classes)) if (!HAS[name](password)) faults.push(MISSING[name]);
  const text = folded(password);
  for (const part of new Set(forbidden))
    if (partsOf(part, owner).some((word) => text.includes(word))) faults.push(CONTAINED[part]);
  if (policy.refuseWeak && isWeak(password, contextWords(owner))) faults.push('weak');
  return faults;
}

/** Without case, accents and what separates words. */
const folded = (text: string) =>
  text
    .normalize('NFKD')
    .replace(/[\p{Mn}\p{White_Space}\p{P}]/gu, '')
    .toLowerCase();

/** How the thing may stand in a password; what is too short to mean it is left out. */
function partsOf(part: ForbiddenPart, owner: PasswordOwner): string[] {
  switch (part) {
    case 'username':
      return long([folded(owner.username), folded(owner.username.split('@', 1)[0]!)], 3);
    case 'displayName':
      return owner.displayName === null ? [] : namesOf(owner.displayName);
    case 'phone':
      return owner.phone === null ? [] : long([folded(owner.phone)], 6);
    case 'email':
      return owner.email === null ? [] : long([folded(owner.email.split('@', 1)[0]!)], 3);
  }
}

const long = (words: string[], length: number) => words.filter((word) => word.length >= length);

/** A name as it is, its words in reverse order, and the same in pinyin: 张伟, zhangwei, weizhang. */
function namesOf(name: string): string[] {
  const words = name.split(/\s+/u).map(folded);
  const han = /\p{Script=Han}/u.test(name);
  const spellings = [words.join(''), words.toReversed().join('')];
  if (han) {
    const characters = [...folded(name)];
    const read = characters.map(pinyin);
    if (read.every((syllable) => syllable !== ''))
      spellings.push(read.join(''), [...read.slice(1), read[0]!].join(''), pinyin(name));
  }
  return [...new Set(spellings)].filter((word) => word.length >= (/\p{Script=Han}/u.test(word) ? 2 : 4));
}

/** Empty for a character without a reading: a password is not refused for that. */
function pinyin(name: string): string {
  try {
    return spelled('name', name);
  } catch {
    return '';
  }
}

/** Words that are guessed first because of who it is. */
export function contextWords(owner: PasswordOwner): string[] {
  const names = owner.displayName === null ? [] : namesOf(owner.displayName);
  const short = owner.displayName === null ? '' : initialsOf(owner.displayName);
  const own = [...partsOf('username', owner), ...partsOf('email', owner), ...partsOf('phone', owner)];
  return [...own, ...names, ...[short, ...owner.company.map(folded)].filter((word) => word.length >= 3)];
}

function initialsOf(name: string): string {
  try {
    return initials('name', name);
  } catch {
    return '';
  }
}
