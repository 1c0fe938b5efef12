/** What a person does at the log-on page and in the portal: reaches for what is there by role and visible name. */
import { TOTP } from 'otpauth';
import type { CDPSession, Page } from 'playwright-core';
import { fill, heading, press, see } from '../console/hands.ts';

export { fill, heading, keepPicture, press, see } from '../console/hands.ts';

export interface Given {
  username: string;
  password: string;
  /** Name of the tab, where there are several: `Password`, or that of a directory. */
  tab?: string;
}

/** Types name and password into the form of the log-on page and sends it. */
export async function giveNameAndPassword(page: Page, { username, password, tab }: Given): Promise<void> {
  if (tab !== undefined) await page.getByRole('tab', { name: tab, exact: true }).click();
  await fill(page, 'User name', username);
  // The panel of a tab may have the same name as the field in it.
  await page.getByRole('textbox', { name: 'Password', exact: true }).fill(password);
  await press(page, 'Log on');
}

/** Logs on where nothing but the password is asked for; ends in the portal. */
export async function logOnToPortal(page: Page, given: Given): Promise<void> {
  await giveNameAndPassword(page, given);
  await inPortal(page);
}

/** Waits for the portal. */
export const inPortal = (page: Page): Promise<void> => see(page.getByRole('heading', { name: /^Hello, / }));

export const alertSays = (page: Page, text: string | RegExp): Promise<void> =>
  see(page.getByRole('alert').filter({ hasText: text }));

/** Chooses a new password where one is asked for. */
export async function chooseNewPassword(page: Page, password: string, act: string): Promise<void> {
  await fill(page, 'New password', password);
  await press(page, act);
}

/** The code an authenticator app would show; `later`: in so many turns of thirty seconds. */
export function totpCode(secret: string, later = 0): string {
  return new TOTP({ secret: secret.replaceAll(/\s/g, '') }).generate({
    timestamp: Date.now() + later * 30_000,
  });
}

/** The key that the page shows for typing it into an app. */
export const shownSecret = async (page: Page): Promise<string> =>
  (await page.locator('.secret').innerText()).replaceAll(/\s/g, '');

/** An authenticator in the browser, as a laptop has one: it verifies its user and keeps passkeys. */
export async function addAuthenticator(page: Page): Promise<CDPSession> {
  const client = await page.context().newCDPSession(page);
  await client.send('WebAuthn.enable');
  await client.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return client;
}

/** Goes to a part of the portal. */
export async function goToSection(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation').getByRole('link', { name, exact: true }).click();
  await see(heading(page, name));
}
