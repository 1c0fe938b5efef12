/** Answers that are signed as they should be, and still must not let anybody in. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createCloudAccount } from '../../src/cloud/accounts.ts';
import { listLog } from '../../src/cloud/log.ts';
import { createUser } from '../../src/cloud/users.ts';
import { type Case, edited, refuseEach } from './hostile.ts';
import {
  assertionOf,
  at,
  base64,
  confirmationOf,
  type Facts,
  IDP,
  nameIdOf,
  responseOf,
  signed,
} from './idp.ts';
import { openSsoWorld, type SsoWorld } from './sso-world.ts';
import { ADMIN } from './world.ts';

let world: SsoWorld;
before(async () => {
  world = await openSsoWorld();
  const other = await createCloudAccount(world.db, ADMIN, 'acme', { name: 'Other', alias: 'other' });
  await createUser(world.db, ADMIN, { instanceId: 'acme', accountId: other.id }, { userName: 'zoe' });
});
after(() => world.close());

const good = (facts: Facts) => signed(world.idp.pair, assertionOf(facts), 'Assertion');
const answer = (more: Partial<Facts>) => (facts: Facts) => world.idp.answer({ ...facts, ...more });

const TIMES_AND_PLACES: readonly Case[] = [
  ['another audience', answer({ audience: 'https://other.example/saml' }), 'audience'],
  ['the ACS as audience', (facts) => world.idp.answer({ ...facts, audience: facts.acs }), 'audience'],
  ['no audience', answer({ audience: undefined }), 'audience'],
  [
    'a second restriction that leaves us out',
    answer({
      moreConditions:
        '<saml:AudienceRestriction><saml:Audience>x:y</saml:Audience></saml:AudienceRestriction>',
    }),
    'audience',
  ],
  ['a condition nobody knows', answer({ moreConditions: '<saml:Condition/>' }), 'conditions'],
  ['another recipient', answer({ recipient: 'https://other.example/SSO' }), 'recipient'],
  ['another destination', answer({ destination: 'https://other.example/SSO' }), 'destination'],
  [
    'a signed envelope that does not say where it was meant to go',
    (facts) =>
      base64(
        signed(world.idp.pair, responseOf({ ...facts, destination: undefined }, good(facts)), 'Response'),
      ),
    'destination',
  ],
  ['another issuer', answer({ issuer: 'https://evil.example/idp' }), 'issuer'],
  ['another issuer of the envelope', answer({ responseIssuer: 'https://evil.example/idp' }), 'issuer'],
  [
    'another issuer of the assertion',
    answer({ issuer: 'https://evil.example/idp', responseIssuer: IDP }),
    'issuer',
  ],
  ['expired conditions', answer({ notBefore: at(-600), notOnOrAfter: at(-61) }), 'expired'],
  ['an expired confirmation', answer({ confirmationUntil: at(-61) }), 'expired'],
  ['not yet valid', answer({ notBefore: at(120) }), 'not_yet_valid'],
  ['a session that is over', answer({ sessionUntil: at(-1) }), 'session_over'],
  ['a confirmation for ever', answer({ confirmationUntil: undefined }), 'subject_confirmation'],
  ['a time without zone', answer({ notOnOrAfter: '2099-01-01T00:00:00' }), 'time'],
  ['a time that is none', answer({ notOnOrAfter: '2099-13-45T99:00:00Z' }), 'time'],
  ['a failed status', answer({ status: 'Responder' }), 'status'],
  ['SAML 1.1', answer({ version: '1.1' }), 'assertion'],
  [
    'another method than bearer',
    answer({ method: 'urn:oasis:names:tc:SAML:2.0:cm:sender-vouches' }),
    'subject_confirmation',
  ],
  ['no AuthnStatement', answer({ authnStatement: '' }), 'authn_statement'],
];

const NAMES: readonly Case[] = [
  [
    'two NameIDs',
    (facts) =>
      world.idp.answer({
        ...facts,
        subject: nameIdOf(facts.nameId) + nameIdOf('bob@acme.onaliyun.com') + confirmationOf(facts),
      }),
    'name_id',
  ],
  ['no NameID', (facts) => world.idp.answer({ ...facts, subject: confirmationOf(facts) }), 'name_id'],
  ['an empty NameID', answer({ nameId: '' }), 'name_id'],
  [
    'two confirmations',
    (facts) =>
      world.idp.answer({ ...facts, subject: nameIdOf(facts.nameId) + confirmationOf(facts).repeat(2) }),
    'subject_confirmation',
  ],
  [
    'a second NameID within the confirmation',
    (facts) => {
      const inner = `${nameIdOf('bob@acme.onaliyun.com')}<saml:SubjectConfirmationData`;
      const confirmation = confirmationOf(facts).replace('<saml:SubjectConfirmationData', inner);
      return world.idp.answer({ ...facts, subject: nameIdOf(facts.nameId) + confirmation });
    },
    'subject_confirmation',
  ],
  [
    'an encrypted NameID',
    (facts) => world.idp.answer({ ...facts, subject: `<saml:EncryptedID/>${confirmationOf(facts)}` }),
    'encrypted',
  ],
  [
    'an encrypted assertion',
    (facts) => base64(responseOf(facts, '<saml:EncryptedAssertion><x/></saml:EncryptedAssertion>')),
    'encrypted',
  ],
  [
    'a comment put into the NameID after signing',
    (facts) =>
      edited(
        world.idp.answer({ ...facts, nameId: 'alice@acme.onaliyun.com.evil.example' }),
        'onaliyun.com.evil',
        'onaliyun.com<!---->.evil',
      ),
    'xml_refused',
  ],
  ['elements within the NameID', answer({ nameId: '<b>alice</b>@acme.onaliyun.com' }), 'name_id'],
  ['another domain', answer({ nameId: 'alice@evil.example.com' }), 'name_domain'],
  [
    'a domain that begins like ours',
    answer({ nameId: 'alice@acme.onaliyun.com.evil.example' }),
    'name_domain',
  ],
  ['two domains', answer({ nameId: 'alice@evil.example@acme.onaliyun.com' }), 'name_domain'],
  ['the bare name', answer({ nameId: 'alice' }), 'name_domain'],
  ['letters that only look alike', answer({ nameId: 'аlice@acme.onaliyun.com' }), 'name_domain'],
  ['an unknown user', answer({ nameId: 'nobody@acme.onaliyun.com' }), 'no RAM user for nobody@'],
  ['a wildcard', answer({ nameId: '%@acme.onaliyun.com' }), 'name_domain'],
  ['a user of another cloud account', answer({ nameId: 'zoe@other.onaliyun.com' }), 'name_domain'],
  ['the same by our domain', answer({ nameId: 'zoe@acme.onaliyun.com' }), 'no RAM user for zoe@'],
];

const MESSAGES: readonly Case[] = [
  ['a DOCTYPE', (facts) => base64(`<!DOCTYPE x>${responseOf(facts, good(facts))}`), 'xml_refused'],
  [
    'an external entity',
    (facts) =>
      base64(`<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>${responseOf(facts, good(facts))}`),
    'xml_refused',
  ],
  ['an unknown entity', (facts) => edited(world.idp.answer(facts), 'alice@', '&lolz;@'), 'xml_refused'],
  ['no XML', () => base64('hello'), 'xml_malformed'],
  ['no base64', () => '<Response/>', 'not_base64'],
  ['nothing', () => '', 'form'],
  [
    'another message',
    () => base64('<samlp:LogoutRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"/>'),
    'not_a_response',
  ],
  ['no UTF-8', () => Buffer.from([0xff, 0xfe, 0x3c, 0x00]).toString('base64'), 'xml_malformed'],
  ['no assertion', (facts) => base64(responseOf(facts, '')), 'no_assertion'],
  [
    'an unsolicited envelope around a solicited assertion',
    answer({ responseInResponseTo: undefined }),
    'in_response_to',
  ],
  ['an envelope that answers something else', answer({ responseInResponseTo: '_other' }), 'in_response_to'],
  [
    'an answer to a request that never was',
    answer({ inResponseTo: '_never', responseInResponseTo: '_never' }),
    'request_unknown',
  ],
];

refuseEach('times and places', TIMES_AND_PLACES, () => world);
refuseEach('names', NAMES, () => world);
refuseEach('messages', MESSAGES, () => world);

test('refusals stand in the log of the cloud account, with their reason', async () => {
  const lines = await listLog(world.db, world.account, { limit: 1000 });
  const reasons = new Set(lines.map(({ after }) => after?.reason));
  const wanted = ['xml_refused', 'audience', 'name_domain', 'name_id', 'ram_sso_user_unknown'];
  assert.deepEqual(
    wanted.filter((reason) => !reasons.has(reason)),
    [],
  );
});
