/** What a form drawn from the settings of a kind needs: nothing that must be filled in is hidden, choices have words. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { settingsSchema } from '../model/settings-schema.ts';
import { sourceKinds } from './index.ts';

interface Setting {
  title?: string;
  zh?: string;
  step?: string;
  advanced?: boolean;
  enum?: string[];
  labels?: Record<string, { en: string; zh: string }>;
  default?: unknown;
}

for (const kind of sourceKinds.values()) {
  const { schema } = settingsSchema(kind.config);
  const { required = [], properties = {} } = schema as {
    required?: string[];
    properties?: Record<string, Setting>;
  };

  describe(`the form of ${kind.kind}`, () => {
    it('has a name in both languages for every setting', () => {
      const nameless = Object.keys(properties).filter(
        (name) => !properties[name]!.title || !properties[name]!.zh,
      );
      assert.deepEqual(nameless, []);
    });

    it('asks for all that is needed first, and in plain sight', () => {
      const needed = required.filter((name) => properties[name]!.default === undefined);
      assert.notEqual(needed.length, 0);
      for (const name of needed) {
        assert.equal(properties[name]!.step ?? 'connect', 'connect', name);
        assert.notEqual(properties[name]!.advanced, true, name);
      }
    });

    it('puts every setting into a step that there is', () => {
      for (const [name, { step = 'connect' }] of Object.entries(properties))
        assert.ok(['connect', 'scope', 'abilities'].includes(step), name);
    });

    it('has words for every choice', () => {
      for (const [name, { enum: values = [], labels = {} }] of Object.entries(properties))
        assert.deepEqual(Object.keys(labels).sort(), [...values].sort(), name);
    });
  });
}
