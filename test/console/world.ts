/** A whole Muster with a browser at its console. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { Json } from '../../src/cli/client.ts';
import { type Product, startProduct } from '../story/product.ts';
import { launchChromium, logOn, openView, type View } from './browser.ts';
import { buildConsole } from './build.ts';

/** As `startProduct` sets it. */
export const ADMINISTRATOR = { username: 'admin', password: 'The CLI gets in by its own token.' };

export interface World {
  product: Product;
  browser: Browser;
  /** A page of the console, logged on; pages of one view are tabs of one browser, so that it has to log on but once. */
  open(view?: View, path?: string): Promise<Page>;
  close(): Promise<void>;
}

export async function startWorld(): Promise<World> {
  buildConsole();
  const product = await startProduct();
  const browser = await launchChromium();
  const contexts = new Map<string, BrowserContext>();
  return {
    product,
    browser,
    async open(view = {}, path = '/') {
      const key = JSON.stringify(view);
      const known = contexts.get(key);
      const context = known ?? (await openView(browser, view));
      const page = await context.newPage();
      if (!known) {
        contexts.set(key, context);
        context.once('close', () => contexts.delete(key));
        await logOn(page, product.url, ADMINISTRATOR);
      }
      if (known || path !== '/') await page.goto(`${product.url}/console${path}`);
      await page.locator('#content').waitFor();
      return page;
    },
    async close() {
      await browser.close();
      await product.stop();
    },
  };
}

/** Calls the API as the person in the page. */
export function callAs(page: Page, method: string, path: string, body?: unknown): Promise<Json> {
  return page.evaluate(
    async ([verb, where, sent]) => {
      const response = await fetch(`/api/v1${where}`, {
        method: verb as string,
        headers: sent === undefined ? {} : { 'content-type': 'application/json' },
        ...(sent === undefined ? {} : { body: JSON.stringify(sent) }),
      });
      const answer = await response.json().catch(() => null);
      if (!response.ok) throw new Error(`${verb} ${where}: ${JSON.stringify(answer)}`);
      return answer;
    },
    [method, path, body] as const,
  );
}
