import { readAgent } from '../../../people/parts/agent.ts';
import type { Translate } from '../../text/text.ts';
import type { sessionsText } from './sessions-text.ts';

type Say = Translate<Parameters<typeof sessionsText.t>[0]>;

const SHOWN = ['pwd', 'ldap', 'otp', 'mail', 'hwk', 'swk', 'sso'] as const;

/** Methods of RFC 8176 as people say them. What only qualifies another one (`mfa`, `user`) is left out. */
export function methodWords(t: Say, methods: readonly string[]): string[] {
  // The password of a directory is said once, not as a password and a directory.
  const plain = methods.includes('ldap') ? methods.filter((method) => method !== 'pwd') : methods;
  return SHOWN.filter((method) => plain.includes(method)).map((method) => t(`amr_${method}`));
}

/** Browser and system where they are known, else what the browser calls itself. */
export function agentWords(t: Say, agent: string | null): string | null {
  const known = readAgent(agent);
  return known ? t('agent', known) : agent;
}
