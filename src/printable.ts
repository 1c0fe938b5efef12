/** Values come from directories of others: nothing in them may steer the terminal or turn the line around. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, (character) =>
    character === '\n' || character === '\t' ? ' ' : '\ufffd',
  );
}
