import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { describe, it } from 'node:test';
import { hiddenFields, page, pageHeaders } from './page.ts';

const digest = (text: string | undefined) => `'sha256-${hash('sha256', text ?? '', 'base64')}'`;
const policyOf = (...given: Parameters<typeof pageHeaders>) =>
  pageHeaders(...given)['content-security-policy']!.split('; ');

describe('page', () => {
  it('shows titles and fields as text, in the language it names', () => {
    const hostile = `</title><script>"'&`;
    const html = page('zh', hostile, hiddenFields([[hostile, hostile]]));
    assert.doesNotMatch(html, /<script/);
    assert.match(html, /<html lang="zh-CN">/);
    assert.match(html, /name="&#60;[^"]*" value="&#60;[^"]*">/);
  });

  it('is styled by what its headers allow, and by nothing else', () => {
    const style = /<style>(.*)<\/style>/s.exec(page('en', '', ''))?.[1];
    assert.ok(policyOf().includes(`style-src ${digest(style)}`));
    assert.doesNotMatch(page('en', '', ''), / style=| src=| href=/);
  });
});

describe('pageHeaders', () => {
  it('lets no script run and forms end here, unless told otherwise', () => {
    const policy = policyOf();
    assert.ok(policy.includes("default-src 'none'"));
    assert.ok(policy.includes("form-action 'self'"));
    assert.ok(!policy.some((part) => part.startsWith('script-src')));
    const other = policyOf({ formAction: 'https://app.example.com', script: 'go()' });
    assert.ok(other.includes('form-action https://app.example.com'));
    assert.ok(other.includes(`script-src ${digest('go()')}`));
  });
});
