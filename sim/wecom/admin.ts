/** What a person does to the simulator over HTTP: `POST /sim/<action>` with JSON. Tests use the objects themselves. */
import { z } from 'zod';
import { FAULTS } from './faults.ts';
import type { WeComSim } from './server.ts';

interface Action {
  takes: z.ZodType;
  act(sim: WeComSim, given: unknown): unknown;
}

function action<S extends z.ZodType>(takes: S, act: (sim: WeComSim, given: z.output<S>) => unknown): Action {
  return { takes, act: (sim, given) => act(sim, given as z.output<S>) };
}

const UserId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_\-@.]{0,63}$/);
const Id = z.int().min(1);
const Member = z.looseObject({
  userid: UserId,
  name: z.string().optional(),
  position: z.string().optional(),
  alias: z.string().optional(),
  status: z.literal([1, 2, 4, 5]).optional(),
  mobile: z.string().optional(),
  email: z.string().optional(),
  biz_mail: z.string().optional(),
});
const Nothing = z.object({});

/** As zod leaves it out, not as undefined. */
function given<T extends Record<string, unknown>>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

const ACTIONS: Record<string, Action> = {
  'add-user': action(
    Member.extend({ name: z.string(), departments: z.array(Id).min(1).default([1]) }),
    ({ edits }, { userid, name, departments, ...fields }) =>
      edits.addMember({ ...given(fields), userid, name, department: departments }),
  ),
  'change-user': action(Member, ({ edits }, { userid, ...fields }) =>
    edits.changeMember(userid, given(fields)),
  ),
  'move-user': action(
    z.object({ userid: UserId, departments: z.array(Id).min(1) }),
    ({ edits }, { userid, departments }) => edits.moveMember(userid, departments),
  ),
  'rename-user': action(z.object({ userid: UserId, to: UserId }), ({ edits }, { userid, to }) =>
    edits.renameMember(userid, to),
  ),
  'remove-user': action(z.object({ userid: UserId }), ({ edits }, { userid }) => edits.removeMember(userid)),
  'add-department': action(
    z.object({ name: z.string(), parent: Id.default(1) }),
    ({ edits }, { name, parent }) => edits.addDepartment(name, parent),
  ),
  'change-department': action(
    z.object({ id: Id, name: z.string().optional(), parent: Id.optional(), order: z.int().optional() }),
    ({ edits }, { id, name, parent, order }) =>
      edits.changeDepartment(id, given({ name, parentid: parent, order })),
  ),
  'remove-department': action(z.object({ id: Id }), ({ edits }, { id }) => edits.removeDepartment(id)),
  'set-tag': action(
    z.object({
      id: Id,
      name: z.string(),
      users: z.array(UserId).default([]),
      departments: z.array(Id).default([]),
    }),
    ({ edits }, { id, name, users, departments }) => edits.setTag(id, name, users, departments),
  ),
  people: action(z.object({ limit: z.int().default(50) }), ({ company }, { limit }) =>
    [...company.members.values()].slice(0, limit),
  ),
  departments: action(Nothing, ({ company }) => [...company.departments.values()]),
  /** What the application may see. */
  range: action(
    z.object({ departments: z.array(Id).default([]), users: z.array(UserId).default([]) }),
    (sim, range) => {
      sim.range = range;
    },
  ),
  fault: action(
    z.object({
      kind: z.enum(FAULTS),
      path: z.string().optional(),
      times: z.int().optional(),
      after: z.int().optional(),
      number: z.int().optional(),
      ms: z.int().optional(),
    }),
    ({ faults }, { kind, ...rest }) => faults.plan({ kind, ...given(rest) }),
  ),
  /** Lasting ones; what is left out stays. `forbidden` holds `app user/list` and the like. */
  settings: action(
    z.object({
      privateFields: z.boolean().optional(),
      oldSync: z.boolean().optional(),
      agentClosed: z.boolean().optional(),
      capitalIds: z.boolean().optional(),
      tokenSeconds: z.int().optional(),
      pageMax: z.int().min(1).optional(),
      callsPerMinute: z.int().nullable().optional(),
      trusted: z.array(z.string()).nullable().optional(),
      forbidden: z.array(z.string()).optional(),
      trustedDomains: z.array(z.string()).optional(),
    }),
    (sim, { callsPerMinute, trusted, forbidden, trustedDomains, ...plain }) => {
      Object.assign(sim, given(plain));
      if (callsPerMinute !== undefined) sim.callsPerMinute = callsPerMinute ?? undefined;
      if (trusted !== undefined) sim.trusted = trusted ?? undefined;
      fill(sim.forbidden, forbidden);
      fill(sim.trustedDomains, trustedDomains);
    },
  ),
  'clear-faults': action(Nothing, ({ faults }) => faults.clear()),
  'expire-tokens': action(Nothing, (sim) => sim.expireTokens()),
  push: action(
    z.object({
      url: z.url(),
      token: z.string(),
      aesKey: z.string().length(43),
      longForm: z.boolean().default(false),
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
      fields: z.record(z.string(), z.string()).default({}),
      spoilt: z.enum(['signature', 'receiver', 'time', 'key', 'dtd']),
    }),
    ({ outbox }, { type, fields, spoilt }) => outbox.pushOnce(type, fields, spoilt),
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
  counts: action(Nothing, ({ counts }) => counts),
};

function fill(set: Set<string>, names: readonly string[] | undefined): void {
  if (names === undefined) return;
  set.clear();
  for (const name of names) set.add(name);
}

/** Does it and answers with what came of it, or with what there is to do. */
export async function administer(
  sim: WeComSim,
  name: string,
  input: unknown,
): Promise<{ status: number; body: unknown }> {
  const found = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
  if (!found) return { status: 404, body: { actions: Object.keys(ACTIONS) } };
  const taken = found.takes.safeParse(input);
  if (!taken.success) return { status: 400, body: { error: z.prettifyError(taken.error) } };
  try {
    return { status: 200, body: { done: name, result: (await found.act(sim, taken.data)) ?? null } };
  } catch (error) {
    return { status: 400, body: { error: (error as Error).message } };
  }
}
