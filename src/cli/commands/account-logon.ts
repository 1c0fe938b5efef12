import type { Command } from 'commander';
import type { Json } from '../client.ts';
import { p } from '../client.ts';
import { CliError, EXIT } from '../exit.ts';
import type { Session } from '../session.ts';
import { secretOf } from '../values.ts';
import type { AddVerb } from '../verb.ts';
import { passwordOf } from './access.ts';

/** Password and second factors of one account. */
export function accountLogonCommands(
  account: Command,
  verb: AddVerb,
  accountAt: (session: Session, named: string) => Promise<string>,
): void {
  verb(
    account,
    'logon <account>',
    'Show how an account logs on: password, failed attempts, second factors, sessions',
    async (session, [name = '']) => {
      const one = await accountAt(session, name);
      const [logon, factors] = await Promise.all([
        session.client.get(`${one}/logon`),
        session.client.get(`${one}/factors`),
      ]);
      session.show(session.asJson ? { ...logon, factors } : { ...logon, ...factorWords(factors) });
    },
  );
  verb(
    account,
    'password <account>',
    'Set the password of an account, or make one that is shown this once',
    async (session, [name = ''], options) => {
      const one = await accountAt(session, name);
      const password = options.password
        ? secretOf(session, options.password)
        : options.ask || options.passwordStdin
          ? await passwordOf(session, 'New password: ', options)
          : undefined;
      const set = await session.client.put(`${one}/password`, {
        temporary: !options.permanent,
        ...(password !== undefined && { password }),
      });
      session.note(session.say('password_set', { name }));
      if (set.password !== null) session.note(session.say('shown_once'));
      session.show(set);
    },
    'muster account password zhang.wei\nmuster account password zhang.wei --password env:NEW_PASSWORD --permanent',
  )
    .option('--password <reference>', 'env:VARIABLE or file:PATH instead of one that is made')
    .option('--ask', 'ask for it on the terminal')
    .option('--password-stdin', 'read it from standard input')
    .option('--permanent', 'it need not be changed at the next log-on');
  factorCommands(account, verb, accountAt);
}

const factorWords = ({ totp, recoveryLeft, passkeys, email }: Json) => ({
  authenticatorApp: totp !== null,
  recoveryCodesLeft: recoveryLeft,
  passkeys: passkeys.map(({ name }: Json) => name),
  verifiedEmail: email,
});

function factorCommands(
  account: Command,
  verb: AddVerb,
  accountAt: (session: Session, named: string) => Promise<string>,
): void {
  const factor = account.command('factor').description('Second factors of an account.');
  const factorsAt = async (session: Session, name: string) => `${await accountAt(session, name)}/factors`;
  verb(factor, 'list <account>', 'List them', async (session, [name = '']) => {
    const { totp, passkeys, email, recoveryLeft } = await session.client.get(await factorsAt(session, name));
    session.list(
      [
        ['FACTOR', ({ factor: word }) => word],
        ['WHICH', ({ which }) => which],
        ['SINCE', ({ since }) => since],
        ['ID', ({ id }) => id],
      ],
      [
        ...(totp ? [{ factor: 'totp', which: null, since: totp.confirmedAt, id: null }] : []),
        ...passkeys.map((one: Json) => ({
          factor: 'passkey',
          which: one.name,
          since: one.createdAt,
          id: one.id,
        })),
        ...(email ? [{ factor: 'email', which: email, since: null, id: null }] : []),
        ...(recoveryLeft > 0 ? [{ factor: 'recovery', which: recoveryLeft, since: null, id: null }] : []),
      ],
    );
  });
  verb(
    factor,
    'rm <account>',
    'Remove second factors, of somebody who has lost them',
    async (session, [name = ''], { totp, passkey, all }) => {
      if ([totp, passkey, all].filter(Boolean).length !== 1)
        throw new CliError(EXIT.usage, session.say('factor_which'), {
          remedy: session.say('factor_which_remedy'),
        });
      const path = await factorsAt(session, name);
      await session.client.delete(totp ? `${path}/totp` : passkey ? path + p`/passkeys/${passkey}` : path);
      session.note(session.say('done'));
    },
    'muster account factor rm zhang.wei --all',
  )
    .option('--totp', 'the authenticator app, with its recovery codes')
    .option('--passkey <id>', 'one passkey')
    .option('--all', 'every one; it may try again at once');
}
