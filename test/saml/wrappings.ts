/** Signature wrapping: a signed message and a twin that nobody signed, put together so that readers confuse them. */

export const signatureIn = (xml: string) => /<ds:Signature .*?<\/ds:Signature>/s.exec(xml)![0];
export const without = (xml: string) => xml.replace(signatureIn(xml), '');

const SAMLP = 'urn:oasis:names:tc:SAML:2.0:protocol';

/** The eight shapes of “On Breaking SAML: Be Whoever You Want to Be” (2012), for a signed element `good` and a twin. */
export function wrappings(good: string, evil: string, close: string): Record<string, string> {
  const signature = signatureIn(good);
  const bare = without(good);
  const into = (xml: string, content: string) => xml.replace(close, `${content}${close}`);
  const inObject = (content: string) =>
    signature.replace('</ds:Signature>', `<ds:Object>${content}</ds:Object></ds:Signature>`);
  return {
    'XSW1: the signature on the twin holds the signed message in an Object': into(evil, inObject(bare)),
    'XSW2: signature and signed message beside each other in the twin': into(evil, `${bare}${signature}`),
    'XSW3: the twin before the signed message': `<wrap>${evil}${good}</wrap>`,
    'XSW4: the signed message within the twin': into(evil, good),
    'XSW5: the signature moved to the twin, the signed message after it': `<wrap>${into(evil, signature)}${bare}</wrap>`,
    'XSW6: the twin holds the signature, which holds the signed message': `<wrap>${into(evil, inObject(good))}</wrap>`,
    'XSW7: the twin in Extensions of the signed message': good.replace(
      signature,
      `${signature}<samlp:Extensions xmlns:samlp="${SAMLP}">${evil}</samlp:Extensions>`,
    ),
    'XSW8: the twin in an Object of the signature': good.replace(signature, inObject(evil)),
  };
}
