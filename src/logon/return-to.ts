/** Where a log-on leads to when it is done: a path of this instance, and never another site. Pure. */

const LONGEST = 4096;

/**
 * The path as browsers will read it, or the portal where it is none of this instance. What browsers forgive (backslashes,
 * white space and control characters that they drop, dots that climb) is not repaired but refused.
 */
export function safeReturn(instanceId: string, given: string | undefined): string {
  const fallback = `/${instanceId}/portal`;
  if (given === undefined || given.length > LONGEST || !given.startsWith('/')) return fallback;
  // Anything but printable ASCII: a path in an address has the rest percent-encoded.
  if (!/^[\x21-\x5b\x5d-\x7e]+$/.test(given)) return fallback;
  const url = URL.parse(given, 'https://muster.invalid');
  if (url?.origin !== 'https://muster.invalid' || url.username !== '') return fallback;
  if (given.split(/[?#]/, 1)[0] !== url.pathname || !url.pathname.startsWith(`/${instanceId}/`))
    return fallback;
  const rest = url.pathname.slice(instanceId.length + 2);
  // What an encoded slash or dot means is up to whoever reads the path next.
  if (/%(2f|5c|2e|00)|(^|\/)\.\./i.test(rest)) return fallback;
  return /^(login|person\/api)(\/|$)/.test(rest) ? fallback : url.pathname + url.search + url.hash;
}
