/** The same people in Active Directory, DingTalk, WeCom and Lark: one account each, pushed once, there as long as anyone has it. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { peopleOfDirectory } from '../../sim/company/of-directory.ts';
import { type Company, makeCompany } from '../../sim/directory/company.ts';
import { DirectoryServer } from '../../sim/directory/server.ts';
import type { Json } from '../../src/cli/client.ts';
import { type RunningVendor, startVendor, VENDORS, type VendorName } from '../../src/lab/vendors.ts';
import { sourceKinds } from '../../src/sources/index.ts';
import { changesOf, connectRam, eventually, type Product, ramUsers, startProduct } from './product.ts';

const PEOPLE = 40;
/** Leads nothing and nobody, and is switched on everywhere. */
const PERSON = 35;
/** In the order of their priority; the names that win come first. */
const SOURCES = ['AD', 'WeCom', 'DingTalk', 'Lark'];
/** Vendors whose own idea of a username is none that AD has. */
const OTHER_USERNAMES: Partial<Record<VendorName, object>> = {
  dingtalk: { usernameRule: 'userid' },
  lark: { usernameRule: 'user_id' },
};

describe('one person in several sources', () => {
  let directory: Company;
  let server: DirectoryServer;
  const vendors = {} as Record<VendorName, RunningVendor>;
  let product: Product;
  let folder: string;
  let account: Json;
  let ramId: string;

  before(async () => {
    directory = makeCompany({ people: PEOPLE });
    server = new DirectoryServer(directory.store);
    const made = peopleOfDirectory(directory);
    for (const name of ['dingtalk', 'wecom', 'lark'] as const)
      vendors[name] = await startVendor(name, { port: 0, made });
    [product, folder] = await Promise.all([startProduct(), mkdtemp(join(tmpdir(), 'muster-vendors-'))]);
  });
  after(async () => {
    await product?.stop();
    await server?.close();
    for (const vendor of Object.values(vendors)) await vendor.close();
    if (folder) await rm(folder, { recursive: true });
  });

  const username = () => directory.people[PERSON]!.account;
  const sync = (name: string): Promise<Json> => product.json(['source', 'sync', name]);
  const push = (): Promise<Json> => product.json(['push', 'RAM']);
  const show = (name: string): Promise<Json> => product.json(['account', 'show', name]);
  const accounts = () => product.items('account', 'list', '--limit', '1000');
  const valuesOf = async (name: string): Promise<Map<string, Json>> => {
    const { values } = await product.json(['explain', name]);
    return new Map(values.map((value: Json) => [value.field, value]));
  };
  const sourcesOf = (value: Json): string[] => value.sources.map(({ sourceName }: Json) => sourceName);
  /** What an administrator of the vendor does. */
  const administer = async (vendor: VendorName, action: string, body: object): Promise<Json> => {
    const answer = await fetch(`${vendors[vendor].url}/sim/${action}`, {
      method: 'POST',
      body: JSON.stringify(body),
    });
    const { result, error } = (await answer.json()) as Json;
    assert.equal(answer.status, 200, error);
    return result;
  };

  function vendorSource(name: VendorName): object {
    const { config, secrets } = vendors[name];
    const { title, matchBy } = VENDORS[name];
    const references = Object.entries(secrets).map(([setting, value]) => {
      product.env[`${name}_${setting}`] = value;
      return [setting, { env: `${name}_${setting}` }];
    });
    const { user, org, group } = sourceKinds.get(name)!.defaultMappings;
    return {
      name: title,
      kind: name,
      priority: 10 * (1 + SOURCES.indexOf(title)),
      targetOrganization: title,
      config: {
        ...config,
        ...Object.fromEntries(references),
        ...OTHER_USERNAMES[name],
        // Nothing may happen by itself here.
        events: 'none',
      },
      mappings: {
        user: user.map((mapping) => ({ ...mapping, match: mapping.target === matchBy })),
        ...{ org, group },
      },
    };
  }

  it('sets up four sources from one file', async () => {
    const { port } = await server.listen({ host: '127.0.0.1', port: 0 });
    product.env.AD_PASSWORD = directory.service.password;
    const manifest = {
      instance: { id: 'acme', name: 'Acme Ltd' },
      cloudAccounts: [{ name: 'production', alias: 'acme-production' }],
      organizations: SOURCES.map((path) => ({ path })),
      sources: [
        {
          name: 'AD',
          kind: 'ad',
          priority: 10,
          targetOrganization: 'AD',
          config: {
            addresses: [`127.0.0.1:${port}`],
            bindAccount: directory.service.userPrincipalName,
            bindPassword: { env: 'AD_PASSWORD' },
            baseDn: directory.domainDn,
            sourceNodes: [directory.companyDn],
          },
        },
        ...(['wecom', 'dingtalk', 'lark'] as const).map(vendorSource),
      ],
    };
    const file = join(folder, 'acme.json');
    await writeFile(file, JSON.stringify(manifest));
    await product.json(['apply', '-f', file]);
  });

  it('binds the people of every vendor to the accounts of AD, by what the vendor tells', async () => {
    const first = await sync('AD');
    assert.deepEqual([first.state, first.counters.user.created], ['success', PEOPLE]);
    for (const [vendor, name] of [
      ['wecom', 'WeCom'],
      ['dingtalk', 'DingTalk'],
      ['lark', 'Lark'],
    ] as const) {
      const run = await sync(name);
      const { read, created, bound, rejected } = run.counters.user;
      assert.deepEqual(
        [run.state, read, created, bound, rejected],
        ['success', PEOPLE, 0, PEOPLE, 0],
        vendor,
      );
    }
    const all = await accounts();
    assert.deepEqual(
      all.map((one) => one.username).sort(),
      directory.people.map((person) => person.account).sort(),
    );
    account = await show(username());
    // The place in AD is the main one.
    const { account: place } = await product.json(['explain', username()]);
    assert.match(place.organization, /^Acme Ltd\/AD\//);
  });

  it('tells of every value which sources have it, and whose it is', async () => {
    const values = await valuesOf(username());
    const told = (field: string) => {
      const value = values.get(field);
      return [value.by, sourcesOf(value)];
    };
    assert.deepEqual(told('username'), ['source', SOURCES]);
    assert.deepEqual(told('displayName'), ['source', SOURCES]);
    // A WeCom application of today is given neither.
    assert.deepEqual(told('phoneNumber'), ['source', ['AD', 'DingTalk', 'Lark']]);
    assert.deepEqual(told('email'), ['source', ['AD', 'DingTalk', 'Lark']]);
    const names = values.get('username').sources.map((source: Json) => source.value);
    assert.deepEqual(names.slice(0, 2), [username(), username()]);
    assert.ok(
      names.slice(2).every((name: string) => name !== username()),
      'DingTalk and Lark were matched by number and address, not by the name',
    );
  });

  it('pushes each person once', async () => {
    await connectRam(product, 'RAM', 'ServerApp');
    const run = await push();
    assert.deepEqual([run.state, changesOf(run)], ['success', { created: PEOPLE }]);
    const users = await ramUsers(product);
    assert.equal(users.size, PEOPLE);
    ramId = users.get(username()).userId;
  });

  it('has nothing to do in a second round', async () => {
    for (const name of SOURCES) assert.deepEqual(changesOf(await sync(name)), {}, name);
    assert.deepEqual(changesOf(await push()), {});
  });

  it('keeps a person who leaves one of the sources, and forgets only what came from there', async () => {
    const [user] = (await administer('dingtalk', 'people', { limit: 1000 })).filter(
      (one: Json) => one.fields.org_email === account.email || one.fields.email === account.email,
    );
    await administer('dingtalk', 'remove-user', { userid: user.userid });
    await sync('DingTalk');
    const now = await show(username());
    assert.deepEqual([now.id, now.email, now.enabled], [account.id, account.email, true]);
    assert.deepEqual(sourcesOf((await valuesOf(username())).get('email')), ['AD', 'Lark']);
    assert.deepEqual(changesOf(await push()), {});
    assert.equal((await ramUsers(product)).get(username()).userId, ramId);
  });

  it('keeps a person who leaves the leading source, by what the others say', async () => {
    directory.store.remove(directory.people[PERSON]!.dn);
    await sync('AD');
    const now = await show(username());
    assert.deepEqual(
      [now.id, now.username, now.email, now.phoneNumber, now.enabled],
      [account.id, account.username, account.email, account.phoneNumber, true],
    );
    const values = await valuesOf(username());
    assert.deepEqual(sourcesOf(values.get('username')), ['WeCom', 'Lark']);
    assert.deepEqual(sourcesOf(values.get('email')), ['Lark']);
    await push();
    assert.equal((await ramUsers(product)).get(username()).userId, ramId);
    assert.equal((await accounts()).length, PEOPLE);
  });

  it('lets a person go who has left all of them, in RAM too, and nobody else', async () => {
    const [user] = (await administer('lark', 'people', { limit: 1000 })).filter(
      (one: Json) => one.fields.enterprise_email === account.email || one.fields.email === account.email,
    );
    await administer('lark', 'remove-user', { union_id: user.unionId });
    await sync('Lark');
    assert.equal((await show(username())).id, account.id);
    await administer('wecom', 'remove-user', { userid: username() });
    await sync('WeCom');
    await product.json(['account', 'show', username()], 3);
    await eventually('the RAM user goes', async () => !(await ramUsers(product)).has(username()));
    assert.equal((await accounts()).length, PEOPLE - 1);
    assert.equal((await ramUsers(product)).size, PEOPLE - 1);
    for (const name of SOURCES) assert.deepEqual(changesOf(await sync(name)), {}, name);
    assert.deepEqual(changesOf(await push()), {});
  });
});
