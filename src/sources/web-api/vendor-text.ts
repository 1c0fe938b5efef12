/**
 * What a vendor says in an answer, made fit to be looked through and shown. The host may be any server that the settings
 * name, so nothing of it is of unlimited length: some of the patterns take the square of it. Pure.
 */

/** Longer than any message of a vendor. */
const READ_MAX = 2000;
const SHOWN_MAX = 200;
const CODE_MAX = 200;

/** The texts among the parts as one. */
export function textIn(...parts: unknown[]): string {
  const texts = parts.filter((part) => typeof part === 'string');
  return texts
    .map((text) => text.slice(0, READ_MAX))
    .join(' ')
    .slice(0, READ_MAX);
}

/** A message as it may be shown: short, without line breaks. */
export function clipped(text: string): string {
  return text.slice(0, READ_MAX).replace(/\s+/g, ' ').slice(0, SHOWN_MAX).toWellFormed();
}

/** A code, which may come as number or text. */
export function codeText(code: unknown): string {
  return String(code).slice(0, CODE_MAX);
}

/** The address that a vendor does not let in, as its message names it. */
export function addressIn(message: string): string {
  const text = message.slice(0, READ_MAX);
  return (
    /\b\d{1,3}(?:\.\d{1,3}){3}\b/.exec(text)?.[0] ?? /[0-9a-f]*:[0-9a-f:]+:[0-9a-f]*/i.exec(text)?.[0] ?? '?'
  );
}
