/**
 * Requests to an OpenID provider: verified TLS, no redirects, limits, and only to where the issuer itself lies.
 *
 * An issuer inside the company is an ordinary thing, so administrators may name one, as they may name any target of a
 * push. But it is the provider that names the other endpoints: a public one must not send this server into the private
 * network or to itself. So an endpoint may lie no nearer than the issuer does, by the address that is connected to.
 */
import { lookup as resolve } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import { rootCertificates } from 'node:tls';
import type { CustomFetch } from 'openid-client';
import { Agent, fetch } from 'undici';

const MAX_ANSWER_BYTES = 1024 * 1024;

/** How near to this server an address is. */
const PUBLIC = 0;
const PRIVATE = 1;
const THIS_MACHINE = 2;
/** Where clouds keep the credentials of their machines. */
const LINK = 3;

const NEAR: [reach: number, networks: [address: string, prefix: number][]][] = [
  [
    LINK,
    [
      ['169.254.0.0', 16],
      ['fe80::', 10],
    ],
  ],
  [
    THIS_MACHINE,
    [
      ['127.0.0.0', 8],
      ['0.0.0.0', 8],
      ['::1', 128],
      ['::', 128],
    ],
  ],
  [
    PRIVATE,
    [
      ['10.0.0.0', 8],
      ['172.16.0.0', 12],
      ['192.168.0.0', 16],
      ['100.64.0.0', 10],
      ['198.18.0.0', 15],
      ['fc00::', 7],
      ['fec0::', 10],
      ['224.0.0.0', 4],
      ['240.0.0.0', 4],
      ['ff00::', 8],
      ['64:ff9b::', 96],
      ['2002::', 16],
    ],
  ],
];
const LISTS = NEAR.map(([reach, networks]) => {
  const list = new BlockList();
  for (const [address, prefix] of networks)
    list.addSubnet(address, prefix, address.includes(':') ? 'ipv6' : 'ipv4');
  return { reach, list };
});

/** 0 for the internet, more the nearer an address is to this server. */
export function reachOf(address: string): number {
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  return LISTS.find(({ list }) => list.check(address, family))?.reach ?? PUBLIC;
}

/** Refused before a connection was made. */
export class TooNear extends Error {
  constructor(host: string) {
    super(`${host} is nearer to this server than the issuer`);
  }
}

export interface ProviderHttp {
  fetch: CustomFetch;
  close(): Promise<void>;
}

/** `issuer` as the administrator wrote it; `ca` beside the usual authorities. */
export function providerHttp(
  issuer: URL,
  { ca, timeoutMs }: { ca?: string | undefined; timeoutMs: number },
): ProviderHttp {
  let allowed: Promise<number> | undefined;
  const agent = new Agent({
    connect: {
      timeout: timeoutMs,
      ...(ca?.trim() && { ca: [...rootCertificates, ca] }),
      // What is checked here is what is connected to: a name cannot mean another address a moment later.
      lookup(hostname, options, callback) {
        resolve(hostname, { ...options, all: true }, async (error, found) => {
          if (error) return callback(error, [] as never);
          try {
            const limit = await issuerReach();
            const near = found.some(({ address }) => reachOf(address) > limit);
            if (near || found.length === 0) return callback(new TooNear(hostname), [] as never);
          } catch (failure) {
            return callback(failure as Error, [] as never);
          }
          if (options.all) callback(null, found as never);
          else callback(null, found[0]!.address as never, found[0]!.family);
        });
      },
    },
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    maxResponseSize: MAX_ANSWER_BYTES,
  });
  const issuerReach = (): Promise<number> => {
    allowed ??= furthest(hostOf(issuer)).catch((error: unknown) => {
      allowed = undefined;
      throw error;
    });
    return allowed;
  };
  return {
    async fetch(url, options) {
      const target = new URL(url);
      const host = hostOf(target);
      // An address is connected to without being looked up.
      if (isIP(host) && reachOf(host) > (await issuerReach())) throw new TooNear(host);
      if (target.protocol === 'http:' && (await furthest(host)) !== THIS_MACHINE) throw new TooNear(host);
      const answer = await fetch(url, { ...options, redirect: 'manual', dispatcher: agent } as never);
      return answer as unknown as Response;
    },
    close: () => agent.close(),
  };
}

/** The reach of the farthest address of a host: one public address makes a host public. */
async function furthest(host: string): Promise<number> {
  if (isIP(host)) return reachOf(host);
  const found = await lookup(host, { all: true });
  return Math.min(...found.map(({ address }) => reachOf(address)));
}

const hostOf = ({ hostname }: URL) => hostname.replace(/^\[|\]$/g, '');
