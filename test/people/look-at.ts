/** What is wrong with a page as it stands: findings of axe, texts that are missing, width, violations of its policy. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import type { View } from '../console/browser.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

interface Violation {
  id: string;
  impact: string;
  help: string;
  nodes: { html: string }[];
}

/** Collects what a page breaks of its Content-Security-Policy, and errors in its scripts. */
export async function watch(page: Page): Promise<string[]> {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  await page.addInitScript(`window.violations = [];
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
      window.violations.push(violatedDirective + ' ' + blockedURI));`);
  return errors;
}

export async function lookAt(page: Page, { language }: View): Promise<string[]> {
  const found = (await page.evaluate('window.violations')) as string[];
  const text = await page.locator('body').innerText();
  for (const [missing] of text.matchAll(/⟦[^⟧]*⟧/g)) found.push(`no text for ${missing}`);
  if (language === 'zh' && !/\p{Script=Han}/u.test(await page.locator('h1').first().innerText()))
    found.push('the heading is not Chinese');
  const sideways = Number(
    await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'),
  );
  if (sideways > 0) found.push(`wider than the window by ${sideways} px`);
  await page.evaluate(AXE);
  const violations = (await page.evaluate(
    `axe.run(document, { preload: false, runOnly: ${JSON.stringify(RULES)} }).then(({ violations }) => violations)`,
  )) as Violation[];
  for (const { id, impact, help, nodes } of violations)
    if (impact === 'serious' || impact === 'critical')
      found.push(`${id}: ${help} · ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
  return found;
}
