import type { Command } from 'commander';
import type { Json } from '../client.ts';
import type { Session } from '../session.ts';
import { fromFile } from '../values.ts';
import type { AddVerb } from '../verb.ts';

/** `accountAt`: the path of a cloud account by id, alias or name. */
export function userSsoCommands(
  cloud: Command,
  verb: AddVerb,
  accountAt: (session: Session, named: string) => Promise<string>,
): void {
  const sso = cloud
    .command('user-sso')
    .description('User SSO: RAM users log on through an identity provider.');
  const pathOf = async (session: Session, account: string) => `${await accountAt(session, account)}/user-sso`;
  /** The document is for machines; what it says stands beside it. */
  const show = (session: Session, { metadataDocument, ...shown }: Json) =>
    session.show(session.asJson ? { metadataDocument, ...shown } : shown);
  verb(
    sso,
    'show <account>',
    'Show the settings, the identity provider and the addresses it needs',
    async (session, [account = '']) => {
      show(session, await session.client.get(await pathOf(session, account)));
    },
  );
  verb(
    sso,
    'set <account>',
    'Change the settings; on, RAM users log on through the identity provider only',
    async (session, [account = ''], options) => {
      const changed = await session.client.patch(await pathOf(session, account), {
        ...(options.metadata && { metadataDocument: fromFile(session, options.metadata) }),
        ...(options.enable && { ssoEnabled: true }),
        ...(options.disable && { ssoEnabled: false }),
        ...(options.auxiliaryDomain !== undefined && { auxiliaryDomain: options.auxiliaryDomain || null }),
        ...(options.domainAlias !== undefined && { domainAlias: options.domainAlias || null }),
        ...(options.withDomain && { ssoLoginWithDomain: true }),
        ...(options.withoutDomain && { ssoLoginWithDomain: false }),
        ...(options.signAlgo && { authnSignAlgo: options.signAlgo }),
      });
      show(session, changed);
    },
    'muster cloud user-sso set production --metadata idp-metadata.xml --enable',
  )
    .option('--metadata <file>', 'metadata of the identity provider, XML')
    .option('--enable', 'turn user SSO on: passwords of RAM users do not count any more')
    .option('--disable', 'turn it off again')
    .option('--auxiliary-domain <domain>', 'a domain NameIDs may end with; empty: none')
    .option('--domain-alias <domain>', 'a domain of your own for log-on names; empty: none')
    .option('--with-domain', 'the NameID is user@domain')
    .option('--without-domain', 'the NameID is the user name alone')
    .option('--sign-algo <name>', 'rsa-sha256 or rsa-sha512');
}
