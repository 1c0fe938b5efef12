/** What a person does to the simulator over HTTP: `POST /sim/<action>` with JSON. Tests use the objects themselves. */
import { z } from 'zod';
import type { SimAnswer } from './answers.ts';
import { FAULTS } from './faults.ts';
import { ROOT } from './person.ts';
import type { LarkSim } from './server.ts';

interface Action {
  takes: z.ZodType;
  act(sim: LarkSim, given: unknown): unknown;
}

function action<S extends z.ZodType>(takes: S, act: (sim: LarkSim, given: z.output<S>) => unknown): Action {
  return { takes, act: (sim, given) => act(sim, given as z.output<S>) };
}

const Id = z.string().min(1);
const Ids = z.array(Id);
const Nothing = z.object({});
const Status = z
  .object({
    is_frozen: z.boolean(),
    is_activated: z.boolean(),
    is_exited: z.boolean(),
    is_unjoin: z.boolean(),
  })
  .partial();

const ACTIONS: Record<string, Action> = {
  'add-user': action(
    z.object({ name: z.string(), departments: Ids.default([ROOT]) }).catchall(z.unknown()),
    ({ company }, { name, departments, ...fields }) => company.addUser({ name, departments, fields }),
  ),
  'change-user': action(
    z.object({ union_id: Id, status: Status.optional() }).catchall(z.unknown()),
    ({ company }, { union_id: id, ...fields }) => company.changeUser(id, fields),
  ),
  'move-user': action(
    z.object({ union_id: Id, departments: Ids.min(1) }),
    ({ company }, { union_id: id, departments }) => company.moveUser(id, departments),
  ),
  'remove-user': action(z.object({ union_id: Id }), ({ company }, { union_id: id }) =>
    company.removeUser(id),
  ),
  'add-department': action(
    z.object({ name: z.string(), parent: Id.default(ROOT), order: z.number().default(9900) }),
    ({ company }, { name, parent, order }) => company.addDepartment(name, parent, order),
  ),
  'change-department': action(
    z.object({ id: Id, name: z.string().optional(), parent: Id.optional(), leaders: Ids.optional() }),
    ({ company }, { id, name, parent, leaders }) =>
      company.changeDepartment(id, {
        ...(name === undefined ? {} : { name }),
        ...(parent === undefined ? {} : { parent }),
        ...(leaders === undefined ? {} : { leaders }),
      }),
  ),
  'remove-department': action(z.object({ id: Id }), ({ company }, { id }) => company.removeDepartment(id)),
  'set-group': action(
    z.object({ id: Id, users: Ids.optional(), departments: Ids.optional() }),
    ({ company }, { id, users, departments }) => {
      const group = company.groups.get(id);
      if (!group) throw new Error(`no user group ${id}`);
      if (users) group.users = users;
      if (departments) group.departments = departments;
    },
  ),
  people: action(z.object({ limit: z.int().default(50) }), ({ company }, { limit }) =>
    [...company.users.values()].slice(0, limit),
  ),
  departments: action(Nothing, ({ company }) => [...company.departments.values()]),
  groups: action(Nothing, ({ company }) => [...company.groups.values()]),
  /** What the app may see; without lists all staff. */
  range: action(
    z.object({ departments: Ids.optional(), users: Ids.optional(), groups: Ids.optional() }),
    ({ company }, { departments, users, groups }) =>
      company.see(
        departments || users || groups
          ? { departments: departments ?? [], users: users ?? [], groups: groups ?? [] }
          : undefined,
      ),
  ),
  fault: action(
    z.object({
      fault: z.enum(FAULTS),
      path: z.string().optional(),
      times: z.int().optional(),
      after: z.int().optional(),
      slowMs: z.int().optional(),
    }),
    ({ faults }, { slowMs, ...planned }) => {
      if (slowMs !== undefined) faults.slowMs = slowMs;
      faults.plan(planned);
    },
  ),
  /** Lasting ones; what is left out stays. */
  settings: action(
    z.object({
      withdrawn: z.array(z.string()).optional(),
      addressRefused: z.boolean().optional(),
      limits: z.object({ perMinute: z.int(), perSecond: z.int() }).nullable().optional(),
    }),
    ({ faults }, { withdrawn, addressRefused, limits }) => {
      if (withdrawn) {
        faults.withdrawn.clear();
        for (const name of withdrawn) faults.withdrawn.add(name);
      }
      if (addressRefused !== undefined) faults.addressRefused = addressRefused;
      if (limits !== undefined) faults.limits = limits ?? undefined;
    },
  ),
  'clear-faults': action(Nothing, ({ faults }) => faults.clear()),
  'void-tokens': action(Nothing, ({ tokens }) => tokens.void()),
  push: action(
    z.object({
      url: z.url(),
      verificationToken: z.string().min(1),
      encryptKey: z.string().min(1).optional(),
    }),
    ({ outbox }, settings) => {
      outbox.push = settings;
    },
  ),
  'no-push': action(Nothing, ({ outbox }) => {
    outbox.push = undefined;
  }),
  'check-url': action(Nothing, ({ outbox }) => outbox.checkUrl()),
  'spoilt-push': action(
    z.object({
      type: z.string(),
      event: z.record(z.string(), z.unknown()).default({}),
      spoilt: z.enum(['signature', 'no signature', 'token', 'time', 'key', 'receiver']),
    }),
    ({ outbox }, { type, event, spoilt }) => outbox.pushOnce(type, event, spoilt),
  ),
  'hold-events': action(Nothing, ({ outbox }) => outbox.hold()),
  'release-events': action(
    z.object({
      shuffle: z.boolean().default(false),
      double: z.boolean().default(false),
      lose: z.number().min(0).max(1).default(0),
      seed: z.int().default(1),
    }),
    ({ outbox }, release) => outbox.release(release),
  ),
  deliveries: action(Nothing, ({ outbox }) => outbox.deliveries),
  'drop-connections': action(Nothing, ({ gateway }) => gateway.drop()),
  counts: action(Nothing, ({ counts }) => counts),
};

/** Does it and answers with what came of it, or with what there is to do. */
export async function administer(sim: LarkSim, name: string, input: unknown): Promise<SimAnswer> {
  const found = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
  if (!found) return { status: 404, body: { actions: Object.keys(ACTIONS) } };
  const given = found.takes.safeParse(input);
  if (!given.success) return { status: 400, body: { error: z.prettifyError(given.error) } };
  try {
    return { status: 200, body: { done: name, result: (await found.act(sim, given.data)) ?? null } };
  } catch (error) {
    return { status: 400, body: { error: (error as Error).message } };
  }
}
