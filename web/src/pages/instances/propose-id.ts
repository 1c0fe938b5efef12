/** What the server takes as the id of an instance; see `InstanceId` of the server's model. */
export const INSTANCE_ID = /^[a-z][a-z0-9-]{1,39}$/;

const LONGEST = 40;
/** For names without a letter that an id may have, such as Chinese ones. */
const FALLBACK = 'directory';

/** An id made from a name: what is Latin in it, in lower case; one that is taken gets a number. */
export function proposeId(name: string, taken: readonly string[]): string {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, LONGEST)
    .replace(/-+$/, '');
  const base = INSTANCE_ID.test(plain) ? plain : FALLBACK;
  if (!taken.includes(base)) return base;
  for (let n = 2; ; n++) {
    const end = `-${n}`;
    const next = base.slice(0, LONGEST - end.length).replace(/-+$/, '') + end;
    if (!taken.includes(next)) return next;
  }
}
