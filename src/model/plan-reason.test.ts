import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PLAN_REASONS, type PlanReason, planReasonText } from './plan-reason.ts';

test('a reason is put into words in both languages, with what it is about', () => {
  const reason: PlanReason = { code: 'gone_days', params: { days: 30 } };
  assert.equal(planReasonText(reason, 'en'), 'gone from the source for 30 days');
  assert.equal(planReasonText(reason, 'zh'), '从身份提供方消失已满 30 天');
});

test('both languages name the same parameters', () => {
  const named = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();
  for (const [code, { en, zh }] of Object.entries(PLAN_REASONS)) assert.deepEqual(named(zh), named(en), code);
});

test('a code of a later version, or of nobody, has no words', () => {
  for (const code of ['later', 'constructor', '__proto__'])
    assert.equal(planReasonText({ code } as unknown as PlanReason, 'en'), undefined);
});
