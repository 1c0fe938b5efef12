import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BerReader, octets, sequence, Tag, tlv } from '../../ldap/ber.ts';
import { LdapEntry } from '../../ldap/entry.ts';
import { Op } from '../../ldap/messages.ts';
import { convert, groupAlias, primaryGroup, readFileTime, readGuid, readSid } from './convert.ts';

const SID = Buffer.from('010500000000000515000000d2f9d9f18d94ba544d451b465d040000', 'hex');

function entryOf(attributes: Record<string, (string | Buffer)[]>): LdapEntry {
  const list = Object.entries(attributes).map(([name, values]) =>
    sequence(octets(name), tlv(Tag.set, ...values.map((value) => octets(value)))),
  );
  return new LdapEntry(new BerReader(tlv(Op.searchEntry, octets('cn=a'), sequence(...list))));
}

const spelling = new Map(
  ['cn', 'mail', 'thumbnailPhoto', 'objectGUID', 'objectSid', 'userAccountControl', 'accountExpires'].map(
    (name) => [name.toLowerCase(), name],
  ),
);

describe('AD values', () => {
  it('shows objectGUID as AD does', () => {
    assert.equal(
      readGuid(Buffer.from('d907f977b01ddc4aaa8d06dfe73b3d49', 'hex')),
      '77f907d9-1db0-4adc-aa8d-06dfe73b3d49',
    );
    assert.equal(readGuid(Buffer.alloc(15)), undefined);
  });

  it('reads SIDs and refuses cut ones', () => {
    assert.equal(readSid(SID), 'S-1-5-21-4057594322-1421513869-1176192333-1117');
    assert.equal(readSid(SID.subarray(0, 27)), undefined);
    assert.equal(readSid(Buffer.alloc(0)), undefined);
  });

  for (const [text, iso] of [
    ['0', undefined],
    ['9223372036854775807', undefined],
    ['116444736000000000', '1970-01-01T00:00:00.000Z'],
    ['133485408000000000', '2024-01-01T00:00:00.000Z'],
    ['134399437918250272', '2026-11-23T21:43:11.825Z'],
    ['9000000000000000000', undefined],
    ['-1', undefined],
    ['soon', undefined],
  ] as const) {
    it(`reads the time ${text}`, () => assert.equal(readFileTime(text), iso));
  }

  it('derives the state of a user', () => {
    const at = (control: string, expires: string) =>
      convert('user', entryOf({ userAccountControl: [control], accountExpires: [expires] }), spelling);
    assert.equal(at('512', '0').enabled, true);
    assert.equal(at('514', '0').enabled, false);
    assert.equal(at('66050', '0').enabled, false);
    assert.equal('accountExpireTime' in at('512', '9223372036854775807'), false);
    assert.equal(at('512', '133485408000000000').accountExpireTime, '2024-01-01T00:00:00.000Z');
    assert.equal('enabled' in convert('user', entryOf({ cn: ['a'] }), spelling), false);
    assert.equal('enabled' in convert('org', entryOf({ userAccountControl: ['514'] }), spelling), false);
  });

  it('takes names in any case, leaves out what was not asked for, shows no broken text', () => {
    const photo = Buffer.from('ffd8ff00', 'hex');
    const sent = entryOf({
      CN: ['a', 'b'],
      mail: [],
      thumbnailPhoto: [photo],
      unicodePwd: ['x'],
      ['__proto__']: ['y'],
    });
    assert.deepEqual(convert('user', sent, spelling), {
      cn: ['a', 'b'],
      thumbnailPhoto: photo.toString('base64'),
    });
  });

  it('names the primary group as groups name themselves', () => {
    const refs = primaryGroup(entryOf({ objectSid: [SID], primaryGroupID: ['513'] }));
    assert.deepEqual(refs, ['sid:S-1-5-21-4057594322-1421513869-1176192333-513']);
    assert.equal(
      groupAlias('group', entryOf({ objectSid: [SID] })),
      'sid:S-1-5-21-4057594322-1421513869-1176192333-1117',
    );
    assert.equal(groupAlias('user', entryOf({ objectSid: [SID] })), undefined);
    assert.deepEqual(primaryGroup(entryOf({ primaryGroupID: ['513'] })), []);
  });
});
