/** A simulated vendor in a process of its own: `node bench/vendor.ts <vendor> <people> [limits]`; says what reads it. */
import { isVendor, startVendor } from '../src/lab/vendors.ts';

const [vendor = '', people, limits] = process.argv.slice(2);
if (!isVendor(vendor)) throw new Error(`${vendor} is no vendor`);
const running = await startVendor(vendor, { port: 0, people: Number(people), limits: limits === 'limits' });
const { url, config, secrets } = running;
console.log(JSON.stringify({ url, config: { ...config, ...secrets }, people: running.people }));
process.once('SIGTERM', () => void running.close());
