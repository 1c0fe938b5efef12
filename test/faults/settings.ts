/** For longer runs by hand, or to repeat one: `FAULTS_KILLS=200 FAULTS_SEED=17 npm test faults`. */
export const KILLS = Number(process.env.FAULTS_KILLS ?? 20);
export const SEED = Number(process.env.FAULTS_SEED ?? Date.now() % 1_000_000);
