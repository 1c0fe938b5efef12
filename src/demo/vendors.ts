/** The demo company's people once more, in simulated vendors: whoever is in several places becomes one account. */
import { type Client, type Json, p } from '../cli/client.ts';
import type { Output } from '../cli/context.ts';
import { table } from '../cli/output.ts';
import { labPeople } from '../lab/company.ts';
import { type RunningVendor, startVendor, VENDOR_NAMES, VENDORS, type VendorName } from '../lab/vendors.ts';
import type { FieldMapping } from '../model/mapping.ts';

/** Behind Active Directory, which has 100: where several sources fill a field, the lowest wins. */
const FIRST_PRIORITY = 200;

export type RunningVendors = ReadonlyMap<VendorName, RunningVendor>;

/** All with the people of the demo's directory as they were at first. Throws `listen_failed`, and then none runs. */
export async function startVendors(names: readonly VendorName[]): Promise<RunningVendors> {
  const running = new Map<VendorName, RunningVendor>();
  try {
    for (const name of names) running.set(name, await startVendor(name, { made: labPeople() }));
    return running;
  } catch (error) {
    await stopVendors(running);
    throw error;
  }
}

export async function stopVendors(running: RunningVendors): Promise<void> {
  for (const vendor of running.values()) await vendor.close();
}

/**
 * The source that reads a vendor, with its organizations in a place of their own, so that trees do not mix; led to where
 * the vendor listens now. Returns its id.
 */
export async function ensureVendorSource(
  client: Client,
  instance: string,
  name: VendorName,
  { config, secrets, callback, tellTo }: RunningVendor,
  serverUrl: string,
): Promise<string> {
  const { title } = VENDORS[name];
  const sources = p`/instances/${instance}/sources`;
  // By calls: a connection would be missed when the demo runs without the vendor.
  const open = { ...config, events: 'callback' };
  const settings = { ...open, ...secrets, ...callback };
  const known: Json = (await client.get(sources)).items.find((source: Json) => source.name === title);
  const source = known ?? (await addSource(client, instance, name, settings));
  // With the secrets again: stored ones follow to no new address.
  if (Object.entries(open).some(([setting, value]) => source.config[setting] !== value))
    await client.patch(`${sources}/${source.id}`, { config: { ...source.config, ...settings } });
  tellTo(`${serverUrl}/callbacks/${source.id}`);
  return source.id;
}

async function addSource(
  client: Client,
  instance: string,
  name: VendorName,
  config: Record<string, string | number>,
): Promise<Json> {
  const { title, matchBy } = VENDORS[name];
  const kinds: Json[] = (await client.get('/source-kinds')).items;
  const { user, ...others } = kinds.find(({ kind }) => kind === name)!.defaultMappings;
  const mappings = {
    ...others,
    user: user.map((mapping: FieldMapping) => ({ ...mapping, match: mapping.target === matchBy })),
  };
  const place = await client.post(p`/instances/${instance}/orgs`, { name: title });
  return client.post(p`/instances/${instance}/sources`, {
    kind: name,
    name: title,
    config,
    mappings,
    targetOrgId: place.id,
    priority: FIRST_PRIORITY + 100 * VENDOR_NAMES.indexOf(name),
  });
}

/** What each source's synchronization did to people, and where the vendors listen. Returns how many records were rejected. */
export function vendorSummary(
  directory: Json,
  synced: ReadonlyMap<VendorName, Json>,
  running: RunningVendors,
  out: Output,
): number {
  const rows = [
    { source: 'Active Directory', by: 'username', user: directory.counters.user },
    ...[...synced].map(([name, run]) => ({
      source: VENDORS[name].title,
      by: VENDORS[name].matchBy,
      user: run.counters.user,
    })),
  ];
  out.write('\n');
  table(
    out,
    [
      ['PEOPLE OF', ({ source }) => source],
      ['MATCHED BY', ({ by }) => by],
      ['READ', ({ user }) => user.read],
      ['CREATED', ({ user }) => user.created],
      ['BOUND', ({ user }) => user.bound],
      ['UPDATED', ({ user }) => user.updated],
      ['SAME', ({ user }) => user.same],
      ['FAILED', ({ user }) => user.rejected],
    ],
    rows,
  );
  out.write('\n');
  for (const [name, { url }] of running)
    out.write(`${`${VENDORS[name].title} simulator`.padEnd(20)} ${url}, changed by POST to ${url}/sim/…\n`);
  return [...synced.values()].reduce(
    (sum, { counters }) =>
      sum + counters.user.rejected + counters.org.rejected + (counters.group?.rejected ?? 0),
    0,
  );
}
