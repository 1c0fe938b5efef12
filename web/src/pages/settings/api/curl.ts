import type { Operation } from './openapi.ts';
import { exampleOf, type Schemas } from './schema.ts';

/** A text as one word of a POSIX shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** `{cloudAccount}` as the variable of a shell: `$CLOUD_ACCOUNT`. */
function asVariable(name: string): string {
  return `$${name.replace(/([a-z])([A-Z])/g, '$1_$2').toUpperCase()}`;
}

/** A call as a command to copy; the token and the names in the path are variables of the shell. */
export function curlOf(operation: Operation, server: string, schemas: Schemas): string {
  const { method, path, parameters, body, description } = operation;
  const needed = parameters.filter((parameter) => parameter.in === 'query' && parameter.required);
  const query = needed.map(({ name }) => `${name}=${asVariable(name)}`).join('&');
  const url =
    server + path.replace(/\{(\w+)\}/g, (_, name: string) => asVariable(name)) + (query ? `?${query}` : '');
  const lines = [`curl ${method === 'GET' ? '' : `-X ${method} `}"${url}"`];
  if (!description.startsWith('Needs no log-on')) lines.push('-H "Authorization: Bearer $MUSTER_TOKEN"');
  if (operation.response.media === 'text/event-stream') lines.push("-N -H 'Accept: text/event-stream'");
  if (body) {
    lines.push("-H 'Content-Type: application/json'");
    lines.push(`-d ${quoted(JSON.stringify(exampleOf(body, schemas), null, 2))}`);
  }
  return lines.join(' \\\n  ');
}
