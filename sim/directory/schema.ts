/** How values of an attribute are compared; what is not listed is text without regard to case. */
export type Syntax = 'text' | 'integer' | 'bytes' | 'link' | 'dn';

const SYNTAXES = new Map<string, Syntax>([
  ...listed('integer', [
    'accountExpires',
    'adminCount',
    'badPwdCount',
    'groupType',
    'instanceType',
    'lockoutTime',
    'msDS-User-Account-Control-Computed',
    'primaryGroupID',
    'pwdLastSet',
    'sAMAccountType',
    'userAccountControl',
    'uSNChanged',
    'uSNCreated',
  ]),
  ...listed('bytes', ['objectGUID', 'objectSid', 'thumbnailPhoto', 'jpegPhoto']),
  ...listed('link', ['member', 'memberOf', 'manager', 'directReports']),
  ...listed('dn', ['distinguishedName', 'objectCategory']),
]);

function listed(syntax: Syntax, names: string[]): [string, Syntax][] {
  return names.map((name) => [name.toLowerCase(), syntax]);
}

/** `attribute` in lower case. */
export function syntaxOf(attribute: string): Syntax {
  return SYNTAXES.get(attribute) ?? 'text';
}

/** Forward links are stored, their back links follow from them. */
export const BACK_LINKS: ReadonlyMap<string, string> = new Map([
  ['member', 'memberof'],
  ['manager', 'directreports'],
]);

export const AccountControl = {
  disabled: 0x2,
  normal: 0x200,
  workstation: 0x1000,
  passwordNeverExpires: 0x10000,
} as const;

export const Rid = {
  administrator: 500,
  guest: 501,
  krbtgt: 502,
  domainAdmins: 512,
  domainUsers: 513,
} as const;

/** accountExpires of an account that never does. */
export const NEVER = '9223372036854775807';
