import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { addAttachment } from '../../src/cloud/users.ts';
import { ADMIN, openWorld, scimClient, type World } from './world.ts';

describe('RAM by SCIM, many at once', () => {
  let world: World;
  let scim: Awaited<ReturnType<typeof scimClient>>;
  before(async () => {
    world = await openWorld();
    scim = await scimClient(world);
  });
  after(() => world.close());

  const times = <T>(count: number, work: (n: number) => Promise<T>) =>
    Promise.all(Array.from({ length: count }, (_, n) => work(n)));
  const statuses = (answers: readonly { status: number }[]) => answers.map(({ status }) => status).sort();
  const counts = async () => {
    const { rows } = await world.db.query<{ kept: number; real: number }>(
      'SELECT user_count AS kept, (SELECT count(*) FROM cloud_user) AS real FROM cloud_account',
    );
    return rows[0]!;
  };

  test('ten creates of one name make exactly one user', async () => {
    const answers = await times(10, (n) =>
      scim('POST', '/Users', { userName: n % 2 === 0 ? 'same' : 'SAME' }),
    );
    assert.deepEqual(statuses(answers), [201, ...Array(9).fill(409)]);
  });

  test('ten creates of one externalId make exactly one user', async () => {
    const answers = await times(10, (n) => scim('POST', '/Users', { userName: `x${n}`, externalId: 'one' }));
    assert.deepEqual(statuses(answers), [201, ...Array(9).fill(409)]);
  });

  test('of parallel changes to different attributes none is lost', async () => {
    const { body } = await scim('POST', '/Users', { userName: 'shared' });
    const patch = (path: string, value: string) =>
      scim('PATCH', `/Users/${body.id}`, { Operations: [{ op: 'replace', path, value }] });
    const answers = await times(8, (n) =>
      n % 2 === 0 ? patch('displayName', `d${n}`) : patch('externalId', `e${n}`),
    );
    assert.deepEqual(statuses(answers), Array(8).fill(200));
    const { body: end } = await scim('GET', `/Users/${body.id}`);
    assert.match(end.displayName, /^d\d$/);
    assert.match(end.externalId, /^e\d$/);
    assert.equal(end.meta.version, 'W/"9"');
  });

  test('ten deletes of one user: one deletes, nine find nothing', async () => {
    const { body } = await scim('POST', '/Users', { userName: 'leaver' });
    const answers = await times(10, () => scim('DELETE', `/Users/${body.id}`));
    assert.deepEqual(statuses(answers), [204, ...Array(9).fill(404)]);
  });

  test('an AccessKey given while the user is deleted: one of the two wins, never both', async () => {
    for (let round = 0; round < 10; round++) {
      const { body } = await scim('POST', '/Users', { userName: `race${round}` });
      const user = { ...world.account, userId: body.id };
      const [attached, deleted] = await Promise.all([
        addAttachment(world.db, ADMIN, user, { kind: 'AccessKey', name: 'k' }).then(
          () => true,
          () => false,
        ),
        scim('DELETE', `/Users/${body.id}`),
      ]);
      const { status } = await scim('GET', `/Users/${body.id}`);
      // The key can also have been refused before the delete was: then nothing was lost either way.
      assert.equal(status, deleted.status === 204 ? 404 : 200);
      if (deleted.status === 204) assert.equal(attached, false);
      else assert.equal(deleted.status, 409);
    }
  });

  test('creates, renames and deletes of the same names at once end in no error and a right count', async () => {
    const answers = await times(60, async (n) => {
      const userName = `busy${n % 5}`;
      const made = await scim('POST', '/Users', { userName, externalId: `b${n % 7}` });
      if (made.status !== 201) return made;
      const renamed = await scim('PUT', `/Users/${made.body.id}`, {
        userName: `busy${(n + 1) % 5}`,
        externalId: `b${n % 3}`,
      });
      if (renamed.status >= 500) return renamed;
      return scim('DELETE', `/Users/${made.body.id}`);
    });
    assert.deepEqual(
      answers.filter(({ status }) => ![204, 409].includes(status)),
      [],
    );
    const { kept, real } = await counts();
    assert.equal(kept, real);
  });
});
