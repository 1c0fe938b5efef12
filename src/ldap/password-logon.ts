/** Log-on with the passwords of a directory: found by the service account, proved by one bind as the person. */
import { MusterError } from '../errors/error.ts';
import type { FoundPerson, PasswordLogon, PasswordProof } from '../sources/source.ts';
import { BindPool, isServerFailure, NotAsked, POOL_LIMITS, type PoolLimits } from './bind-pool.ts';
import type { ConnectionOptions, LdapConnection } from './connection.ts';
import { type DirectoryDialect, type DirectoryPlan, endpointsOf, planDirectory } from './directory-plan.ts';
import type { LdapEntry } from './entry.ts';
import { and, equals, or } from './filter.ts';
import { changePassword } from './password-change.ts';
import { proofOf } from './proof.ts';
import type { DirectoryConfig } from './settings.ts';

/** A person waits in front of a browser: patience of a sync would be too much. */
const PATIENCE_MS = 5000;
/** After the service account was refused, so that its wrong password does not lock it: doubled each time. */
const REFUSED_REST_MS = 60_000;
const LONGEST_REFUSED_REST_MS = 30 * 60_000;
/** RFC 4511 appendix A: the server has found more than it was asked for. */
const SIZE_LIMIT = 4;

/** Whether passwords are protected on their way to every address of the directory. */
export function protectionOf(config: DirectoryConfig): 'encrypted' | 'local' | 'none' {
  if (config.tls !== 'none') return 'encrypted';
  return endpointsOf(config).every(({ host }) => isLoopback(host)) ? 'local' : 'none';
}

const isLoopback = (host: string) =>
  host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);

/** Opens nothing before it is asked. */
export function openPasswordLogon(
  dialect: DirectoryDialect,
  config: DirectoryConfig,
  limits: PoolLimits = POOL_LIMITS,
): PasswordLogon {
  const plan = planDirectory(dialect, config, undefined);
  const options: ConnectionOptions = {
    ...plan.connection,
    connectTimeoutMs: Math.min(config.connectTimeoutMs, PATIENCE_MS),
    requestTimeoutMs: Math.min(config.requestTimeoutMs, PATIENCE_MS),
  };
  const logOn = serviceLogOn(config);
  const pools = endpointsOf(config).map((endpoint) => new BindPool(endpoint, options, logOn, limits));
  return {
    find: (name) => findPeople(plan, pools, name),
    prove: (person, password) => prove(pools, person, password),
    change: (key, current, password) => changePassword(plan, options, logOn, key, { current, password }),
    close() {
      for (const pool of pools) pool.close();
    },
  };
}

/** Binds a connection as the service account; once refused, it is left in peace for a while, whatever server is asked. */
function serviceLogOn({ bindAccount, bindPassword }: DirectoryConfig) {
  let refused: { error: MusterError; until: number; restMs: number } | undefined;
  return async (connection: LdapConnection): Promise<void> => {
    if (refused && performance.now() < refused.until) throw refused.error;
    try {
      await connection.bind(bindAccount, bindPassword);
      refused = undefined;
    } catch (error) {
      if (error instanceof MusterError && !isServerFailure(error)) {
        const restMs = refused ? Math.min(refused.restMs * 2, LONGEST_REFUSED_REST_MS) : REFUSED_REST_MS;
        refused = { error, until: performance.now() + restMs, restMs };
      }
      throw error;
    }
  };
}

/** On the first server that answers; throws the first one's error when none does. */
async function findPeople(
  plan: DirectoryPlan,
  pools: readonly BindPool[],
  name: string,
): Promise<FoundPerson[]> {
  const { config, kinds, dialect } = plan;
  // As BER a value needs no escapes: whatever was typed is compared, never read as a filter.
  const named = or(...config.logonIdentifiers.map((attribute) => equals(attribute, name)));
  const filter = and(kinds.user.filter, named);
  let first: unknown;
  for (const pool of pools) {
    try {
      const found: FoundPerson[] = [];
      for (const { dn: base } of plan.nodes) {
        const attributes = [dialect.keyAttribute];
        const entries = await pool.search({ base, scope: 'sub', filter, attributes, sizeLimit: 2 });
        found.push(...entries.map((entry) => personOf(plan, entry)));
        if (found.length > 1) break;
      }
      return found.slice(0, 2);
    } catch (error) {
      if (isAmbiguous(error)) throw new MusterError('directory_logon_ambiguous', {}, error);
      if (!isServerFailure(error)) throw error;
      first ??= error;
    }
  }
  throw first;
}

function personOf({ key, dialect }: DirectoryPlan, entry: LdapEntry): FoundPerson {
  const value = entry.first(key);
  const text = value && dialect.readKey(value);
  const { dn } = entry;
  // An empty name would make a bind anonymous, and that succeeds with any password.
  if (!text || dn === '') throw new MusterError('ldap_no_key', { dn, attribute: dialect.keyAttribute });
  return { key: text, locator: dn };
}

const isAmbiguous = (error: unknown) =>
  error instanceof MusterError && error.code === 'ldap_size_limit' && error.params.result === SIZE_LIMIT;

/** One bind on one server; the next server only while no server has seen the password. */
async function prove(
  pools: readonly BindPool[],
  { locator }: FoundPerson,
  password: string,
): Promise<PasswordProof> {
  for (const pool of pools) {
    try {
      return proofOf(await pool.bind(locator, password));
    } catch (error) {
      if (!(error instanceof NotAsked)) return { answer: 'unknown', reason: 'answer_lost' };
      if (error.why === 'busy') return { answer: 'unknown', reason: 'busy' };
    }
  }
  return { answer: 'unknown', reason: 'no_connection' };
}
