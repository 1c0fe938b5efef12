/** What a person does to the simulator over HTTP: `POST /sim/<action>` with JSON. Tests use the objects themselves. */
import { z } from 'zod';
import type { SimAnswer } from './answers.ts';
import { FAULTS } from './faults.ts';
import type { DingTalkSim } from './server.ts';

interface Action {
  takes: z.ZodType;
  act(sim: DingTalkSim, given: unknown): unknown;
}

function action<S extends z.ZodType>(
  takes: S,
  act: (sim: DingTalkSim, given: z.output<S>) => unknown,
): Action {
  return { takes, act: (sim, given) => act(sim, given as z.output<S>) };
}

const UserId = z.string().min(1);
const Id = z.int().min(1);
const Names = z.array(z.string()).optional();
const Nothing = z.object({});

const ACTIONS: Record<string, Action> = {
  'add-user': action(
    z
      .object({ userid: UserId, name: z.string(), departments: z.array(Id).default([1]) })
      .catchall(z.unknown()),
    ({ company }, { userid, name, departments, ...fields }) =>
      company.addUser({ userid, name, departments, fields }),
  ),
  'change-user': action(
    z.object({ userid: UserId }).catchall(z.unknown()),
    ({ company }, { userid, ...fields }) => company.changeUser(userid, fields),
  ),
  'move-user': action(
    z.object({ userid: UserId, departments: z.array(Id).min(1) }),
    ({ company }, { userid, departments }) => company.moveUser(userid, departments),
  ),
  'remove-user': action(z.object({ userid: UserId }), ({ company }, { userid }) =>
    company.removeUser(userid),
  ),
  'set-roles': action(z.object({ userid: UserId, roles: z.array(Id) }), ({ company }, { userid, roles }) =>
    company.setRoles(userid, roles),
  ),
  'add-department': action(
    z.object({ name: z.string(), parent: Id.default(1), order: z.number().default(99) }),
    ({ company }, { name, parent, order }) => company.addDepartment(name, parent, order),
  ),
  'change-department': action(
    z.object({ id: Id, name: z.string().optional(), parent: Id.optional(), order: z.number().optional() }),
    ({ company }, { id, name, parent, order }) =>
      company.changeDepartment(id, {
        ...(name === undefined ? {} : { name }),
        ...(parent === undefined ? {} : { parent }),
        ...(order === undefined ? {} : { order }),
      }),
  ),
  'remove-department': action(z.object({ id: Id }), ({ company }, { id }) => company.removeDepartment(id)),
  people: action(z.object({ limit: z.int().default(50) }), ({ company }, { limit }) =>
    [...company.users.values()].slice(0, limit),
  ),
  departments: action(Nothing, ({ company }) => [...company.departments.values()]),
  /** What the application may see; without lists the whole company. */
  range: action(
    z.object({ departments: z.array(Id).optional(), users: z.array(UserId).optional() }),
    ({ company }, { departments, users }) => {
      company.visible =
        departments || users ? { departments: departments ?? [], users: users ?? [] } : undefined;
    },
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
      withdrawn: Names,
      hidden: Names,
      addressRefused: z.boolean().optional(),
      callsPerSecond: z.int().nullable().optional(),
    }),
    ({ faults }, { withdrawn, hidden, addressRefused, callsPerSecond }) => {
      fill(faults.withdrawn, withdrawn);
      fill(faults.hidden, hidden);
      if (addressRefused !== undefined) faults.addressRefused = addressRefused;
      if (callsPerSecond !== undefined) faults.callsPerSecond = callsPerSecond ?? undefined;
    },
  ),
  'clear-faults': action(Nothing, ({ faults }) => faults.clear()),
  'void-tokens': action(Nothing, ({ tokens }) => tokens.void()),
  push: action(
    z.object({
      url: z.url(),
      token: z.string(),
      aesKey: z.string().length(43),
      receiver: z.string(),
      style: z.enum(['current', 'old']).default('current'),
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
      data: z.record(z.string(), z.unknown()).default({}),
      spoilt: z.enum(['signature', 'receiver', 'time', 'key']),
    }),
    ({ outbox }, { type, data, spoilt }) => outbox.pushOnce(type, data, spoilt),
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
  'drop-streams': action(Nothing, ({ gateway }) => gateway.drop()),
  'freeze-streams': action(Nothing, ({ gateway }) => gateway.freeze()),
  'expire-streams': action(Nothing, ({ gateway }) => gateway.expire()),
  counts: action(Nothing, ({ counts }) => counts),
};

function fill(set: Set<string>, names: readonly string[] | undefined): void {
  if (names === undefined) return;
  set.clear();
  for (const name of names) set.add(name);
}

/** Does it and answers with what came of it, or with what there is to do. */
export async function administer(sim: DingTalkSim, name: string, input: unknown): Promise<SimAnswer> {
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
