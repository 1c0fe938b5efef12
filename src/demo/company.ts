/** The demo's company: an LDAP server in this process that answers as AD does, on an address that stays the same. */
import { makeCompany } from '../../sim/directory/company.ts';
import { DirectoryServer } from '../../sim/directory/server.ts';

export interface DemoDirectory {
  /** `host:port` for the source's settings. */
  address: string;
  baseDn: string;
  peopleDn: string;
  bindAccount: string;
  bindPassword: string;
  people: number;
  close(): Promise<void>;
}

const PORT = 3389;

/** 300 people; the same every time, so that a second demo finds nothing new. */
export async function startCompany(people = 300): Promise<DemoDirectory> {
  const company = makeCompany({ people });
  const server = new DirectoryServer(company.store);
  const { host, port } = await server
    .listen({ host: '127.0.0.1', port: PORT })
    .catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE') throw error;
      return server.listen({ host: '127.0.0.1', port: 0 });
    });
  return {
    address: `${host}:${port}`,
    baseDn: company.domainDn,
    peopleDn: company.companyDn,
    bindAccount: company.service.userPrincipalName,
    bindPassword: company.service.password,
    people,
    close: () => server.close(),
  };
}
