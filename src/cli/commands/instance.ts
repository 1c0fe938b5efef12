import type { Command } from 'commander';
import { p } from '../client.ts';
import { CliError, EXIT } from '../exit.ts';
import type { Session } from '../session.ts';
import type { AddVerb } from '../verb.ts';

/** Deleting for good needs a second word. */
export function requireYes(session: Session, yes: boolean | undefined, what: string, name: string): void {
  if (yes) return;
  throw new CliError(EXIT.conflict, session.say('needs_yes', { what, name }), {
    remedy: session.say('needs_yes_remedy'),
  });
}

export function instanceCommands(program: Command, verb: AddVerb): void {
  const instance = program
    .command('instance')
    .description('Instances: each its own directory, sources and applications.');
  verb(instance, 'list', 'List the instances', async (session) => {
    const items = await session.client.list('/instances');
    session.list(
      [
        ['ID', ({ id }) => id],
        ['NAME', ({ name }) => name],
        ['CREATED', ({ createdAt }) => createdAt],
      ],
      items,
    );
  });
  verb(instance, 'show <id>', 'Show an instance and how much it holds', async (session, [id = '']) => {
    const found = await session.client.get(p`/instances/${id}`);
    session.show({ ...found, contents: await session.client.get(p`/instances/${id}/contents`) });
  });
  verb(
    instance,
    'create <id>',
    'Create an instance',
    async (session, [id = ''], { name, description }) => {
      const made = await session.client.post('/instances', {
        id,
        name: name ?? id,
        ...(description && { description }),
      });
      session.note(session.say('created', { what: 'instance', name: made.id }));
      session.show(made);
    },
    'muster instance create acme --name "Acme Ltd"',
  )
    .option('--name <name>', 'name, the id when left out')
    .option('--description <text>');
  verb(
    instance,
    'set <id>',
    'Rename or describe an instance',
    async (session, [id = ''], { name, description }) => {
      session.show(await session.client.patch(p`/instances/${id}`, { name, description }));
    },
  )
    .option('--name <name>')
    .option('--description <text>');
  verb(
    instance,
    'rm <id>',
    'Delete an instance with everything in it, for good',
    async (session, [id = ''], { yes }) => {
      requireYes(session, yes, 'instance', id);
      await session.client.delete(p`/instances/${id}`, { query: { confirm: id } });
      session.note(session.say('deleted', { what: 'instance', name: id }));
    },
  ).option('--yes', 'say that it is meant');
}

export function fieldCommands(program: Command, verb: AddVerb): void {
  const field = program.command('field').description('Custom fields of accounts.');
  verb(field, 'list', 'List the custom fields', async (session) => {
    const { items } = await session.client.get(p`/instances/${await session.instance()}/fields`);
    session.list(
      [
        ['ID', ({ id }) => id],
        ['TITLE', ({ title }) => title],
        ['TYPE', ({ type }) => type],
        ['REQUIRED', ({ required }) => required],
        ['UNIQUE', ({ unique }) => unique],
      ],
      items,
    );
  });
  verb(
    field,
    'add <id>',
    'Define a custom field',
    async (session, [id = ''], { title, type, required, unique }) => {
      const made = await session.client.post(p`/instances/${await session.instance()}/fields`, {
        id,
        title: title ?? id,
        type,
        required: required ?? false,
        unique: unique ?? false,
      });
      session.show(made);
    },
    'muster field add staff_number --title "Staff number" --type string --unique',
  )
    .option('--title <title>', 'title, the id when left out')
    .option('--type <type>', 'string, number or boolean', 'string')
    .option('--required', 'every new account must have it')
    .option('--unique', 'no two accounts may have the same value');
  verb(
    field,
    'rm <id>',
    'Delete a custom field with every value of it',
    async (session, [id = ''], { yes }) => {
      requireYes(session, yes, 'custom field', id);
      await session.client.delete(p`/instances/${await session.instance()}/fields/${id}`);
      session.note(session.say('deleted', { what: 'custom field', name: id }));
    },
  ).option('--yes', 'say that it is meant');
}
