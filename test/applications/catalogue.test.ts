/** Every entry of the catalogue makes an application that works as far as one can tell from here. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it, test } from 'node:test';
import type { Entry } from '../../src/applications/catalogue/entry.ts';
import { CATALOGUE, guideOf } from '../../src/applications/catalogue.ts';
import { filledSettings, parametersOf, refilled } from '../../src/applications/fill.ts';
import { checkSso } from '../../src/applications/settings.ts';
import { oneText, texts } from '../../src/applications/values.ts';
import { TEMPLATES } from '../../src/push/kinds.ts';
import { failure } from '../directory/directory.ts';

const KNOWN = { publicUrl: 'https://muster.example.com', cloudDomain: 'acme.onaliyun.com' };
const ADDRESSES = { metadataUrl: 'M', entityId: 'E', ssoUrl: 'S', issuer: 'I' };
const entry = (id: string) => CATALOGUE.get(id)!;
const examples = ({ parameters }: Entry) =>
  Object.fromEntries(parameters.map(({ name, example }) => [name, example]));
const made = (of: Entry, given = examples(of)) => {
  const values = parametersOf(of, given, KNOWN);
  return filledSettings(of, { ...KNOWN, ...values });
};

for (const of of CATALOGUE.values())
  describe(of.id, () => {
    it('becomes settings without a placeholder left, that may be switched on', () => {
      const settings = made(of);
      assert.doesNotMatch(JSON.stringify(settings), /\{[a-zA-Z]+\}/);
      const { protocol } = of.settings;
      const { applicationUsername, authorisation } = of;
      const sso = { ...settings, protocol, applicationUsername, authorisation, parameters: {} };
      const isWhole = !of.id.startsWith('generic-');
      checkSso(of.id, { ...sso, enabled: isWhole, portal: 'shown' });
    });

    it('takes its examples and defaults, and nothing that is not whole', () => {
      for (const parameter of of.parameters) {
        const pattern = new RegExp(`^(?:${parameter.pattern})$`);
        assert.match(parameter.example, pattern);
        for (const bad of [
          `${parameter.example}"`,
          `${parameter.example}\n`,
          `x ${parameter.example}`,
          '"+user.email+"',
          '<x>',
          "'",
          '{publicUrl}',
        ])
          assert.throws(
            () => made(of, { ...examples(of), [parameter.name]: bad }),
            failure('invalid_input'),
            bad,
          );
      }
    });

    it('comes with a target that exists, under an id that is no target’s', () => {
      if (of.target) assert.ok(TEMPLATES.has(of.target.template));
      assert.ok(!TEMPLATES.has(of.id), 'pushes have a template of this id');
      assert.ok(of.id.length <= 40);
    });

    it('tells in both languages what to do, with the addresses of the application', () => {
      const { en, zh } = guideOf(of, ADDRESSES);
      assert.equal(en.length, zh.length);
      for (const steps of [en, zh]) assert.doesNotMatch(steps.join(' '), /\{\w+\}/);
      for (const { title, help } of of.parameters) assert.match(title.zh + help.zh, /\p{Script=Han}/u);
      for (const step of zh) assert.match(step, /\p{Script=Han}/u);
      assert.doesNotMatch(JSON.stringify([en, of.description.en, of.title.en]), /\p{Script=Han}/u);
      assert.match(en.join(), of.settings.protocol === 'saml' ? /\bM\b/ : /\bI\b/);
    });

    it('says “tested” only with the test that does it', () => {
      if (!of.tested) return;
      const text = readFileSync(new URL(`../../${of.tested.test}`, import.meta.url), 'utf8');
      assert.ok(text.includes(`template: '${of.id}'`), `${of.tested.test} does not make one`);
    });
  });

test('user SSO of Alibaba Cloud is as RAM asks for it', () => {
  const given = { accountId: '1234567890123456' };
  const { saml } = made(entry('alibaba-cloud-user-sso'), given);
  assert.ok(saml);
  assert.equal(saml.spEntityId, 'https://signin.aliyun.com/1234567890123456/saml/SSO');
  assert.equal(saml.acsUrls[0], 'https://signin.aliyun.com/saml/SSO');
  assert.deepEqual([saml.signAssertion, saml.nameIdFormat], [true, 'persistent']);
  const models = { user: {}, appUser: { username: 'Zhang.Wei', usernames: ['Zhang.Wei'] } };
  assert.equal(oneText(saml.nameId, models), 'zhang.wei@1234567890123456.onaliyun.com');
  const own = made(entry('alibaba-cloud-user-sso'), { ...given, suffix: 'corp.example.com' });
  assert.equal(oneText(own.saml!.nameId, models), 'zhang.wei@corp.example.com');
  const abroad = made(entry('alibaba-cloud-user-sso-intl'), given).saml!;
  assert.equal(abroad.acsUrls[0], 'https://signin-intl.aliyun.com/saml/SSO');
});

test('the cloud account of this installation has its own addresses and domain', () => {
  const { saml } = made(entry('muster-cloud-user-sso'), { cloudAccount: 'ca_01k9xv2m4q00abcdefghjkmnpq' });
  assert.deepEqual(
    [saml!.spEntityId, ...saml!.acsUrls],
    [
      'https://muster.example.com/ram/ca_01k9xv2m4q00abcdefghjkmnpq/saml',
      'https://muster.example.com/ram/ca_01k9xv2m4q00abcdefghjkmnpq/saml/SSO',
    ],
  );
  assert.equal(oneText(saml!.nameId, { appUser: { username: 'li' } }), 'li@acme.onaliyun.com');
});

test('role SSO of Alibaba Cloud names every role with its provider, and the session', () => {
  const { saml } = made(entry('alibaba-cloud-role-sso-intl'), {
    accountId: '1234567890123456',
    provider: 'muster',
  });
  const [role, session] = saml!.attributes;
  assert.equal(saml!.spEntityId, 'urn:alibaba:cloudcomputing:international');
  assert.equal(role!.name, 'https://www.aliyun.com/SAML-Role/Attributes/Role');
  const models = { user: { username: 'zhang 伟' }, appUser: { usernames: ['admin', 'auditor'] } };
  assert.deepEqual(texts(role!.expression, models), [
    'acs:ram::1234567890123456:role/admin,acs:ram::1234567890123456:saml-provider/muster',
    'acs:ram::1234567890123456:role/auditor,acs:ram::1234567890123456:saml-provider/muster',
  ]);
  assert.equal(session!.name, 'https://www.aliyun.com/SAML-Role/Attributes/RoleSessionName');
  assert.deepEqual(texts(session!.expression, models), ['zhang--']);
});

describe('parameters', () => {
  const ram = entry('alibaba-cloud-user-sso');

  test('left out without a default are asked for by name, in both languages', () => {
    assert.throws(
      () => made(ram, {}),
      (error: { code?: string; text?: (language: string) => { message: string } }) => {
        assert.equal(error.code, 'application_parameter_missing');
        assert.match(error.text!('zh').message, /阿里云主账号 ID/);
        return true;
      },
    );
  });

  test('that nobody asked for are refused', () => {
    for (const name of ['publicUrl', 'cloudDomain', 'constructor', '__proto__'])
      assert.throws(
        () => made(ram, JSON.parse(`{"accountId":"12345","${name}":"x"}`)),
        failure('invalid_input'),
        name,
      );
  });

  test('that change move what they made, and leave what was changed by hand', () => {
    const before = made(ram, { accountId: '11111' }).saml!;
    const after = made(ram, { accountId: '22222' }).saml!;
    const present = { ...before, assertionSeconds: 60, acsUrls: ['https://signin.aliyun.com/elsewhere'] };
    const moved = refilled(present, before, after);
    assert.equal(moved.spEntityId, after.spEntityId);
    assert.equal(moved.nameId, after.nameId);
    assert.deepEqual(moved.acsUrls, present.acsUrls);
    assert.equal(moved.assertionSeconds, 60);
  });
});

test('values that XML cannot hold are refused, its own signs are not', () => {
  const models = { user: { name: '<a href="&">\'x\'</a>' }, appUser: {} };
  assert.equal(oneText('user.name', models), '<a href="&">\'x\'</a>');
  assert.deepEqual(texts('Split("a,,b", ",")', models), ['a', 'b']);
  for (const text of ['"a\\u0000"', '"a\\u0008b"', '"\\ud800"', '"\\ufffe"'])
    assert.throws(() => oneText(text, models), failure('expression_failed'), text);
});
