/** The OpenAPI 3.1 document, made from the same tables that serve the calls. */
import { z } from 'zod';
import { PROBLEM_MEDIA, Problem } from './problem.ts';
import { type ApiDeps, Nothing, type Route, takesBody } from './route.ts';

type Json = Record<string, unknown>;

const MAY: Record<Route['can'], string> = {
  anyone: 'Needs no log-on.',
  own: 'Open to every caller who is known.',
  read: 'Needs the role read-only, operator or admin.',
  operate: 'Needs the role operator or admin.',
  admin: 'Needs the role admin.',
};

export function openapiDocument(
  routes: readonly Route[],
  deps: Pick<ApiDeps, 'version' | 'publicUrl'>,
): Json {
  const schemas: Record<string, Json> = {};
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    paths[route.path] ??= {};
    paths[route.path]![route.method.toLowerCase()] = operation(route, schemas);
  }
  hoist(Problem, 'output', schemas);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Muster administration API',
      version: deps.version,
      description:
        'Lists are paged: pass `nextCursor` back as `cursor`. Errors are RFC 9457 problem details with a stable `code`. ' +
        'Calls that create take `Idempotency-Key`: a repeated call gets the first answer for 24 hours.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: `${deps.publicUrl.replace(/\/$/, '')}/api/v1` }],
    security: [{ token: [] }, { session: [] }],
    paths,
    components: {
      schemas,
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'An API token.' },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: '__Host-muster',
          description: 'The session of the console.',
        },
      },
    },
  };
}

function operation(route: Route, schemas: Record<string, Json>): Json {
  const tag = route.path.replace('/instances/{instance}/', '/').split('/')[1]!;
  const limited = route.path.includes('{instance}')
    ? ''
    : ' Not open to tokens that are limited to one instance.';
  return {
    operationId: route.id,
    tags: [tag],
    summary: route.summary,
    description: MAY[route.can] + (route.can === 'anyone' || route.can === 'own' ? '' : limited),
    ...(route.can === 'anyone' ? { security: [] } : {}),
    parameters: [
      ...parameters(route.params, 'path'),
      ...parameters(route.query, 'query'),
      ...(route.creates
        ? [
            {
              name: 'Idempotency-Key',
              in: 'header',
              required: false,
              schema: { type: 'string', maxLength: 255 },
            },
          ]
        : []),
    ],
    ...(takesBody(route)
      ? {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: hoist(route.body, 'input', schemas) } },
          },
        }
      : {}),
    responses: {
      [route.status]: success(route, schemas),
      default: {
        description: 'A problem: what happened and what to do.',
        content: { [PROBLEM_MEDIA]: { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  };
}

function success(route: Route, schemas: Record<string, Json>): Json {
  if ((route.reply as unknown) === Nothing) return { description: 'Done.' };
  const schema = hoist(route.reply, 'output', schemas);
  if (route.media !== undefined) return { description: 'The file.', content: { [route.media]: { schema } } };
  const list = {
    type: 'object',
    required: ['items'],
    properties: { items: { type: 'array', items: schema } },
  };
  const content: Json = route.stream
    ? { 'text/event-stream': { schema: { type: 'string' }, 'x-event-data': schema } }
    : { 'application/json': { schema } };
  if (route.stream === 'events-or-list') content['application/json'] = { schema: list };
  return { description: route.status === 201 ? 'Created.' : 'The answer.', content };
}

function parameters(schema: z.ZodType, place: 'path' | 'query'): Json[] {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
  }) as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...shape }]) => ({
    name,
    in: place,
    required: required.includes(name),
    ...(description === undefined ? {} : { description }),
    schema: shape,
  }));
}

const DEFS = '#/$defs/';

/**
 * A schema as JSON, with everything that carries an id moved to the components. Where what is sent and what comes back
 * differ under one id, the sent form gets the suffix `Input`.
 */
function hoist(schema: z.ZodType, io: 'input' | 'output', schemas: Record<string, Json>): Json {
  const whole = z.toJSONSchema(z.strictObject({ it: schema }), { io, unrepresentable: 'any' }) as unknown as {
    properties: { it: Json };
    $defs?: Record<string, Json>;
  };
  const defs = whole.$defs ?? {};
  const names = new Map(Object.keys(defs).map((id) => [id, componentName(id, refer(defs[id]!), schemas)]));
  for (const [id, name] of names) schemas[name] = refer(defs[id]!, names);
  return refer(whole.properties.it, names);
}

function componentName(id: string, definition: Json, schemas: Record<string, Json>): string {
  const known = schemas[id];
  return known === undefined || JSON.stringify(known) === JSON.stringify(definition) ? id : `${id}Input`;
}

/** Points references at the components, and drops the ids that only zod needs. */
function refer(schema: Json, names?: ReadonlyMap<string, string>): Json {
  return JSON.parse(JSON.stringify(schema), (key, value: unknown) => {
    if (key === 'id' && typeof value === 'string') return undefined;
    if (key !== '$ref' || typeof value !== 'string' || !value.startsWith(DEFS)) return value;
    const id = value.slice(DEFS.length);
    return `#/components/schemas/${names?.get(id) ?? id}`;
  }) as Json;
}
