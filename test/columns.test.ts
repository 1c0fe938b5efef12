/**
 * SQL is the truth of storage, `src/model` the truth of meaning: every field of an entity is a column and every column a
 * field, except where this table says otherwise. Types, nullability and lists of values must agree.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { z } from 'zod';
import { Account } from '../src/model/account.ts';
import { Application } from '../src/model/application.ts';
import { CloudAccount, CloudApp, CloudUser, CloudUserSso } from '../src/model/cloud.ts';
import { CustomField } from '../src/model/custom-field.ts';
import { Group } from '../src/model/group.ts';
import { Instance } from '../src/model/instance.ts';
import { Org } from '../src/model/org.ts';
import { Run } from '../src/model/run.ts';
import { SourceSettings } from '../src/model/source.ts';
import { type TestDb, testDb } from './db.ts';

interface Entity {
  model: z.ZodObject;
  /** Fields whose column is not simply their name in snake_case. */
  renamed?: Record<string, string>;
  /** Fields made from other columns or tables. */
  derived?: string[];
  /** Columns that no caller sees. */
  internal?: string[];
}

const dates = { createDate: 'created_at', updateDate: 'updated_at' };
const ENTITIES: Record<string, Entity> = {
  account: {
    model: Account,
    derived: ['passwordSet'],
    internal: ['instance_id', 'password_hash', 'overrides'],
  },
  org_unit: { model: Org, internal: ['instance_id', 'overrides'] },
  directory_group: { model: Group, internal: ['instance_id', 'overrides'] },
  instance: { model: Instance, internal: ['settings'] },
  custom_field: {
    model: CustomField,
    renamed: { unique: 'is_unique' },
    internal: ['instance_id', 'created_at'],
  },
  source: { model: SourceSettings, internal: ['settings_version', 'withheld'] },
  run: {
    model: Run,
    derived: ['subjectName', 'seconds', 'rate'],
    internal: ['options', 'cancel'],
  },
  application: {
    model: Application,
    internal: ['settings_version', 'log_seen', 'deletions', 'deletions_since'],
  },
  cloud_account: {
    model: CloudAccount,
    renamed: dates,
    derived: ['defaultDomain'],
    internal: ['instance_id'],
  },
  cloud_app: {
    model: CloudApp,
    renamed: {
      ...dates,
      appId: 'id',
      appType: 'type',
      predefinedScopes: 'scopes',
      delegatedScopes: 'authorised_scopes',
    },
    derived: ['authorised'],
  },
  cloud_user: {
    model: CloudUser,
    renamed: { ...dates, userId: 'id' },
    derived: ['userPrincipalName', 'loginProfile', 'attachments'],
    internal: ['account_id', 'user_name_key', 'password_hash', 'logon_failures', 'logon_failed_at'],
  },
  cloud_user_sso: {
    model: CloudUserSso,
    renamed: { updateDate: 'updated_at' },
    internal: ['account_id'],
  },
};

/** PostgreSQL types that may hold a value of each JSON type. */
const HOLDS: Record<string, string[]> = {
  string: ['text', 'uuid'],
  'date-time': ['timestamp with time zone'],
  integer: ['integer', 'bigint'],
  number: ['integer', 'bigint', 'double precision'],
  boolean: ['boolean'],
  array: ['ARRAY', 'jsonb'],
  object: ['jsonb', 'json'],
};

interface Column {
  name: string;
  type: string;
  nullable: boolean;
  /** What its CHECK allows, where that is a list. */
  values: string[] | null;
}

interface Field {
  nullable: boolean;
  /** A JSON type, or `date-time`. */
  kind: string;
  values: string[] | undefined;
}

interface JsonSchema {
  anyOf?: JsonSchema[];
  type?: string;
  format?: string;
  enum?: string[];
  $ref?: string;
  $defs?: Record<string, JsonSchema>;
}

const snakeCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

function fieldOf(schema: z.ZodType): Field {
  const bare = schema instanceof z.ZodNullable ? (schema.unwrap() as z.ZodType) : schema;
  const made = z.toJSONSchema(bare, { unrepresentable: 'any' }) as JsonSchema;
  // A schema with an id stands among the definitions; the forms of a union are stored alike.
  const named = (one: JsonSchema) => (one.$ref ? made.$defs![one.$ref.slice('#/$defs/'.length)]! : one);
  const whole = named(made);
  const { type, format, enum: values } = named(whole.anyOf?.[0] ?? whole);
  return { nullable: bare !== schema, kind: (format === 'date-time' ? format : type) ?? '?', values };
}

describe('columns and model say the same', () => {
  let test: TestDb;
  before(async () => {
    test = await testDb();
  });
  after(() => test.drop());

  async function columnsOf(table: string): Promise<Map<string, Column>> {
    const { rows } = await test.db.query<Column>(
      `SELECT c.column_name AS name, c.data_type AS type, c.is_nullable = 'YES' AS nullable,
              (SELECT array_agg(v[1]) FROM pg_constraint k,
                 regexp_matches(pg_get_constraintdef(k.oid), '''([^'']*)''::text', 'g') v
                WHERE k.conrelid = c.table_name::regclass AND k.contype = 'c'
                  AND pg_get_constraintdef(k.oid) LIKE 'CHECK ((' || c.column_name || ' = ANY %') AS values
         FROM information_schema.columns c WHERE c.table_schema = 'public' AND c.table_name = $1`,
      [table],
    );
    return new Map(rows.map((row) => [row.name, row]));
  }

  for (const [table, entity] of Object.entries(ENTITIES)) {
    const { model, renamed = {}, derived = [], internal = [] } = entity;
    const fields = new Map(Object.entries(model.shape).map(([name, schema]) => [name, fieldOf(schema)]));
    const columnOf = (field: string) => renamed[field] ?? snakeCase(field);
    const stored = [...fields].filter(([field]) => !derived.includes(field));

    it(`${table}: the same names`, async () => {
      assert.deepEqual(
        [...stored.map(([field]) => columnOf(field)), ...internal].sort(),
        [...(await columnsOf(table)).keys()].sort(),
      );
      const gone = [...derived, ...Object.keys(renamed)].filter((field) => !fields.has(field));
      assert.deepEqual(gone, [], 'this test names fields that the model has no more');
    });

    it(`${table}: the same types, nullability and values`, async () => {
      const columns = await columnsOf(table);
      for (const [field, expected] of stored) {
        const { name, type, nullable, values } = columns.get(columnOf(field))!;
        assert.ok(
          HOLDS[expected.kind]?.includes(type),
          `${table}.${name} is ${type}; ${field} is ${expected.kind}`,
        );
        assert.equal(nullable, expected.nullable, `${table}.${name}: NULL allowed`);
        if (values && expected.values)
          assert.deepEqual([...values].sort(), [...expected.values].sort(), `${table}.${name}: values`);
        else assert.equal(values, null, `${table}.${name} has a list of values, ${field} has none`);
      }
    });
  }
});
