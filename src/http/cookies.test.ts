import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hostOnly, readCookie, writeCookie } from './cookies.ts';

const VALUE = 'a'.repeat(42);
const ONE = `${VALUE}1`;
const TWO = `${VALUE}2`;

describe('readCookie', () => {
  it('finds one among others, whatever spaces stand between', () => {
    for (const header of [
      `c=${ONE}`,
      `a=b; c=${ONE}`,
      `a=b;c=${ONE};d`,
      ` c = ${ONE} ;a=`,
      `xc=${TWO}; c=${ONE}`,
    ])
      assert.equal(readCookie(header, 'c'), ONE, header);
  });

  it('takes nothing that was never made here', () => {
    for (const header of [
      undefined,
      '',
      'c',
      'c=',
      `=${ONE}`,
      `c=${VALUE}`,
      `c=${ONE}1`,
      `c="${ONE}"`,
      `c=${VALUE}%`,
    ])
      assert.equal(readCookie(header, 'c'), undefined, header);
  });

  it('believes neither of two that differ: one of them was planted', () => {
    assert.equal(readCookie(`c=${ONE}; c=${TWO}`, 'c'), undefined);
    assert.equal(readCookie(`c=${ONE}; c=`, 'c'), undefined);
    assert.equal(readCookie(`c=${ONE}; c=${ONE}`, 'c'), ONE);
  });
});

describe('writeCookie', () => {
  const cookie = { name: hostOnly('c', true), value: ONE, sameSite: 'Lax', https: true } as const;

  it('binds to the host over https and hides from scripts', () => {
    assert.equal(writeCookie(cookie), `__Host-c=${ONE}; Path=/; HttpOnly; SameSite=Lax; Secure`);
    assert.equal(
      writeCookie({ ...cookie, name: hostOnly('c', false), https: false, seconds: 60, path: '/p' }),
      `c=${ONE}; Path=/p; HttpOnly; SameSite=Lax; Max-Age=60`,
    );
  });

  it('takes one back without a value, whatever its life was', () => {
    assert.equal(
      writeCookie({ ...cookie, value: undefined, seconds: 60 }),
      '__Host-c=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0; Secure',
    );
  });
});
