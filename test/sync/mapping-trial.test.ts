/** What a mapping trial says is what a sync does: each record here goes both ways. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { defineCustomField } from '../../src/directory/custom-fields.ts';
import type { FieldMapping } from '../../src/model/mapping.ts';
import type { Attributes } from '../../src/sources/source.ts';
import { type RecordTrial, tryMappings } from '../../src/sync/mapping-trial.ts';
import { customFields, updateSource } from '../../src/sync/source-settings.ts';
import { ACTOR, Engine } from './engine.ts';

let engine: Engine;
before(async () => {
  engine = await Engine.start();
  await defineCustomField(engine.db, ACTOR, 'acme', { id: 'age', title: 'Age', type: 'number' });
});
after(() => engine.stop());

const expression = (target: string, value: string): FieldMapping => ({ target, type: 'expression', value });
const field = (target: string, value: string): FieldMapping => ({ target, type: 'field', value });

const trial = async (
  mappings: FieldMapping[],
  records: Attributes[],
  kind: 'user' | 'org' | 'group' = 'user',
): Promise<RecordTrial[]> => tryMappings(kind, mappings, await customFields(engine.db, 'acme'), records);

const MAPPINGS = [
  expression('username', 'Pinyin(idpUser.displayName)'),
  expression(
    'displayName',
    'Append(idpuser.displayName, IIF(IsNull(idpUser.title), "", " (" + idpUser.title + ")"))',
  ),
  field('user.email', 'mail'),
  field('phoneNumber', 'mobile'),
  field('enabled', 'enabled'),
  field('custom.age', 'age'),
  { target: 'description', type: 'constant', value: ' made here ' } as const,
];

const RECORDS: Record<string, Attributes> = {
  whole: {
    displayName: '张伟',
    title: 'Engineer',
    mail: 'zw@corp.example',
    mobile: '+86 138-0013-8000',
    enabled: false,
    age: '41',
  },
  scarce: { displayName: '李娜' },
  lists: { displayName: ['', '王芳'], mail: ['wf@corp.example', 'other@corp.example'], enabled: 'TRUE' },
  'no reading': { displayName: '𪚥' },
  'wrong address': { displayName: '赵敏', mail: 'no address' },
  'wrong number': { displayName: '孙丽', mobile: 'extension 7' },
  'wrong age': { displayName: '周杰', age: 'young' },
  'no name': { mail: 'x@corp.example' },
};

test('values and refusals are those of a sync', async () => {
  const source = await engine.source();
  await updateSource(engine.db, engine.deps, ACTOR, 'acme', source, {
    mappings: { user: MAPPINGS, org: [field('name', 'ou')], group: [field('name', 'cn')] },
  });
  engine.memory.items = Object.entries(RECORDS).map(([key, attributes]) => ({
    kind: 'user',
    key,
    path: `key=${key}`,
    attributes,
  }));
  const { id } = await engine.sync(source);
  const links = await engine.db.query(`SELECT key, values FROM link WHERE source_id = $1`, [source]);
  const refused = await engine.db.query(`SELECT key, code, params FROM run_record WHERE run_id = $1`, [id]);
  const trials = await trial(MAPPINGS, Object.values(RECORDS));
  for (const [i, key] of Object.keys(RECORDS).entries()) {
    const { values, failure } = trials[i]!;
    const stored = links.rows.find((row) => row.key === key)?.values;
    if (stored) {
      // Where somebody belongs follows from where the record lies, the external id from its key.
      const { primaryOrgId: _org, ...mapped } = stored;
      assert.deepEqual({ externalId: key, ...values }, mapped, key);
    } else {
      const record = refused.rows.find((row) => row.key === key);
      assert.deepEqual([failure?.code, failure?.params], [record?.code, record?.params], key);
    }
  }
  assert.equal(links.rows.length, 3);
  assert.equal(refused.rows.length, 5);
});

const shown = ({ fields }: RecordTrial) =>
  Object.fromEntries(fields.map(({ target, value, failure }) => [target, failure ? failure.code : value]));

test('each field says its own value or its own failure', async () => {
  const keys = Object.keys(RECORDS);
  const trials = await trial(MAPPINGS, Object.values(RECORDS));
  const of = (key: string) => shown(trials[keys.indexOf(key)]!);
  assert.deepEqual(of('whole'), {
    username: 'zhangwei',
    displayName: '张伟 (Engineer)',
    email: 'zw@corp.example',
    phoneNumber: '13800138000',
    enabled: false,
    'custom.age': 41,
    description: 'made here',
  });
  assert.equal(of('lists').email, 'wf@corp.example');
  assert.equal(of('lists').enabled, true);
  assert.deepEqual(
    [of('no reading').username, of('no reading').description],
    ['expression_failed', 'made here'],
  );
  assert.deepEqual(
    [of('wrong address').username, of('wrong address').email],
    ['zhaomin', 'record_field_invalid'],
  );
  assert.equal(of('wrong age')['custom.age'], 'record_field_invalid');
  assert.equal(of('scarce').phoneNumber, null);
});

test('a mapping that cannot be read is told of with its position and disturbs no other', async () => {
  const [record] = await trial(
    [
      field('username', 'uid'),
      expression('displayName', 'Append(idpUser.cn, '),
      expression('email', 'user.mail'),
      field('shoeSize', 'shoes'),
      field('custom.height', 'height'),
      expression('description', 'Unknown(idpUser.cn)'),
      field('user.username', 'cn'),
    ],
    [{ uid: 'anna', cn: 'Anna' }],
  );
  assert.deepEqual(
    record!.fields.map(({ target, value, failure }) => [
      target,
      value,
      failure?.code,
      failure?.params.position,
    ]),
    [
      ['username', 'anna', undefined, undefined],
      ['displayName', null, 'expression_value_missing', 20],
      ['email', null, 'expression_name_unknown', 1],
      ['shoeSize', null, 'mapping_target_unknown', undefined],
      ['custom.height', null, 'mapping_target_unknown', undefined],
      ['description', null, 'expression_function_unknown', 1],
      ['username', null, 'mapping_target_twice', undefined],
    ],
  );
  assert.equal(record!.values, undefined);
  assert.ok(record!.failure);
});

test('organizations and groups have fields of their own', async () => {
  const [org] = await trial([field('name', 'ou'), field('email', 'mail')], [{ ou: ' Sales ' }], 'org');
  assert.deepEqual(shown(org!), { name: 'Sales', email: 'mapping_target_unknown' });
  const [group] = await trial([field('name', 'cn')], [{ cn: 'g-sales' }, {}], 'group');
  assert.deepEqual(group!.values, { name: 'g-sales' });
  const [, nameless] = await trial([field('name', 'cn')], [{ cn: 'g-sales' }, {}], 'group');
  assert.equal(nameless!.failure?.code, 'record_field_missing');
  assert.deepEqual(await trial([], [{}]), [
    {
      fields: [],
      values: undefined,
      failure: { code: 'record_field_missing', params: { field: 'username' } },
    },
  ]);
});

test('a target may be written with its prefix, as the documents say, when it is saved too', async () => {
  const source = await engine.source({ name: 'Prefixed' });
  const user = [{ ...field('user.username', 'uid'), match: true }, field('user.custom.age', 'age')];
  const mappings = { user, org: [field('name', 'ou')], group: [field('name', 'cn')] };
  const saved = await updateSource(engine.db, engine.deps, ACTOR, 'acme', source, { mappings });
  assert.deepEqual(saved.mappings.user, user);
});
