import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { contrast, inkOn, mix, readableOn } from './colour.ts';

const colour = fc
  .integer({ min: 0, max: 0xffffff })
  .map((value) => `#${value.toString(16).padStart(6, '0')}`);

describe('colours of a company', () => {
  it('have the contrast that WCAG computes', () => {
    assert.equal(contrast('#000000', '#ffffff'), 21);
    assert.equal(contrast('#0d5c6b', '#0d5c6b'), 1);
    assert.equal(contrast('#767676', '#ffffff').toFixed(2), '4.54');
  });

  it('can always be written on', () => {
    fc.assert(fc.property(colour, (ground) => contrast(inkOn(ground), ground) >= 4.5));
  });

  it('can always be read as text, on light and dark grounds', () => {
    for (const grounds of [
      ['#ffffff', '#f3f5f6'],
      ['#171f24', '#0f1518'],
    ])
      fc.assert(
        fc.property(colour, (given) => {
          const accent = readableOn(given, grounds);
          return grounds.every((ground) => contrast(accent, ground) >= 4.5);
        }),
      );
  });

  it('stay as they are where they can be read', () => {
    assert.equal(readableOn('#0d5c6b', ['#ffffff']), '#0d5c6b');
  });

  it('keep their hue where they have to be lighter', () => {
    const [red, green, blue] = readableOn('#0d5c6b', ['#0f1518'])
      .slice(1)
      .match(/../g)!
      .map((part) => Number.parseInt(part, 16)) as [number, number, number];
    assert.ok(red < green && green < blue);
  });

  it('mix by share', () => {
    assert.equal(mix('#000000', '#ffffff', 0), '#000000');
    assert.equal(mix('#000000', '#ffffff', 0.5), '#808080');
  });
});
