import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { Client } from 'ldapts';
import { type Lab, missing, startSamba, startSlapd } from './lab.ts';

const labs = [
  { name: 'slapd', start: startSlapd, account: 'uid', newUser: newPerson },
  { name: 'samba', start: startSamba, account: 'sAMAccountName', newUser: newDomainUser },
] as const;

for (const { name, start, account, newUser } of labs) {
  describe(`${name} lab`, { skip: missing(name) }, () => {
    let lab: Lab;
    before(async () => {
      lab = await start();
    });
    after(() => lab?.stop());

    it('answers its sync account over LDAPS with the certificate it names', async () => {
      assert.equal(await count(lab, `(|(${account}=tuser01)(${account}=lina)(${account}=jsmith))`), 3);
    });

    it('adds an entry from LDIF and says why it refuses one', async () => {
      await lab.modify(newUser(lab, 'lab.one'));
      assert.equal(await count(lab, `(${account}=lab.one)`), 1);
      await assert.rejects(lab.modify(newUser(lab, 'lab.one')), /Already exists/);
    });

    it('loads users and answers again', async () => {
      await lab.load(25);
      assert.equal(await count(lab, `(${account}=u00000*)`), 25);
    });
  });
}

describe('stopped lab', { skip: missing('slapd') }, () => {
  it('leaves neither folder nor listener', async () => {
    const lab = await startSlapd();
    await lab.stop();
    assert.equal(existsSync(lab.caFile), false);
    const client = new Client({ url: lab.url });
    await assert.rejects(client.bind(lab.syncAccount, lab.syncPassword), /ECONNREFUSED/);
  });
});

async function count(lab: Lab, filter: string): Promise<number> {
  const client = new Client({ url: lab.ldapsUrl, tlsOptions: { ca: readFileSync(lab.caFile, 'utf8') } });
  try {
    await client.bind(lab.syncAccount, lab.syncPassword);
    const { searchEntries } = await client.search(lab.baseDn, { filter, paged: true });
    return searchEntries.length;
  } finally {
    await client.unbind();
  }
}

function newPerson(lab: Lab, account: string): string {
  return `dn: uid=${account},ou=people,${lab.baseDn}\nobjectClass: inetOrgPerson\nuid: ${account}\ncn: Lab\nsn: One\n`;
}

function newDomainUser(lab: Lab, account: string): string {
  return `dn: CN=Lab One,OU=Company,${lab.baseDn}\nobjectClass: user\nsAMAccountName: ${account}\n`;
}
