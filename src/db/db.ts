import pg from 'pg';

/** What runs SQL: the pool, or one connection inside a transaction. */
export interface Sql {
  query<R extends pg.QueryResultRow = pg.QueryResultRow>(
    text: string | pg.QueryConfig,
    values?: unknown[],
  ): Promise<pg.QueryResult<R>>;
}

export interface Db extends Sql {
  readonly pool: pg.Pool;
  /** Runs `work` in one transaction on one connection; commits on return, rolls back on throw. */
  tx<T>(work: (sql: pg.PoolClient) => Promise<T>): Promise<T>;
  /** A connection of one's own, for COPY, advisory locks and LISTEN; the caller releases it. */
  connect(): Promise<pg.PoolClient>;
  close(): Promise<void>;
}

// int8 as number: every counter and id of ours stays far below 2^53.
pg.types.setTypeParser(20, (text) => Number(text));

/** Opens a pool on a PostgreSQL 15 or newer. `url` is a connection URL or, for the embedded server, a socket URL. */
export function openDb(url: string, options: { max?: number } = {}): Db {
  const pool = new pg.Pool({ connectionString: url, max: options.max ?? 10, application_name: 'muster' });
  // An idle connection that dies (server restarted) is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => {});
  // A connection in use that is lost fails its query; the event besides that must not end the process either.
  pool.on('connect', (client) => client.on('error', () => {}));
  return {
    pool,
    query: (text, values) => pool.query(text as string, values as unknown[]),
    connect: () => pool.connect(),
    close: () => pool.end(),
    async tx(work) {
      const client = await pool.connect();
      let broken = false;
      try {
        await client.query('BEGIN');
        const result = await work(client);
        await client.query('COMMIT');
        return result;
      } catch (error) {
        await client.query('ROLLBACK').catch(() => {
          broken = true;
        });
        throw error;
      } finally {
        client.release(broken);
      }
    },
  };
}
