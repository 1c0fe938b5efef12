/** Text from outside made fit to be shown and to be stored. */

/** What a target said: short, one line, none of the secrets in it. */
export function saidText(said: string, secrets: readonly string[], length: number): string {
  // Cut after the secrets are out, or a part of one could stay; well-formed after the cut, which may halve a character.
  const safe = secrets.reduce((text, secret) => text.replaceAll(secret, '***'), said);
  return safe
    .slice(0, length)
    .toWellFormed()
    .replace(/\p{Cc}+/gu, ' ');
}

/** Free of control characters and broken Unicode. */
export function isPlainText(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: refusing them is the point
  return text.isWellFormed() && !/[\u0000-\u001f\u007f]/.test(text);
}

/** JSON that a jsonb column takes: it refuses NUL and halves of surrogate pairs, wherever a text has them from. */
export function jsonbText(value: object): string {
  return JSON.stringify(value, (_name, part) =>
    typeof part === 'string' ? part.toWellFormed().replaceAll('\0', '\ufffd') : part,
  );
}
