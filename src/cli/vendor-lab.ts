/** `muster lab`: a simulated vendor in the foreground, and all that is needed to connect a source to it. */
import type { RunningVendor, VendorName } from '../lab/vendors.ts';
import { startVendor, VENDORS } from '../lab/vendors.ts';
import { listenForSignals } from '../main.ts';
import type { LabOptions, Output } from './context.ts';
import { json, table } from './output.ts';

/** Serves until it is told to stop; `serverUrl` is where sources' callbacks are called. */
export async function runVendorLab(options: LabOptions, out: Output, serverUrl: string): Promise<number> {
  const { vendor, json: asJson, ...wanted } = options;
  const signals = listenForSignals();
  try {
    const running = await startVendor(vendor, wanted);
    try {
      if (asJson) json(out, machineReadable(vendor, running, serverUrl));
      else tell(vendor, running, serverUrl, out);
      await signals.asked;
      return 0;
    } finally {
      await running.close();
    }
  } finally {
    signals.close();
  }
}

function machineReadable(vendor: VendorName, running: RunningVendor, serverUrl: string) {
  const { url, people, config, secrets, callback, examples } = running;
  return {
    kind: vendor,
    ...{ url, people },
    config: { ...config, ...secrets },
    callback: { events: 'callback', ...callback },
    push: pushBody(running, serverUrl),
    admin: examples.map(({ about, action, body }) => ({ about, url: `${url}/sim/${action}`, body })),
    add: addCommand(vendor, running),
  };
}

function tell(vendor: VendorName, running: RunningVendor, serverUrl: string, out: Output): void {
  const { url, people, config, secrets, callback, examples } = running;
  out.write(`A simulated ${VENDORS[vendor].title} with ${people} people: ${url}\n\n`);
  table(
    out,
    [
      ['SETTING', ([name]) => name],
      ['VALUE', ([, value]) => value],
      ['SECRET', ([name]) => Object.hasOwn(secrets, name)],
    ],
    Object.entries({ ...config, ...secrets }),
  );
  out.write(`\nA source that reads it:\n\n  ${addCommand(vendor, running)}\n`);
  out.write(
    `\nWhat happens in the company, and what goes wrong, is told by POST to ${url}/sim/<action>;\nan unknown action is answered with the list of all.\n`,
  );
  for (const { about, action, body } of examples)
    out.write(`\n  # ${about}\n  ${post(`${url}/sim/${action}`, body)}\n`);
  const settings = Object.entries({ events: 'callback', ...callback }).map(
    ([name, value]) => `${name} ${value}`,
  );
  out.write(
    `\nChanges are told by calls to a source with these settings (${settings.join(', ')}),\nonce the simulator knows its address; the id is in: npx muster source list\n\n  ${post(`${url}/sim/push`, pushBody(running, serverUrl))}\n`,
  );
  out.write('\nCtrl-C ends it; the company is then as it was at the start.\n');
}

/** Ready for a shell: secrets go by the environment, as the command wants them. */
function addCommand(vendor: VendorName, { config, secrets }: RunningVendor): string {
  const variables = Object.entries(secrets).map(([name, value]) => ({
    name,
    value,
    variable: `${vendor}_${name.replace(/[A-Z]/g, '_$&')}`.toUpperCase(),
  }));
  return [
    ...variables.map(({ variable, value }) => `${variable}=${value}`),
    `npx muster source add ${VENDORS[vendor].title} --kind ${vendor}`,
    ...Object.entries(config).map(([name, value]) => `  --set ${name}=${value}`),
    ...variables.map(({ name, variable }) => `  --secret ${name}=env:${variable}`),
  ].join(' \\\n  ');
}

const pushBody = ({ push }: RunningVendor, serverUrl: string): object => ({
  url: `${serverUrl}/callbacks/SOURCE-ID`,
  ...push,
});

const post = (url: string, body: object): string => `curl -d '${JSON.stringify(body)}' ${url}`;
