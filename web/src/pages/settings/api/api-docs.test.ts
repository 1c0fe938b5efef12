/** The API pages read the document that the server really makes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openapiDocument } from '../../../../../src/api/openapi.ts';
import { ROUTES as routes } from '../../../../../src/api/routes.ts';
import { curlOf } from './curl.ts';
import { type Document, mayOf, operationsOf, refusesLimited, searchOperations } from './openapi.ts';
import { exampleOf, fieldsOf, resolve, typeText } from './schema.ts';

const document = JSON.parse(
  JSON.stringify(openapiDocument(routes, { version: '1.2.3', publicUrl: 'https://muster.example.com' })),
) as Document;
const { schemas } = document.components;
const operations = operationsOf(document);
const operation = (id: string) => operations.find((one) => one.id === id)!;
const words = { listOf: 'list of' };

test('every route is a call with a summary, and it is known who may call it', () => {
  assert.deepEqual(operations.map(({ id }) => id).sort(), routes.map(({ id }) => id).sort());
  for (const route of routes) {
    assert.equal(mayOf(operation(route.id)), route.can, route.id);
    assert.notEqual(operation(route.id).summary, '');
  }
  assert.ok(refusesLimited(operation('createToken')));
  assert.ok(!refusesLimited(operation('getAccount')));
});

test('every schema resolves to something with a type, and the fields of objects are found', () => {
  for (const { id, body, response, parameters } of operations)
    for (const schema of [body, response.schema, ...parameters.map((one) => one.schema)]) {
      if (!schema) continue;
      assert.notEqual(typeText(resolve(schema, schemas), schemas, words), '', id);
      assert.equal(resolve(schema, schemas).schema.$ref, undefined, id);
    }
  const fields = fieldsOf(resolve(operation('createSource').body!, schemas), schemas);
  assert.deepEqual(
    fields
      .filter(({ required }) => required)
      .map(({ name }) => name)
      .sort(),
    ['config', 'kind', 'name'],
  );
});

test('null, references and lists are told apart', () => {
  const source = { $ref: '#/components/schemas/Source' };
  const schedule = fieldsOf(resolve(source, schemas), schemas).find(({ name }) => name === 'schedule')!;
  assert.deepEqual(
    { name: resolve(schedule.schema, schemas).name, nullable: resolve(schedule.schema, schemas).nullable },
    { name: 'Schedule', nullable: true },
  );
  const list = resolve({ type: 'array', items: source }, schemas);
  assert.equal(typeText(list, schemas, words), 'list of Source');
  assert.deepEqual(fieldsOf(list, schemas), fieldsOf(resolve(source, schemas), schemas));
});

test('examples hold what is required, and end where schemas hold themselves', () => {
  assert.deepEqual(exampleOf(operation('createToken').body!, schemas), { name: '…', role: 'admin' });
  for (const { body, id } of operations)
    if (body) assert.doesNotThrow(() => JSON.stringify(exampleOf(body, schemas)), id);
  const tree = {
    ...schemas,
    Tree: {
      type: 'object',
      required: ['below'],
      properties: { below: { $ref: '#/components/schemas/Tree' } },
    },
  };
  assert.match(JSON.stringify(exampleOf({ $ref: '#/components/schemas/Tree' }, tree)), /below/);
});

test('the search takes words in any order, of path, method, name and summary', () => {
  const ids = (term: string) => [...searchOperations(operations, term).values()].flat().map(({ id }) => id);
  assert.deepEqual(ids('/tokens post'), ['createToken']);
  assert.deepEqual(ids('CREATETOKEN'), ['createToken']);
  assert.deepEqual(ids('no such call'), []);
  assert.equal(ids('').length, operations.length);
});

test('an example is a command with the token and the names of the path as variables', () => {
  const server = 'https://muster.example.com/api/v1';
  assert.equal(
    curlOf(operation('getCloudAccount'), server, schemas),
    `curl "${server}/instances/$INSTANCE/cloud-accounts/$CLOUD_ACCOUNT" \\\n  -H "Authorization: Bearer $MUSTER_TOKEN"`,
  );
  assert.ok(!curlOf(operation('listErrors'), server, schemas).includes('Authorization'));
  assert.match(curlOf(operation('watchRun'), server, schemas), /text\/event-stream/);
  assert.match(curlOf(operation('createToken'), server, schemas), /-X POST [\s\S]*-d '\{/);
});
