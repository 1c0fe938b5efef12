import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Breaker } from './breaker.ts';

function failing(breaker: Breaker, times: number, now: number): void {
  for (let time = 0; time < times; time++) {
    assert.equal(breaker.enter(now), true);
    breaker.failed(now);
  }
}

describe('circuit breaker', () => {
  it('opens at the third failure in a row, and not when an answer came between', () => {
    const breaker = new Breaker(1000);
    failing(breaker, 2, 0);
    breaker.succeeded();
    failing(breaker, 3, 0);
    assert.equal(breaker.enter(999), false);
  });

  it('lets one call try after the rest, and closes when it is answered', () => {
    const breaker = new Breaker(1000);
    failing(breaker, 3, 0);
    assert.equal(breaker.enter(1000), true);
    assert.equal(breaker.enter(1000), false, 'a second one while the first is under way');
    breaker.succeeded();
    assert.equal(breaker.enter(1000), true);
    assert.equal(breaker.enter(1000), true);
  });

  it('rests twice as long after each failed try, a minute at most', () => {
    const breaker = new Breaker(1000);
    failing(breaker, 3, 0);
    let now = 1000;
    for (const rest of [2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]) {
      failing(breaker, 1, now);
      assert.equal(breaker.enter(now + rest - 1), false);
      now += rest;
    }
    assert.equal(breaker.enter(now), true);
  });

  it('counts failures of calls that were under way when it opened only once', () => {
    const breaker = new Breaker(1000);
    for (let call = 0; call < 50; call++) breaker.enter(0);
    for (let call = 0; call < 50; call++) breaker.failed(0);
    assert.equal(breaker.enter(1000), true);
  });

  it('lets the next one try when the first did not get through to the server', () => {
    const breaker = new Breaker(1000);
    failing(breaker, 3, 0);
    assert.equal(breaker.enter(1000), true);
    breaker.withdrew();
    assert.equal(breaker.enter(1000), true);
  });
});
