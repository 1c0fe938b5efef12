import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Me } from '../api/types.ts';
import { draftOf, isNumber, patchOf, phoneFaults } from './profile-draft.ts';

const me = {
  account: {
    displayName: '李雷',
    phoneRegion: null,
    phoneNumber: null,
    description: 'old',
    preferredLanguage: null,
    custom: { seats: 3, remote: true },
  },
  customFields: [
    { id: 'seats', title: 'Seats', type: 'number', required: false },
    { id: 'remote', title: 'Remote', type: 'boolean', required: false },
    { id: 'nick', title: 'Nickname', type: 'string', required: false },
  ],
  editable: ['displayName', 'description', 'custom.seats', 'custom.remote', 'custom.nick'],
} as unknown as Me;

describe('a profile that is edited', () => {
  const patched = (changes: object) => patchOf(me, { ...draftOf(me), ...changes });

  it('sends nothing that was not changed', () => {
    assert.deepEqual(patched({}), {});
  });

  it('sends what was changed, each as its kind', () => {
    assert.deepEqual(patched({ displayName: ' 韩梅梅 ', 'custom.seats': '12', 'custom.remote': false }), {
      displayName: '韩梅梅',
      custom: { seats: 12, remote: false },
    });
  });

  it('takes the value away where a field was emptied', () => {
    assert.deepEqual(patched({ description: ' ', 'custom.seats': '' }), {
      description: null,
      custom: { seats: null },
    });
  });

  it('sends nothing that may not be edited', () => {
    assert.deepEqual(patched({ phoneNumber: '13800138000' }), {});
  });

  it('knows what is no phone number, and that none is needed', () => {
    assert.deepEqual(phoneFaults({ phoneRegion: '', phoneNumber: '' }), {});
    assert.deepEqual(phoneFaults({ phoneRegion: '86', phoneNumber: ' 13800138000 ' }), {});
    assert.deepEqual(phoneFaults({ phoneRegion: '+86', phoneNumber: '12' }), {
      phoneRegion: 'regionDigits',
      phoneNumber: 'phoneDigits',
    });
  });

  it('knows numbers', () => {
    assert.deepEqual(['', '1', '-2.5', '1e3', 'x', '1,5'].map(isNumber), [
      true,
      true,
      true,
      true,
      false,
      false,
    ]);
  });
});
