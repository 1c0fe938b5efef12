import type { Command } from 'commander';
import { type Json, p } from '../client.ts';
import type { Column } from '../output.ts';
import type { Session } from '../session.ts';
import type { AddVerb } from '../verb.ts';

const keysAt = async (session: Session) => p`/instances/${await session.instance()}/signing-keys`;

const COLUMNS: readonly Column[] = [
  ['STATE', ({ state }) => state],
  ['KEY', ({ kid }) => kid],
  ['FINGERPRINT', ({ fingerprint }) => fingerprint],
  ['CREATED', ({ createdAt }) => createdAt],
  ['VALID UNTIL', ({ notAfter }) => notAfter],
];

/** Keys that ID tokens and assertions are signed with. */
export function keyCommands(program: Command, verb: AddVerb): void {
  const key = program
    .command('key')
    .description('Signing keys of an instance: oidc signs tokens, saml signs assertions.');
  verb(
    key,
    'list <use>',
    'List the keys of a use (oidc or saml) and the applications that depend on them',
    async (session, [use = '']) => {
      shown(session, await session.client.get(await keysAt(session), { use }));
    },
    'muster key list saml --json',
  );
  verb(
    key,
    'rotate <use> <step>',
    'One step of a rotation: prepare a key, switch to it, retire the one before',
    async (session, [use, step], { force }) => {
      const path = `${await keysAt(session)}/rotate`;
      shown(session, await session.client.post(path, { use, step, ...(force && { force: true }) }));
    },
    'muster key rotate saml prepare      # then give the new certificate to the applications\n' +
      'muster key rotate saml switch\n' +
      'muster key rotate saml retire',
  ).option('--force', 'at once, for a key that is no longer secret: what it signed is refused from then on');
}

function shown(session: Session, keys: Json): void {
  if (session.asJson) {
    session.show(keys);
    return;
  }
  session.list(COLUMNS, keys.items);
  const names = keys.applications.map(({ name }: Json) => name).join(', ');
  if (names !== '') session.note(session.say('key_partners', { names }));
}
