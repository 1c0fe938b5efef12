/**
 * A first full synchronization from DingTalk, WeCom and Lark: people a second without limits, against what the simulated
 * vendor delivers to a bare client; and with the documented limits on, against the time that the limits themselves force.
 */
import { p } from '../src/cli/client.ts';
import { VENDOR_NAMES, VENDORS, type VendorName } from '../src/lab/vendors.ts';
import { atLeast, atMost, type Figure, median } from './figures.ts';
import { startOther } from './load.ts';
import { INSTANCE, runToEnd, startMuster } from './muster.ts';
import { measureVendor, type ToldVendor, type VendorFloor } from './vendor-floor.ts';

const PEOPLE = 20_000;
const ROUNDS = 3;
const PROGRAM = 'vendor.ts';

interface Limit {
  perSecond: number;
  perMinute: number;
}

/** Calls of one API: DingTalk, standard edition; WeCom, “Frequency limits”; Lark, “Frequency control”. */
const LIMITS: Record<VendorName, Limit> = {
  dingtalk: { perSecond: 20, perMinute: Number.POSITIVE_INFINITY },
  wecom: { perSecond: Number.POSITIVE_INFINITY, perMinute: 10_000 },
  lark: { perSecond: 50, perMinute: 1000 },
};

export async function benchVendors(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const vendor of VENDOR_NAMES) {
    const { floors, runs, people } = await measureFree(vendor);
    const unlimited = median(runs);
    const limited = await measureLimited(vendor);
    const forced = forcedSeconds(LIMITS[vendor], floors[0]!.calls);
    const of = `${VENDORS[vendor].title}, ${PEOPLE.toLocaleString('en')} people`;
    figures.push(
      {
        what: `full sync of ${of}`,
        value: people / unlimited,
        unit: '/s',
        baseline: { what: 'bare client', value: people / median(floors.map(({ seconds }) => seconds)) },
        target: atLeast('figure', 2000),
      },
      {
        what: `the same with the vendor’s limits`,
        value: limited,
        unit: 's',
        // Where no limit is reached, there is nothing to wait for.
        baseline:
          forced > unlimited
            ? { what: 'forced by the limits', value: forced }
            : { what: 'without limits', value: unlimited },
        target: atMost('ratio', 1.1),
      },
    );
  }
  return figures;
}

/** Bare client and Muster take turns at one vendor, so that whatever else the machine does meets both. */
async function measureFree(
  vendor: VendorName,
): Promise<{ floors: VendorFloor[]; runs: number[]; people: number }> {
  const other = await startOther<ToldVendor>(PROGRAM, vendor, String(PEOPLE));
  try {
    const floors: VendorFloor[] = [];
    const runs: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      floors.push(await measureVendor(vendor, other.told));
      runs.push(await firstSync(vendor, other.told));
    }
    return { floors, runs, people: other.told.people };
  } finally {
    await other.stop();
  }
}

async function measureLimited(vendor: VendorName): Promise<number> {
  const other = await startOther<ToldVendor>(PROGRAM, vendor, String(PEOPLE), 'limits');
  try {
    return await firstSync(vendor, other.told);
  } finally {
    await other.stop();
  }
}

/** Seconds of the first full pass into a fresh Muster; throws unless everybody arrived. */
async function firstSync(vendor: VendorName, { config, people }: ToldVendor): Promise<number> {
  const muster = await startMuster();
  try {
    const { title } = VENDORS[vendor];
    // Nothing else may happen meanwhile.
    const settings = { ...config, events: 'none' };
    await muster.client.post(p`/instances/${INSTANCE}/sources`, {
      name: title,
      kind: vendor,
      config: settings,
    });
    const { run, seconds } = await runToEnd(muster, p`/instances/${INSTANCE}/sources/${title}/sync`);
    const created = run.counters.user?.created;
    if (created !== people) throw new Error(`the sync of ${title} created ${created}, not ${people}`);
    return seconds;
  } finally {
    await muster.stop();
  }
}

/** How long after the first call the last one of `calls` can be answered. */
function forcedSeconds({ perSecond, perMinute }: Limit, calls: number): number {
  const minutes = Math.floor((calls - 1) / perMinute);
  const rest = Number.isFinite(perMinute) ? (calls - 1) % perMinute : calls - 1;
  return minutes * 60 + Math.floor(rest / perSecond);
}
