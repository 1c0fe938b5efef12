/** A real Chromium for the tests of the console. */
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

/** The one without windows comes first: it is the same, and costs less. */
const PLACES = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

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
  await context.addInitScript(COUNT_CALLS);
  return context;
}

/** Calls that are not answered yet, and when the last one was. */
const COUNT_CALLS = `window.calls = { open: 0, last: 0 };
  const { fetch } = window;
  window.fetch = (...given) => {
    window.calls.open++;
    return fetch(...given).finally(() => {
      window.calls.open--;
      window.calls.last = performance.now();
    });
  };`;

/** For how long nothing has been asked when a page counts as settled. */
const QUIET_MS = 150;

/** Waits until a page of the console has been answered all it asks, and shows it. */
export async function settled(page: Page): Promise<void> {
  const patience = AbortSignal.timeout(30_000);
  while (!patience.aborted) {
    const isSettled = await page.evaluate(
      `window.calls.open === 0 && performance.now() - window.calls.last > ${QUIET_MS} &&
       document.querySelector('.ant-skeleton-active, .ant-spin-spinning') === null`,
    );
    if (isSettled) return;
    await sleep(50);
  }
  throw new Error(`${page.url()} does not come to rest`);
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
