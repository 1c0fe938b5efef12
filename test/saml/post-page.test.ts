/** The page that posts the answer, in a real Chromium: its policy lets through what it needs, and the application's redirect. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, it } from 'node:test';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../console/browser.ts';
import { openWorld, type World } from './world.ts';

let world: World;
let chromium: Browser;
const servers: { close(): void }[] = [];
before(async () => {
  world = await openWorld();
  chromium = await launchChromium();
});
after(async () => {
  await chromium.close();
  for (const server of servers) server.close();
  await world.close();
});

async function listen(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function application() {
  const forms: URLSearchParams[] = [];
  const home = await listen((_request, response) => {
    response.setHeader('content-type', 'text/html').end('<title>home</title>');
  });
  const acs = await listen((request, response) => {
    let body = '';
    request.on('data', (piece) => {
      body += piece;
    });
    request.on('end', () => {
      forms.push(new URLSearchParams(body));
      response.writeHead(303, { location: home }).end();
    });
  });
  const id = await world.application({ acsUrls: [`${acs}/acs`], defaultRelayState: '"><b>&amp; 张' });
  const browser = world.browser();
  await world.logOn(browser, await world.account());
  const cookies = [...browser.cookies].map(([name, value]) => ({ name, value, url: world.url }));
  return { id, cookies, forms };
}

for (const script of [true, false]) {
  it(`brings the person to the application ${script ? 'by itself' : 'by its button, where no script runs'}`, async () => {
    const { id, cookies, forms } = await application();
    const context = await chromium.newContext({ javaScriptEnabled: script });
    await context.addCookies(cookies);
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    await page.goto(`${world.root(id)}/start`);
    if (!script) await page.getByRole('button').click();
    await page.waitForURL((url) => !url.href.startsWith(world.url));
    await page.waitForLoadState();
    assert.equal(await page.title(), 'home');
    assert.deepEqual(complaints, []);
    assert.equal(forms.length, 1);
    assert.equal(forms[0]!.get('RelayState'), '"><b>&amp; 张');
    assert.match(Buffer.from(forms[0]!.get('SAMLResponse')!, 'base64').toString(), /^<samlp:Response /);
    await context.close();
  });
}
