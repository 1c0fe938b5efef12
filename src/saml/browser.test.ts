import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browserOf } from './browser.ts';

test('over https the cookie is bound to this host and comes along when another site posts here', () => {
  const { browser, setCookie } = browserOf('https://id.example.com', 'acme', undefined);
  assert.equal(
    setCookie,
    `__Host-muster.saml-acme=${browser}; Path=/; HttpOnly; SameSite=None; Max-Age=3600; Secure`,
  );
  const header = `a=b; __Host-muster.saml-acme=${browser}; muster.saml-acme=${'x'.repeat(43)}`;
  assert.equal(browserOf('https://id.example.com', 'acme', header).browser, browser);
});

test('over http it is lax, and nothing but a secret of ours is taken from it', () => {
  const { browser, setCookie } = browserOf('http://id.example.com', 'acme', undefined);
  assert.match(setCookie, /^muster\.saml-acme=[\w-]{43};.*SameSite=Lax; Max-Age=3600$/);
  for (const value of ['', 'short', `${browser}x`, "' OR 1=1 --".padEnd(43), '%00'.repeat(14)]) {
    const again = browserOf('http://id.example.com', 'acme', `muster.saml-acme=${value}`).browser;
    assert.notEqual(again, value);
    assert.match(again, /^[\w-]{43}$/);
  }
  assert.notEqual(
    browserOf('http://id.example.com', 'other', `muster.saml-acme=${browser}`).browser,
    browser,
  );
});
