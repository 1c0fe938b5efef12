import {
  findSso,
  type PersonAtApplication,
  personAt,
  type SsoApplication,
} from '../../src/applications/access.ts';
import { addApplicationAccounts } from '../../src/applications/accounts.ts';
import { addRule, assign } from '../../src/applications/assignments.ts';
import { createApplication } from '../../src/applications/create.ts';
import { updateSso } from '../../src/applications/sso.ts';
import type { Db } from '../../src/db/db.ts';
import { createAccount } from '../../src/directory/accounts.ts';
import type { Account } from '../../src/model/account.ts';
import type { Application } from '../../src/model/application.ts';
import type { SubjectKind } from '../../src/model/application-access.ts';
import type { ApplicationSso, SsoPatch } from '../../src/model/sso.ts';

export const ACTOR = { name: 'ada' };
export const DEPS = {
  publicUrl: 'https://muster.example.com',
  seal: (text: string) => `sealed:${text}`,
  open: (text: string) => text.replace(/^sealed:/, ''),
};
const SAML = { spEntityId: 'urn:sp', acsUrls: ['https://sp.example.com/acs'] };

/** Applications and people of an instance, and what they come to. */
export class Applications {
  readonly db: Db;
  readonly instance: string;

  constructor(db: Db, instance = 'acme') {
    this.db = db;
    this.instance = instance;
  }

  account(username: string, fields: object = {}): Promise<Account> {
    return createAccount(this.db, ACTOR, this.instance, { username, ...fields });
  }

  create(name: string, input: object = {}): Promise<Application> {
    return createApplication(this.db, DEPS, ACTOR, this.instance, {
      name,
      template: 'generic-saml',
      ...input,
    });
  }

  /** A SAML application that is switched on. */
  async open(name: string, patch: Partial<SsoPatch> & { template?: string } = {}): Promise<string> {
    const { template = 'generic-saml', ...rest } = patch;
    const { id } = await this.create(name, {
      template,
      ...(rest.parameters && { parameters: rest.parameters }),
    });
    const saml = template === 'generic-saml' ? { saml: SAML } : {};
    await this.set(id, { ...saml, enabled: true, ...rest });
    return id;
  }

  set(application: string, patch: object, version?: number): Promise<ApplicationSso> {
    return updateSso(this.db, DEPS, ACTOR, this.instance, application, patch, version);
  }

  assign(application: string, kind: SubjectKind, ...ids: string[]): Promise<number> {
    return assign(this.db, ACTOR, this.instance, application, { kind, ids });
  }

  rule(application: string, rule: string, name = rule.slice(0, 60)): Promise<{ id: string }> {
    return addRule(this.db, ACTOR, this.instance, application, { name, rule });
  }

  give(application: string, ...items: [accountId: string, username: string][]): Promise<unknown> {
    return addApplicationAccounts(this.db, ACTOR, this.instance, application, {
      items: items.map(([accountId, username]) => ({ accountId, username })),
    });
  }

  async sso(application: string): Promise<SsoApplication> {
    return (await findSso(this.db, this.instance, application))!;
  }

  async at(application: string, accountId: string): Promise<PersonAtApplication> {
    return personAt(this.db, await this.sso(application), accountId);
  }

  /** The name the person has there, or why there is none. */
  async told(application: string, accountId: string): Promise<string> {
    const person = await this.at(application, accountId);
    return person.ok ? person.username : person.reason;
  }
}
