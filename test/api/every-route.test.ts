/** What holds for every route, walked over the tables: authorisation, hostile input, OpenAPI. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { z } from 'zod';
import type { Role } from '../../src/admin/caller.ts';
import { createToken } from '../../src/admin/tokens.ts';
import { type Route, takesBody } from '../../src/api/route.ts';
import { ROUTES } from '../../src/api/routes.ts';
import { createInstance } from '../../src/directory/instances.ts';
import { type Answer, startApi, type TestApi } from './server.ts';

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

/** A path whose names lead nowhere, so that no call changes anything. */
const pathOf = (route: Route, value = 'nothing') =>
  route.path.replace('{instance}', 'acme').replaceAll(/\{\w+\}/g, encodeURIComponent(value));
const label = (route: Route) => `${route.method} ${route.path}`;

const ALLOWED: Record<Route['can'], readonly Role[]> = {
  anyone: ['admin', 'operator', 'read-only'],
  own: ['admin', 'operator', 'read-only'],
  read: ['admin', 'operator', 'read-only'],
  operate: ['admin', 'operator'],
  admin: ['admin'],
};

test('each role may call exactly what its routes say, nobody nothing', async () => {
  for (const route of ROUTES) {
    // A field nobody knows: a call that gets through is stopped by its input, not carried out.
    const body = takesBody(route) ? { body: { 'not a field': 1 } } : {};
    const path = takesBody(route) ? pathOf(route) : `${pathOf(route)}?not-a-field=1`;
    for (const role of ['admin', 'operator', 'read-only'] as const) {
      const { status } = await api.call(route.method, path, { as: role, ...body });
      if (ALLOWED[route.can].includes(role))
        assert.ok(status !== 401 && status !== 403, `${label(route)} as ${role}: ${status}`);
      else assert.equal(status, 403, `${label(route)} as ${role}`);
    }
    const nobody = await api.call(route.method, path, { as: 'nobody', ...body });
    if (route.can === 'anyone') assert.notEqual(nobody.status, 401, label(route));
    else assert.equal(nobody.status, 401, label(route));
  }
});

test('a token limited to an instance stays inside it', async () => {
  const { db } = api;
  await createInstance(db, { name: 'test' }, { id: 'other', name: 'Other' });
  const { token } = await createToken(db, { name: 'test' }, null, {
    name: 'limited',
    role: 'admin',
    instanceId: 'other',
  });
  for (const route of ROUTES) {
    if (route.can === 'anyone' || route.can === 'own') continue;
    const { status, body } = await api.call(route.method, `${pathOf(route)}?not-a-field=1`, {
      as: { token },
    });
    assert.deepEqual([status, body.code], [403, 'outside_instance'], label(route));
  }
  const own = await api.call('GET', '/instances/other', { as: { token } });
  assert.equal(own.status, 200);
  const listed = await api.call('GET', '/instances', { as: { token } });
  assert.deepEqual(
    listed.body.items.map(({ id }: { id: string }) => id),
    ['other'],
  );
});

