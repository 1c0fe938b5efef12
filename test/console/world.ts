/** A whole Muster with a browser at its console. */
import type { Browser, Page } from 'playwright-core';
import type { Json } from '../../src/cli/client.ts';
import { type Product, startProduct } from '../story/product.ts';
import { launchChromium, logOn, openView, type View } from './browser.ts';
import { buildConsole } from './build.ts';

/** As `startProduct` sets it. */
export const ADMINISTRATOR = { username: 'admin', password: 'The CLI gets in by its own token.' };

export interface World {
  product: Product;
  browser: Browser;
  /** A page of the console, logged on. */
  open(view?: View): Promise<Page>;
  close(): Promise<void>;
}

export async function startWorld(): Promise<World> {
  buildConsole();
  const product = await startProduct();
  const browser = await launchChromium();
  return {
    product,
    browser,
    async open(view) {
      const context = await openView(browser, view);
      const page = await context.newPage();
      await logOn(page, product.url, ADMINISTRATOR);
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
