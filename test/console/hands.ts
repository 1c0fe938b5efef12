/** What a person does at the console: reaches for what is there by role and visible name. */
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';

/** Follows a link of the navigation. */
export async function goTo(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation').getByRole('link', { name, exact: true }).click();
}

export const heading = (place: Page | Locator, name: string | RegExp): Locator =>
  place.getByRole('heading', { name });

/** A button that has turned its wheel may have that in its name still. */
const buttonNamed = (name: string) =>
  new RegExp(`^(loading )?${name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`);

export async function press(place: Page | Locator, name: string | RegExp): Promise<void> {
  await place.getByRole('button', { name: typeof name === 'string' ? buttonNamed(name) : name }).click();
}

export async function fill(place: Page | Locator, label: string, text: string): Promise<void> {
  await place.getByLabel(label, { exact: true }).fill(text);
}

/** Types a value into a list of values. */
export async function addTo(place: Page | Locator, label: string, text: string): Promise<void> {
  const box = place.getByLabel(label, { exact: true });
  await box.fill(text);
  await box.press('Enter');
}

/** Ticks a box of a dialog that may still be opening: what is clicked then may go by. */
export async function tick(box: Locator): Promise<void> {
  for (let turn = 0; turn < 5 && !(await box.isChecked()); turn++) await box.click();
}

/** Opens a select and picks an option by what it says. */
export async function pick(page: Page, label: string, option: string): Promise<void> {
  await page.getByLabel(label, { exact: true }).click();
  await page.getByTitle(option, { exact: true }).filter({ visible: true }).last().click();
}

export const openTab = (page: Page, name: string): Promise<void> =>
  page.getByRole('tab', { name, exact: true }).click();

/** The row of a table in which a text stands. */
export const row = (place: Page | Locator, text: string | RegExp): Locator =>
  place.getByRole('row').filter({ hasText: text }).first();

/** Waits until it can be seen. */
export const see = (what: Locator): Promise<void> => what.first().waitFor();

/** A picture of where a test stopped, in the folder that TEST_PICTURES names. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  const folder = process.env.TEST_PICTURES;
  if (folder) await page.screenshot({ path: join(folder, `${name.replaceAll(/\W+/g, '-')}.png`) });
}
