/** `20260105083000.0Z`, the form of whenCreated. */
export function generalizedTime(date: Date): string {
  return `${date.toISOString().slice(0, 19).replace(/[-T:]/g, '')}.0Z`;
}

/** Windows FILETIME, the form of accountExpires and pwdLastSet: units of 100 ns since 1601, beyond what a number holds. */
export function fileTime(date: Date): string {
  return String((BigInt(date.getTime()) + 11_644_473_600_000n) * 10_000n);
}

/** The point in time of a FILETIME; undefined for the two values that mean never (0 and the largest). */
export function dateOfFileTime(value: string): Date | undefined {
  const units = BigInt(value);
  if (units === 0n || units === 0x7fff_ffff_ffff_ffffn) return undefined;
  return new Date(Number(units / 10_000n - 11_644_473_600_000n));
}
