/**
 * Simulated vendors to connect to: each starts in this process, on the loopback only, and tells what a source needs to
 * read it. A vendor more is a function and a line in VENDORS.
 */
import type { CompanyPeople } from '../../sim/company/company.ts';
import { startDingTalk } from '../../sim/dingtalk/server.ts';
import { startLark } from '../../sim/lark/server.ts';
import { startWeCom } from '../../sim/wecom/server.ts';
import { MusterError } from '../errors/error.ts';

export interface VendorOptions {
  port?: number | undefined;
  people?: number;
  seed?: number;
  /** The company to have, instead of one made from people and seed. */
  made?: CompanyPeople;
  /** Holds callers to what the vendor documents; off unless asked for. */
  limits?: boolean;
}

export interface RunningVendor {
  url: string;
  people: number;
  /** Settings of a source that reads it, without the secrets. */
  config: Record<string, string | number>;
  /** The settings that are secret. */
  secrets: Record<string, string>;
  /** The secret ones of a source that is told of changes by calls (`events` is `callback`). */
  callback: Record<string, string>;
  /** What `POST /sim/push` takes beside the address of a source's callback. */
  push: Record<string, string>;
  /** Calls that change the company, and that disturb the next answers: bodies of `POST /sim/<action>`. */
  examples: { about: string; action: string; body: object }[];
  /** Tells changes to a source's callback from now on. */
  tellTo(callbackUrl: string): void;
  close(): Promise<void>;
}

interface Vendor {
  title: string;
  /** The account field by which its people are found again, if they are known from elsewhere. */
  matchBy: 'username' | 'email' | 'phoneNumber';
  /** Taken where it is free, so that the address stays the same. */
  preferredPort: number;
  start(options: VendorOptions): Promise<RunningVendor>;
}

export const VENDORS = {
  dingtalk: { title: 'DingTalk', matchBy: 'phoneNumber', preferredPort: 3391, start: dingTalk },
  // Newer applications get neither numbers nor addresses.
  wecom: { title: 'WeCom', matchBy: 'username', preferredPort: 3392, start: weCom },
  lark: { title: 'Lark', matchBy: 'email', preferredPort: 3393, start: lark },
} satisfies Record<string, Vendor>;

export type VendorName = keyof typeof VENDORS;
export const VENDOR_NAMES = Object.keys(VENDORS) as VendorName[];
export const isVendor = (name: string): name is VendorName => Object.hasOwn(VENDORS, name);

/** Starts one at the port given, else at its own or any free one. Throws `listen_failed`. */
export async function startVendor(vendor: VendorName, options: VendorOptions = {}): Promise<RunningVendor> {
  const { start, preferredPort }: Vendor = VENDORS[vendor];
  const { port = preferredPort } = options;
  try {
    return await start({ ...options, port }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE' || options.port !== undefined) throw error;
      return start({ ...options, port: 0 });
    });
  } catch (error) {
    const { message } = error as Error;
    throw new MusterError('listen_failed', { address: `127.0.0.1:${port}`, reason: message }, error);
  }
}

const CALLBACK_TOKEN = 'simulatedtoken';
const CALLBACK_KEY = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG';
/** No vendor's limit is to be kept where none holds. */
const UNPACED = { callsPerSecond: 10_000 };
const NEWCOMER = { name: '林小雨', mail: 'lin.xiaoyu@corp.example' };

async function dingTalk({ limits = false, ...options }: VendorOptions): Promise<RunningVendor> {
  const sim = await startDingTalk({ ...options, port: options.port ?? 0, limits });
  const { url, clientId, company, outbox } = sim;
  const push = { token: CALLBACK_TOKEN, aesKey: CALLBACK_KEY, receiver: clientId };
  return {
    url,
    people: company.users.size,
    config: {
      appKey: clientId,
      corpId: company.corpId,
      ...{ oapiOrigin: url, apiOrigin: url, loginOrigin: url },
      events: 'stream',
      ...(limits ? {} : UNPACED),
    },
    secrets: { appSecret: sim.clientSecret },
    callback: { callbackToken: push.token, callbackAesKey: push.aesKey },
    push,
    examples: [
      {
        about: 'somebody joins',
        action: 'add-user',
        body: { userid: '900001', name: NEWCOMER.name, org_email: NEWCOMER.mail },
      },
      {
        about: 'the next three calls are over the limit',
        action: 'fault',
        body: { fault: 'limit_app', times: 3 },
      },
    ],
    tellTo(callbackUrl) {
      outbox.push = { ...push, url: callbackUrl, style: 'current' };
    },
    close: () => sim.close(),
  };
}

/** WeCom, “Frequency limits”. */
const WECOM_CALLS_PER_MINUTE = 10_000;

async function weCom({ limits = false, ...options }: VendorOptions): Promise<RunningVendor> {
  const sim = await startWeCom({
    ...options,
    port: options.port ?? 0,
    ...(limits ? { callsPerMinute: WECOM_CALLS_PER_MINUTE } : {}),
  });
  const { url, corpId, agentId, secrets, company, outbox } = sim;
  const push = { token: CALLBACK_TOKEN, aesKey: CALLBACK_KEY };
  const callback = { callbackToken: push.token, callbackAesKey: push.aesKey };
  return {
    url,
    people: company.members.size,
    config: {
      ...{ corpId, agentId },
      ...{ apiOrigin: url, authorizeOrigin: url, loginOrigin: url },
      events: 'callback',
      ...(limits ? {} : { ...UNPACED, callsInBurst: 100_000 }),
    },
    secrets: { appSecret: secrets.app, syncSecret: secrets.sync, ...callback },
    callback,
    push,
    examples: [
      {
        about: 'somebody joins',
        action: 'add-user',
        body: { userid: 'lin.xiaoyu', name: NEWCOMER.name },
      },
      {
        about: 'the next three calls find WeCom busy',
        action: 'fault',
        body: { kind: 'code', number: -1, times: 3 },
      },
    ],
    tellTo(callbackUrl) {
      outbox.push = { ...push, url: callbackUrl, longForm: false };
    },
    close: () => sim.close(),
  };
}

async function lark({ limits = false, ...options }: VendorOptions): Promise<RunningVendor> {
  const sim = await startLark({ ...options, port: options.port ?? 0, limits });
  const { url, appId, appSecret, company, outbox } = sim;
  const push = { verificationToken: CALLBACK_TOKEN, encryptKey: CALLBACK_KEY };
  return {
    url,
    people: company.users.size,
    config: {
      appId,
      tenantKey: company.tenantKey,
      ...{ apiOrigin: url, accountsOrigin: url },
      events: 'connection',
      ...(limits ? {} : { ...UNPACED, callsPerMinute: 1_000_000 }),
    },
    secrets: { appSecret },
    callback: push,
    push,
    examples: [
      {
        about: 'somebody joins',
        action: 'add-user',
        body: { name: NEWCOMER.name, enterprise_email: NEWCOMER.mail },
      },
      {
        about: 'the next three calls are over the limit',
        action: 'fault',
        body: { fault: 'limit', times: 3 },
      },
    ],
    tellTo(callbackUrl) {
      outbox.push = { ...push, url: callbackUrl };
    },
    close: () => sim.close(),
  };
}
