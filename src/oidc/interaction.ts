/** Consent, and being told that one may not: the steps of an interaction that take place on pages of ours. */
import type { Interaction, Provider } from 'oidc-provider';
import type { PersonDeps, SignedIn } from '../logon/person.ts';
import { accountAt, type PersonAccount, type Refusal } from './account.ts';
import { findOidc, type OidcApplication } from './client.ts';
import { allow } from './consent.ts';

const COOKIE = 'muster.oidc';

export interface Step {
  interaction: Interaction;
  application: OidcApplication;
  account: PersonAccount;
  scopes: string[];
}

/** Which step this is, or where to go instead; undefined where the interaction is not this browser's or has run out. */
export type Found = { kind: 'step'; step: Step } | { kind: 'go'; to: string } | undefined;

/** The interaction of an address, for the browser it was begun in and the person it was begun for. */
export async function findStep(
  deps: PersonDeps,
  provider: Provider,
  asked: {
    instanceId: string;
    uid: string;
    prompt: 'consent' | 'access';
    cookie: string | undefined;
    person: SignedIn | undefined;
  },
): Promise<Found> {
  if (!hasCookie(asked.cookie, asked.uid)) return undefined;
  const interaction = await provider.Interaction.find(asked.uid);
  if (!interaction) return undefined;
  const { person } = asked;
  const again = { kind: 'go', to: new URL(interaction.returnTo).pathname } as const;
  // Somebody else by now: what is to be asked is found out anew.
  if (!person || interaction.session?.accountId !== person.accountId) return again;
  if (interaction.prompt.name !== asked.prompt) return again;
  const application = await findOidc(deps.db, asked.instanceId, String(interaction.params.client_id));
  if (!application) return again;
  const account = await accountAt(deps.db, application, person.accountId);
  const scopes = String(interaction.params.scope ?? '')
    .split(' ')
    .filter(Boolean);
  return { kind: 'step', step: { interaction, application, account, scopes } };
}

function hasCookie(header: string | undefined, uid: string): boolean {
  return (header ?? '').split(';').some((part) => part.trim() === `${COOKIE}=${uid}`);
}

/** Writes down what the person has said; gives the path that leads on. */
export async function answerConsent(
  deps: PersonDeps,
  { interaction, application, account, scopes }: Step,
  allowed: boolean,
): Promise<string> {
  const { accountId } = account;
  if (!allowed) return endWith(interaction, 'the person did not allow it');
  await allow(deps.db, application.id, accountId, scopes);
  return finish(interaction, { consent: { accountId } });
}

/** Tells the application that the person may not use it; gives the path that leads there. */
export function answerRefused({ interaction }: Step, reason: Refusal | undefined): Promise<string> {
  return endWith(interaction, `the person may not use this application (${reason ?? 'access_denied'})`);
}

function endWith(interaction: Interaction, description: string): Promise<string> {
  return finish(interaction, { error: 'access_denied', error_description: description });
}

async function finish(interaction: Interaction, result: object): Promise<string> {
  interaction.result = result as never;
  await interaction.save(Math.max(1, interaction.exp - Math.floor(Date.now() / 1000)));
  return new URL(interaction.returnTo).pathname;
}
