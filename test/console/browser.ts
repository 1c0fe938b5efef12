/** A real Chromium for the tests of the console. */
import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Path of the installed Chromium; undefined where there is none (`scripts/test-setup` installs it). */
export function findChromium(): string | undefined {
  return PLACES.find((place) => existsSync(place));
}

export async function launchChromium(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('Chromium is not installed; run scripts/test-setup');
  // As root Chromium refuses its sandbox; it opens our own pages only.
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
}

export interface View {
  language?: 'en' | 'zh';
  dark?: boolean;
  width?: number;
  height?: number;
}

/** A browser that shows the console in a language, an appearance and a size. */
export async function openView(
  browser: Browser,
  { language = 'en', dark = false, width = 1440, height = 900 }: View = {},
): Promise<BrowserContext> {
  const context = await browser.newContext({
    viewport: { width, height },
    locale: language === 'zh' ? 'zh-CN' : 'en-GB',
    timezoneId: 'Asia/Shanghai',
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(20_000);
  return context;
}

export interface Person {
  username: string;
  password: string;
}

/** Logs on at the console's own log-on page. */
export async function logOn(page: Page, url: string, { username, password }: Person): Promise<void> {
  await page.goto(`${url}/console/`);
  await page.locator('input[autocomplete=username]').fill(username);
  await page.locator('input[autocomplete=current-password]').fill(password);
  await page.locator('button[type=submit]').click();
  await page.locator('#content').waitFor();
}