/** Always a problem of the 4xx kind that says which field, without a trace of the inside. */
function refused(answer: Answer, what: string, named = true): void {
  assert.ok(
    answer.status >= 400 && answer.status < 500,
    `${what}: ${answer.status} ${JSON.stringify(answer.body)}`,
  );
  assert.match(answer.headers.get('content-type') ?? '', /problem\+json/, what);
  const text = JSON.stringify(answer.body);
  assert.doesNotMatch(text, /node_modules|\.ts:\d|SELECT |INSERT |relation "|\/work\/|\/home\//, what);
  if (named && answer.status === 422)
    assert.ok(answer.body.errors.length > 0, `${what}: no field named: ${text}`);
  assert.ok(text.length < 20_000, `${what}: answer of ${text.length} characters`);
}

/** The fields of a route's body by name, with a value of a type that is never right for text, number and truth alike. */
function fieldsOf(route: Route): string[] {
  const schema = z.toJSONSchema(route.body, { io: 'input', unrepresentable: 'any' }) as {
    properties?: object;
  };
  return Object.keys(schema.properties ?? {});
}

const WRONG_VALUES: [string, unknown][] = [
  ['a list of lists', [[[]]]],
  ['an object of objects', { a: { b: {} } }],
  ['a NUL', 'a\0b'],
  ['a text of 110,000 characters', 'x'.repeat(110_000)],
];
const RAW: [string, string, boolean][] = [
  ['a lone surrogate', '"\\ud800"', true],
  ['a number beyond all', '1e999', true],
  ['__proto__ inside', '{"__proto__":{"admin":true}}', true],
  ['deep JSON', `${'['.repeat(5000)}${']'.repeat(5000)}`, true],
];

test('hostile bodies are refused by every route that takes one', async () => {
  for (const route of ROUTES.filter(takesBody)) {
    const path = pathOf(route);
    for (const field of fieldsOf(route)) {
      for (const [what, value] of WRONG_VALUES)
        refused(
          await api.call(route.method, path, { body: { [field]: value } }),
          `${label(route)} ${field}: ${what}`,
        );
      for (const [what, raw, named] of RAW)
        refused(
          await api.call(route.method, path, { raw: `{"${field}":${raw}}` }),
          `${label(route)} ${field}: ${what}`,
          named,
        );
    }
    for (const raw of [
      'null',
      '[]',
      '"x"',
      '7',
      '{"a":',
      '{"a":1}',
      '{"__proto__":1}',
      '{"constructor":1}',
      '',
    ])
      refused(
        await api.call(route.method, path, { raw, headers: { 'content-type': 'application/json' } }),
        `${label(route)} ${raw}`,
      );
    refused(
      await api.call(route.method, path, { raw: `{"x":"${'x'.repeat(1_100_000)}"}` }),
      `${label(route)} 1.1 MB`,
    );
  }
});

const HOSTILE_NAMES = [
  "a'b",
  'a\0b',
  '*)(uid=*',
  '..',
  '%',
  '_',
  'x'.repeat(1000),
  '__proto__',
  'constructor',
  '\u{1f600}',
  '‮',
  '-1',
  '9'.repeat(40),
];

test('hostile names in paths and queries never reach the inside', async () => {
  for (const route of ROUTES) {
    const names = [...route.path.matchAll(/\{\w+\}/g)];
    if (names.length > 0)
      for (const name of HOSTILE_NAMES) {
        const path = route.path.replaceAll(/\{\w+\}/g, (part) =>
          part === '{instance}' && names.length > 1 ? 'acme' : encodeURIComponent(name),
        );
        const { status } = await api.call(route.method, path);
        assert.ok(status < 500, `${label(route)} with ${JSON.stringify(name.slice(0, 20))}: ${status}`);
      }
    const query = z.toJSONSchema(route.query, { io: 'input', unrepresentable: 'any' }) as {
      properties?: object;
    };
    for (const key of Object.keys(query.properties ?? {}))
      for (const value of HOSTILE_NAMES) {
        const { status } = await api.call(
          route.method,
          `${pathOf(route)}?${key}=${encodeURIComponent(value)}&${key}=2`,
        );
        assert.ok(
          status < 500,
          `${label(route)} ?${key}=${JSON.stringify(value.slice(0, 20))} twice: ${status}`,
        );
        const once = await api.call(route.method, `${pathOf(route)}?${key}=${encodeURIComponent(value)}`);
        assert.ok(
          once.status < 500,
          `${label(route)} ?${key}=${JSON.stringify(value.slice(0, 20))}: ${once.status}`,
        );
      }
    refused(await api.call(route.method, `${pathOf(route)}?not-a-field=1`), `${label(route)} unknown query`);
  }
});

test('the OpenAPI document tells of every route, once, and every reference leads somewhere', async () => {
  const response = await fetch(`${api.url}/api/openapi.json`);
  const document = (await response.json()) as {
    openapi: string;
    paths: Record<
      string,
      Record<
        string,
        {
          operationId: string;
          description: string;
          responses: object;
          parameters: { name: string; in: string }[];
        }
      >
    >;
    components: { schemas: Record<string, unknown> };
  };
  assert.equal(document.openapi, '3.1.0');
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      path,
      method: method.toUpperCase(),
      ...operation,
    })),
  );
  assert.deepEqual(
    operations.map(({ method, path }) => `${method} ${path}`).sort(),
    ROUTES.map(label).sort(),
  );
  const ids = operations.map(({ operationId }) => operationId);
  assert.equal(new Set(ids).size, ids.length, `an operationId stands twice in ${ids.sort().join(' ')}`);
  for (const { path, parameters, description } of operations) {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    assert.deepEqual(
      parameters
        .filter((parameter) => parameter.in === 'path')
        .map(({ name }) => name)
        .sort(),
      inPath.sort(),
    );
    assert.match(description, /role|log-on|caller/);
  }
  const references = JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g);
  for (const [, reference] of references) {
    const name = /^#\/components\/schemas\/(\w+)$/.exec(reference!)?.[1];
    assert.ok(
      name !== undefined && Object.hasOwn(document.components.schemas, name),
      `dangling ${reference}`,
    );
  }
});
