/** The browser's side of WebAuthn. Loaded when a passkey is used or can be offered. */
import {
  browserSupportsWebAuthn,
  browserSupportsWebAuthnAutofill,
  startAuthentication,
  startRegistration,
  WebAuthnAbortService,
} from '@simplewebauthn/browser';
import { Problem } from './client.ts';

type CreationOptions = Parameters<typeof startRegistration>[0]['optionsJSON'];
type RequestOptions = Parameters<typeof startAuthentication>[0]['optionsJSON'];

export const canUsePasskeys = browserSupportsWebAuthn;
export const canAutofill = browserSupportsWebAuthnAutofill;

/** Ends what waits for a choice in the autofill of a field. */
export function stopWaiting(): void {
  WebAuthnAbortService.cancelCeremony();
}

/** Undefined when the person, or the page, broke it off: no reason to tell of a failure. */
export async function givePasskey(options: RequestOptions, autofill = false): Promise<unknown> {
  return broken(() => startAuthentication({ optionsJSON: options, useBrowserAutofill: autofill }));
}

export async function makePasskey(options: CreationOptions): Promise<unknown> {
  return broken(() => startRegistration({ optionsJSON: options }));
}

async function broken(ceremony: () => Promise<unknown>): Promise<unknown> {
  try {
    return await ceremony();
  } catch (thrown) {
    const name = thrown instanceof Error ? thrown.name : '';
    if (name === 'NotAllowedError' || name === 'AbortError') return undefined;
    if (name === 'InvalidStateError') throw passkeyProblem('passkey_known');
    throw passkeyProblem('passkey_failed');
  }
}

/** Told in the reader's language by `ProblemNotice`. */
function passkeyProblem(code: 'passkey_known' | 'passkey_failed'): Problem {
  return new Problem({ status: 0, code, detail: '', remedy: '', errors: [], requestId: '' });
}
