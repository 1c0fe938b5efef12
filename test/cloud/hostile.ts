import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { base64, type Facts } from './idp.ts';
import { clientOf, type SsoWorld } from './sso-world.ts';

/** `answer`: SAMLResponse to a good request; `reason`: what the page and the log call what is wrong with it. */
export type Case = readonly [what: string, answer: (facts: Facts) => string, reason: string];

/** Declares a test for each case: a browser that waits for a good answer gets this one. */
export function refuseEach(area: string, cases: readonly Case[], worldOf: () => SsoWorld): void {
  describe(`hostile answers: ${area}`, () => {
    for (const [what, make, reason] of cases)
      test(what, async () => {
        const world = worldOf();
        // A server of its own, or the limit of refusals for an address would answer instead.
        const server = await world.another();
        const client = clientOf({ ...world, root: server.root }, world.idp);
        const browser = client.browser();
        const inResponseTo = await client.start(browser);
        const response = await client.post(browser, make(client.facts({ inResponseTo })));
        const page = await response.text();
        assert.deepEqual([response.status, page.includes(reason)], [403, true], page);
        assert.doesNotMatch(page, /node_modules|SELECT |\.ts:|at \//);
        assert.equal(response.headers.get('set-cookie'), null);
        assert.equal(await client.whoIs(browser), undefined);
        // What was refused has used nothing up: the good answer still counts.
        assert.equal((await client.arrive(browser, client.facts({ inResponseTo }))).status, 303);
        assert.equal(await client.whoIs(browser), 'alice');
        await server.close();
      });
  });
}

/** An answer changed after it was signed. */
export function edited(answer: string, from: string | RegExp, to: string): string {
  const xml = Buffer.from(answer, 'base64').toString();
  const changed = xml.replace(from, to);
  assert.notEqual(changed, xml, `${from} is not in the answer`);
  return base64(changed);
}
