import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { listLog } from '../../src/cloud/log.ts';
import { getUserSso, setUserSso } from '../../src/cloud/user-sso/settings.ts';
import { MusterError } from '../../src/errors/error.ts';
import { CloudUserSsoPatch } from '../../src/model/cloud.ts';
import { keyPair } from '../saml/key-pair.ts';
import { IDP, metadataOf, SSO_URL } from './idp.ts';
import { ADMIN, openWorld, type World } from './world.ts';

const bare = (pem: string) => pem.replace(/-----[^-]+-----|\s/g, '');

describe('settings of user SSO', () => {
  let world: World;
  const pair = keyPair();
  before(async () => {
    world = await openWorld();
  });
  after(() => world.close());
  const set = (patch: CloudUserSsoPatch) => setUserSso(world.db, ADMIN, world.account, patch);

  test('RAM’s defaults, and what is left out stays', async () => {
    const { updateDate: _, ...settings } = await getUserSso(world.db, world.account);
    assert.deepEqual(settings, {
      ssoEnabled: false,
      metadataDocument: null,
      domainAlias: null,
      auxiliaryDomain: null,
      ssoLoginWithDomain: true,
      authnSignAlgo: 'rsa-sha256',
    });
    await set({ auxiliaryDomain: 'corp.example.com' });
    const after = await set({ authnSignAlgo: 'rsa-sha512' });
    assert.deepEqual([after.auxiliaryDomain, after.authnSignAlgo], ['corp.example.com', 'rsa-sha512']);
    const [line] = await listLog(world.db, world.account, { limit: 1 });
    assert.deepEqual(
      [line?.action, line?.before?.authnSignAlgo, line?.after?.authnSignAlgo],
      ['SetUserSsoSettings', 'rsa-sha256', 'rsa-sha512'],
    );
  });

  test('on only with the metadata of an identity provider, and off before they go', async () => {
    await assert.rejects(set({ ssoEnabled: true }), { code: 'ram_sso_no_metadata' });
    await set({ ssoEnabled: true, metadataDocument: metadataOf([bare(pair.certificate)], IDP, SSO_URL) });
    await assert.rejects(set({ metadataDocument: null }), { code: 'ram_sso_no_metadata' });
    await set({ ssoEnabled: false, metadataDocument: null });
  });

  test('another instance sees and changes nothing', async () => {
    const stranger = { ...world.account, instanceId: 'other' };
    await assert.rejects(getUserSso(world.db, stranger), { code: 'not_found' });
    await assert.rejects(setUserSso(world.db, ADMIN, stranger, {}), { code: 'not_found' });
  });

  test('values that RAM would not take are refused by the schema', () => {
    for (const bad of [
      { auxiliaryDomain: 'Corp.Example.com' },
      { auxiliaryDomain: 'nodots' },
      { auxiliaryDomain: 'a@b.com' },
      { auxiliaryDomain: 'a..com' },
      { domainAlias: '-a.com' },
      { domainAlias: '' },
      { authnSignAlgo: 'rsa-sha1' },
      { metadataDocument: '' },
      { metadataDocument: 'x'.repeat(100_001) },
      { surprise: 1 },
    ])
      assert.ok(!CloudUserSsoPatch.safeParse(bad).success, JSON.stringify(bad).slice(0, 60));
  });

  test('metadata that cannot be trusted or used is refused, and told why', async () => {
    const certificate = bare(pair.certificate);
    const good = metadataOf([certificate], IDP, SSO_URL);
    const weak = bare(keyPair('rsa:1024').certificate);
    const others = [keyPair(), keyPair()].map((other) => bare(other.certificate));
    const doctype = (dtd: string) => good.replace('<md:Entity', `<!DOCTYPE x [${dtd}]>\n<md:Entity`);
    const bomb = `<!ENTITY a "aaaaaaaaaa">${[...'bcdefg'].map((name, i) => `<!ENTITY ${name} "${`&${'abcdef'[i]};`.repeat(10)}">`).join('')}`;
    const CASES: readonly [what: string, document: string, code: string][] = [
      ['no XML', 'hello', 'unreadable'],
      ['half a document', good.slice(0, 400), 'unreadable'],
      ['an entity bomb', doctype(bomb).replace(IDP, '&g;'), 'unreadable'],
      [
        'an external entity',
        doctype('<!ENTITY x SYSTEM "file:///etc/passwd">').replace(IDP, '&x;'),
        'unreadable',
      ],
      ['a DOCTYPE alone', doctype(''), 'unreadable'],
      ['a processing instruction', good.replace('<md:IDP', '<?php x?><md:IDP'), 'unreadable'],
      ['depth', `${'<a>'.repeat(500)}${'</a>'.repeat(500)}`, 'unreadable'],
      ['a private key beside it', `${good}<!-- ${pair.keyPem} -->`, 'private_key'],
      ['a private key as certificate', metadataOf([bare(pair.keyPem)], IDP, SSO_URL), 'certificates'],
      ['three certificates', metadataOf([certificate, ...others], IDP, SSO_URL), 'certificates'],
      ['no certificate', metadataOf([], IDP, SSO_URL), 'certificates'],
      ['a weak key', metadataOf([weak], IDP, SSO_URL), 'certificates'],
      ['a broken certificate', metadataOf([certificate.slice(0, 100)], IDP, SSO_URL), 'certificates'],
      ['encryption certificates only', good.replace('use="signing"', 'use="encryption"'), 'certificates'],
      ['no entityID', metadataOf([certificate], '', SSO_URL), 'no_idp'],
      ['a service provider', good.replaceAll('IDPSSODescriptor', 'SPSSODescriptor'), 'no_idp'],
      ['SAML 1.1', good.replaceAll('SAML:2.0:protocol', 'SAML:1.1:protocol'), 'no_idp'],
      [
        'several entities',
        `<md:EntitiesDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata">${good.split('\n')[1]}</md:EntitiesDescriptor>`,
        'no_idp',
      ],
      ['another namespace', good.replace('2.0:metadata"', '2.1:metadata"'), 'no_idp'],
      ['a script for SSO address', metadataOf([certificate], IDP, 'javascript:alert(1)'), 'sso_url'],
      [
        'an address with a name in it',
        metadataOf([certificate], IDP, 'https://a:b@idp.example.com/'),
        'sso_url',
      ],
      [
        'a line end in the address',
        metadataOf([certificate], IDP, 'https://idp.example.com/&#10;X: y'),
        'sso_url',
      ],
      ['no redirect binding', good.replaceAll('HTTP-Redirect', 'SOAP'), 'sso_url'],
    ];
    for (const [what, metadataDocument, code] of CASES) {
      const failure = await set({ metadataDocument }).then(
        () => assert.fail(`${what} was taken`),
        (error: unknown) => error,
      );
      assert.ok(failure instanceof MusterError, what);
      assert.deepEqual([what, failure.code], [what, `ram_sso_metadata_${code}`]);
      assert.equal(failure.status, 422);
    }
    await set({ metadataDocument: metadataOf([certificate, others[0]!], IDP, SSO_URL) });
  });
});
