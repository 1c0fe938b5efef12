import { type Json, p } from '../client.ts';
import { fromFile } from '../values.ts';
import { type Change, differences } from './change.ts';
import { cloudAccountId } from './cloud-changes.ts';
import type { Manifest } from './schema.ts';
import { itemsAt, type World } from './world.ts';

/** How RAM users log on; after the applications, since the metadata may be those of one of them. */
export async function userSsoChanges(world: World, { cloudAccounts = [] }: Manifest): Promise<Change[]> {
  const { client } = world.session;
  const accounts = await itemsAt(world, '/cloud-accounts');
  const changes: Change[] = [];
  for (const { name, userSso } of cloudAccounts) {
    if (!userSso) continue;
    const { metadata, ...wanted } = userSso;
    const known: Json = accounts.find((account) => account.name === name);
    const pathOf = (id: string) => `${world.base}${p`/cloud-accounts/${id}/user-sso`}`;
    const present = known ? await client.get(pathOf(known.id)) : {};
    const document = metadata && (await documentOf(world, metadata));
    const fields = [
      ...differences(present, wanted),
      // The document is for machines: what it is of says more.
      ...(metadata && (document === undefined || document !== present.metadataDocument)
        ? [{ field: 'metadata', before: present.identityProvider?.entityId ?? null, after: metadata }]
        : []),
    ];
    if (fields.length === 0) continue;
    const make = async () =>
      client.patch(pathOf(await cloudAccountId(world, name)), {
        ...wanted,
        ...(metadata && { metadataDocument: document ?? (await documentOf(world, metadata)) }),
      });
    changes.push({ op: 'update', what: 'user SSO of', name, fields, make });
  }
  return changes;
}

type Metadata = { file: string } | { application: string };

/** The document; undefined for that of an application which is not there yet. */
async function documentOf(world: World, metadata: Metadata): Promise<string | undefined> {
  if ('file' in metadata) return fromFile(world.session, metadata.file);
  const { application } = metadata;
  const found = (await itemsAt(world, '/applications')).some(
    ({ name }) => name.toLowerCase() === application.toLowerCase(),
  );
  if (!found) return undefined;
  let text = '';
  for await (const piece of world.session.client.file(
    `${world.base}${p`/applications/${application}/saml/metadata`}`,
  ))
    text += piece;
  return text;
}
