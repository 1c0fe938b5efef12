/** No letters that are taken for others when read out or typed. */
const ALPHABET = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const LENGTH = 20;

/** A password of 20 letters and digits, about 116 bits; every one is as likely as any other. */
export function newPassword(): string {
  const fair = 256 - (256 % ALPHABET.length);
  let password = '';
  while (password.length < LENGTH)
    for (const byte of crypto.getRandomValues(new Uint8Array(LENGTH * 2)))
      if (byte < fair && password.length < LENGTH) password += ALPHABET[byte % ALPHABET.length];
  return password;
}
