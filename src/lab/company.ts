/** The example company of one lab: an LDAP server in this process that answers as AD does, on the loopback only. */
import type { CompanyPeople } from '../../sim/company/company.ts';
import { peopleOfDirectory } from '../../sim/company/of-directory.ts';
import { type Company, makeCompany } from '../../sim/directory/company.ts';
import { randomOf } from '../../sim/directory/random.ts';
import { DirectoryServer } from '../../sim/directory/server.ts';
import { activeMember, changeStaff, type StaffEvent, staffOf } from '../../sim/directory/staff.ts';
import { MusterError } from '../errors/error.ts';
import type { LabChange } from '../model/lab.ts';

const HOST = '127.0.0.1';
/** Taken where it is free, so that the address stays the same. */
const PREFERRED_PORT = 3389;
const PEOPLE = 300;

/** The directory as its source's settings name it; the same for every lab. */
export const LAB_DIRECTORY = (({ domainDn, companyDn, service }: Company) => ({
  baseDn: domainDn,
  peopleDn: companyDn,
  bindAccount: service.userPrincipalName,
  bindPassword: service.password,
}))(makeCompany({ people: 0 }));

/** Its people as the personnel department knows them, before anything happened to them. */
export const labPeople = (): CompanyPeople => peopleOfDirectory(makeCompany({ people: PEOPLE }));

export interface RunningCompany {
  port: number;
  /** `host:port` for the source's settings. */
  address: string;
  /** How many people there are now. */
  people(): number;
  /** One of them who may log on; undefined where nobody is left. */
  somebody(): { username: string; name: string } | undefined;
  /** Lets something happen to people; the same changes in the same order end in the same company. */
  change(change: LabChange): StaffEvent[];
  close(): Promise<void>;
}

/**
 * The company with what has happened to its people so far, at `port` or another one if that is taken; all its people have
 * the same password. Throws `listen_failed`.
 */
export async function startCompany(
  happened: readonly LabChange[] = [],
  port: number = PREFERRED_PORT,
  userPassword?: string,
): Promise<RunningCompany> {
  const company = makeCompany({ people: PEOPLE, ...(userPassword !== undefined && { userPassword }) });
  let done = 0;
  const change = ({ change: what, count }: LabChange) =>
    changeStaff(company, what, count, randomOf(FIRST_SEED + done++));
  for (const earlier of happened) change(earlier);
  const server = new DirectoryServer(company.store);
  const at = await listen(server, port);
  return {
    port: at,
    address: `${HOST}:${at}`,
    people: () => staffOf(company).length,
    somebody: () => activeMember(company),
    change,
    close: () => server.close(),
  };
}

/** Apart from the seed of the company itself. */
const FIRST_SEED = 1000;

async function listen(server: DirectoryServer, port: number): Promise<number> {
  const attempt = async (wanted: number) => (await server.listen({ host: HOST, port: wanted })).port;
  try {
    return await attempt(port).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE') throw error;
      return attempt(0);
    });
  } catch (error) {
    const { message } = error as Error;
    throw new MusterError('listen_failed', { address: `${HOST}:${port}`, reason: message }, error);
  }
}

/** Whether a source's settings still lead to the example company; an administrator may have pointed them elsewhere. */
export function leadsToLab(config: Record<string, unknown>): boolean {
  const addresses = Array.isArray(config.addresses) ? config.addresses.map(String) : [];
  return (
    config.bindAccount === LAB_DIRECTORY.bindAccount &&
    addresses.length > 0 &&
    addresses.every((address) => address.startsWith(`${HOST}:`))
  );
}
