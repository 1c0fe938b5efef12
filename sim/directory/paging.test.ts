import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Pager } from './paging.ts';
import { DirectoryStore } from './store.ts';

describe('Pager', () => {
  const entries = [...new DirectoryStore().entries()].slice(0, 5);

  it('gives every entry once', () => {
    const pager = new Pager(new Set());
    const first = pager.first(entries, 2);
    const second = pager.next(first.cookie, 2)!;
    const third = pager.next(second.cookie, 2)!;
    assert.deepEqual([...first.entries, ...second.entries, ...third.entries], entries);
    assert.equal(third.cookie.length, 0);
  });

  it('takes a cookie once, and none of another connection', () => {
    const pager = new Pager(new Set());
    const { cookie } = pager.first(entries, 2);
    assert.equal(new Pager(new Set()).next(cookie, 2), undefined);
    assert.ok(pager.next(cookie, 2));
    assert.equal(pager.next(cookie, 2), undefined);
  });

  it('gives a search up at size 0', () => {
    const pager = new Pager(new Set());
    const { cookie } = pager.first(entries, 2);
    assert.deepEqual(pager.next(cookie, 0), { entries: [], cookie: Buffer.alloc(0) });
    assert.equal(pager.next(cookie, 2), undefined);
  });
});
