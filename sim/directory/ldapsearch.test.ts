import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { missing } from '../../test/lab/lab.ts';
import { type Company, makeCompany } from './company.ts';
import { DirectoryServer } from './server.ts';

const run = promisify(execFile);

/** OpenLDAP's own client reads the demonstration company: a second opinion on the protocol beside ldapts. */
describe('ldapsearch', { skip: missing('ldapsearch') }, () => {
  let company: Company;
  let server: DirectoryServer;
  let url: string;
  before(async () => {
    company = makeCompany({ people: 2200 });
    server = new DirectoryServer(company.store);
    ({ url } = await server.listen());
  });
  after(() => server.close());

  const search = async (args: string[], account = company.service.userPrincipalName) => {
    const logOn = ['-D', account, '-w', company.service.password];
    const options = { maxBuffer: 64 * 1024 * 1024 };
    const { stdout } = await run(
      'ldapsearch',
      ['-x', '-LLL', '-o', 'ldif-wrap=no', '-H', url, ...logOn, ...args],
      options,
    );
    return stdout;
  };
  const count = (ldif: string, line: RegExp) => ldif.split('\n').filter((text) => line.test(text)).length;

  it('reads everyone in pages', async () => {
    const ldif = await search([
      '-E',
      'pr=500/noprompt',
      '-b',
      company.companyDn,
      '(objectCategory=person)',
      'mail',
    ]);
    assert.equal(count(ldif, /^dn:/), 2200);
    assert.equal(count(ldif, /^mail: /), 2200);
  });

  it('goes on after an empty page with a cookie', async () => {
    server.faults.add('emptyPageWithCookie');
    try {
      const args = ['-E', 'pr=500/noprompt', '-b', company.companyDn, '(objectCategory=person)', '1.1'];
      assert.equal(count(await search(args), /^dn:/), 2200);
    } finally {
      server.faults.clear();
    }
  });

  it('is stopped at 1000 without pages', async () => {
    await assert.rejects(search(['-b', company.companyDn, '(objectCategory=person)', 'mail']), { code: 4 });
  });

  it('gets a large group in pieces', async () => {
    const read = (attribute: string) => search(['-b', company.groupsDn, '(cn=g-all-staff)', attribute]);
    const first = await read('member');
    assert.equal(count(first, /^member;range=0-1499:/), 1500);
    assert.equal(count(await read('member;range=1500-*'), /^member;range=1500-\*:/), 700);
    assert.equal(count(await read('member;range=2200-*'), /^member/), 0);
  });

  it('logs on in all three forms and is told why not', async () => {
    for (const account of [company.service.dn, company.service.userPrincipalName, 'CORP\\svc-muster']) {
      const ldif = await search(['-s', 'base', '-b', company.companyDn, '1.1'], account);
      assert.match(ldif, /^dn: OU=Company,DC=corp,DC=example\n\n$/);
    }
    await assert.rejects(search(['-s', 'base'], 'nobody@corp.example'), /data 52e/);
  });

  it('finds the disabled ones with the bit rule', async () => {
    const disabled = company.people.filter((person) => person.state === 'disabled');
    const filter = '(&(objectCategory=person)(userAccountControl:1.2.840.113556.1.4.803:=2))';
    const ldif = await search(['-E', 'pr=500/noprompt', '-b', company.companyDn, filter, 'sAMAccountName']);
    const accounts = [...ldif.matchAll(/^sAMAccountName: (.*)$/gm)].map((match) => match[1]);
    assert.deepEqual(accounts.sort(), disabled.map((person) => person.account).sort());
  });

  it('finds a Chinese unit by the bytes of its name', async () => {
    const bytes = Buffer.from('销售中心').toString('hex').replace(/../g, '\\$&');
    const ldif = await search(['-b', company.companyDn, `(ou=${bytes})`, 'description']);
    assert.equal(count(ldif, /^description: sales$/), 1);
  });

  it('follows no reference but shows it', async () => {
    const ldif = await search(['-b', company.domainDn, '(sAMAccountName=svc-muster)', '1.1']);
    assert.match(ldif, /# refldap:\/\/corp\.example\/CN=Configuration,DC=corp,DC=example/);
  });
});
