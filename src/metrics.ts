/** The registry behind /metrics; a part defines its own counters on it, named `muster_…`. */
import type pg from 'pg';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export const metrics = new Registry();
collectDefaultMetrics({ register: metrics });

/** Seconds from request to the end of the answer. `route` is the pattern, never the path: paths have no end. */
export const httpSeconds = new Histogram({
  name: 'muster_http_request_seconds',
  help: 'Time to answer an HTTP request',
  labelNames: ['method', 'route', 'status'],
  buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
  registers: [metrics],
});

const CONNECTIONS = 'muster_database_connections';

/** Shows a database pool in the metrics; called at the start of the server. */
export function observePool(pool: pg.Pool): void {
  metrics.removeSingleMetric(CONNECTIONS);
  new Gauge({
    name: CONNECTIONS,
    help: 'Connections of this process to the database',
    labelNames: ['state'],
    registers: [metrics],
    collect() {
      this.set({ state: 'open' }, pool.totalCount);
      this.set({ state: 'idle' }, pool.idleCount);
      this.set({ state: 'wanted' }, pool.waitingCount);
    },
  });
}
