/** Addresses in the settings of sources with a web API. */
import { z } from 'zod';
import { said } from '../../model/said.ts';

const MAX_LENGTH = 300;

/** Addresses are shown to everybody who may look at a source, so no password may stand in one. */
const Address = z
  .url({ protocol: /^https?$/ })
  .max(MAX_LENGTH)
  .refine((text) => isPlain(text), {
    error: said(
      'an address without user name, password, query and fragment',
      '应为地址，不含用户名、密码、查询参数与片段',
    ),
  });

/** A host of the vendor, or a relay before it; what follows after it is the vendor's. */
export const Origin = Address.transform((text) => text.replace(/\/+$/, ''));

/** `http://host:port` of a proxy on the way. */
export const ProxyAddress = Address;

function isPlain(text: string): boolean {
  const url = URL.parse(text);
  // What is no address at all is refused as such.
  return url === null || url.username + url.password + url.search + url.hash === '';
}
