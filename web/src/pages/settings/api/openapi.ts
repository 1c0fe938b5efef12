/** The OpenAPI document of the server, as the pages read it. */

export interface Schema {
  $ref?: string;
  type?: string | string[];
  title?: string;
  zh?: string;
  description?: string;
  help?: string;
  helpZh?: string;
  secret?: boolean;
  format?: string;
  pattern?: string;
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  maxItems?: number;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: Schema | boolean;
  propertyNames?: Schema;
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
}

interface Media {
  schema?: Schema;
  'x-event-data'?: Schema;
}

interface RawOperation {
  operationId: string;
  tags?: string[];
  summary?: string;
  description?: string;
  parameters?: Parameter[];
  requestBody?: { content: Record<string, Media> };
  responses: Record<string, { description: string; content?: Record<string, Media> }>;
}

export interface Document {
  servers?: { url: string }[];
  paths: Record<string, Record<string, RawOperation>>;
  components: { schemas: Record<string, Schema> };
}

export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required: boolean;
  description?: string;
  schema: Schema;
}

export interface Operation {
  id: string;
  method: string;
  path: string;
  tag: string;
  summary: string;
  description: string;
  parameters: Parameter[];
  body: Schema | undefined;
  response: { status: string; media: string | undefined; schema: Schema | undefined };
}

/** Every call of the document, in its order. */
export function operationsOf({ paths }: Document): Operation[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, raw]) => operationOf(path, method, raw)),
  );
}

function operationOf(path: string, method: string, raw: RawOperation): Operation {
  const [status = '', answer] = Object.entries(raw.responses).find(([code]) => code.startsWith('2')) ?? [];
  // JSON where a call answers in two ways; else the one there is.
  const [media, content] =
    Object.entries(answer?.content ?? {}).find(([name]) => name === 'application/json') ??
    Object.entries(answer?.content ?? {})[0] ??
    [];
  return {
    id: raw.operationId,
    method: method.toUpperCase(),
    path,
    tag: raw.tags?.[0] ?? '',
    summary: raw.summary ?? '',
    description: raw.description ?? '',
    parameters: raw.parameters ?? [],
    body: raw.requestBody?.content['application/json']?.schema,
    response: { status, media, schema: content?.['x-event-data'] ?? content?.schema },
  };
}

/** The calls that hold every word of `term`, by tag and in the order of the document. */
export function searchOperations(operations: readonly Operation[], term: string): Map<string, Operation[]> {
  const words = term.toLowerCase().split(/\s+/).filter(Boolean);
  const byTag = new Map<string, Operation[]>();
  for (const operation of operations) {
    const { id, method, path, summary, tag } = operation;
    const text = `${id} ${method} ${path} ${summary}`.toLowerCase();
    if (!words.every((word) => text.includes(word))) continue;
    byTag.set(tag, [...(byTag.get(tag) ?? []), operation]);
  }
  return byTag;
}

export type May = 'anyone' | 'own' | 'read' | 'operate' | 'admin';

/** Who may call it, from the sentence in its description; undefined where that says something else. */
export function mayOf({ description }: Operation): May | undefined {
  if (description.startsWith('Needs no log-on')) return 'anyone';
  if (description.startsWith('Open to every caller')) return 'own';
  if (description.startsWith('Needs the role read-only')) return 'read';
  if (description.startsWith('Needs the role operator')) return 'operate';
  if (description.startsWith('Needs the role admin')) return 'admin';
  return undefined;
}

/** Whether a token that is limited to one instance is refused. */
export function refusesLimited({ description }: Operation): boolean {
  return description.includes('Not open to tokens');
}
