/** `npm run generate`: the console's typed client, from the same tables that serve the API; `--check` only compares. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { generateApi } from 'swagger-typescript-api';
import { openapiDocument } from '../src/api/openapi.ts';
import { ROUTES } from '../src/api/routes.ts';

const CLIENT = join(import.meta.dirname, '..', 'web', 'src', 'api', 'generated.ts');

/** The source text of the client. @returns {Promise<string>} */
async function clientSource() {
  const document = openapiDocument(ROUTES, { version: '0', publicUrl: '' });
  const { files } = await generateApi({
    spec: /** @type {any} */ ({ ...document, servers: [{ url: '/api/v1' }] }),
    fileName: 'generated.ts',
    output: false,
    silent: true,
    httpClientType: 'fetch',
    generateUnionEnums: true,
    moduleNameFirstTag: true,
    sortTypes: true,
    extractRequestParams: false,
    sortRoutes: true,
    // An id from the address bar must not climb out of its place in the path.
    hooks: { onInsertPathParam: (name) => `encodeURIComponent(${name})` },
  });
  return files[0]?.fileContent ?? '';
}

if (import.meta.url === pathToFileURL(resolve(process.argv[1] ?? '')).href) {
  const source = await clientSource();
  if (!process.argv.includes('--check')) writeFileSync(CLIENT, source);
  else if (readFileSync(CLIENT, 'utf8') !== source) {
    console.error(
      'The client is not the one the API makes now: run `npm run generate` and commit the result.',
    );
    process.exitCode = 1;
  }
}
