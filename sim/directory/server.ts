import { createServer, type Server, type Socket } from 'node:net';
import type { Fault, Faults } from './faults.ts';
import { Session } from './session.ts';
import type { DirectoryStore } from './store.ts';

export interface ServerSettings {
  store: DirectoryStore;
  /** May be changed while the server runs; counts from the next request on. */
  faults: Faults;
  /** How long `slow` waits. */
  slowMs: number;
  /** Failed binds until an account is locked; 0 never locks. */
  lockoutThreshold: number;
}

/**
 * An LDAP server that answers as Active Directory on Windows does, for a demonstration and for tests without one.
 * Reading and simple binds only, without TLS.
 */
export class DirectoryServer {
  readonly settings: ServerSettings;
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();

  constructor(
    store: DirectoryStore,
    options: { faults?: Iterable<Fault>; slowMs?: number; lockoutThreshold?: number } = {},
  ) {
    this.settings = {
      store,
      faults: new Set(options.faults),
      slowMs: options.slowMs ?? 2000,
      lockoutThreshold: options.lockoutThreshold ?? 0,
    };
    this.server = createServer({ noDelay: true }, (socket) => {
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
      new Session(socket, this.settings);
    });
  }

  get store(): DirectoryStore {
    return this.settings.store;
  }

  get faults(): Faults {
    return this.settings.faults;
  }

  /** Port 0 takes a free one; `url` says which. */
  listen(at: { host?: string; port?: number } = {}): Promise<{ host: string; port: number; url: string }> {
    const host = at.host ?? '127.0.0.1';
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(at.port ?? 0, host, () => {
        this.server.off('error', reject);
        const address = this.server.address();
        if (address === null || typeof address === 'string') throw new Error('not a TCP address');
        resolve({ host, port: address.port, url: `ldap://${host}:${address.port}` });
      });
    });
  }

  /** Ends all connections; nothing is left that keeps the process alive. */
  close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    return new Promise((resolve, reject) => {
      this.server.close((error) => (error ? reject(error) : resolve()));
    });
  }
}
