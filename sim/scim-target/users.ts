/** The users of the simulated target, by RAM's rules: four attributes, names unique in any case, ids of digits. */
export interface SimUser {
  id: string;
  userName: string;
  displayName: string;
  externalId: string | null;
  /** Not RAM's: for targets that can switch users off. */
  active?: boolean;
}

export interface Refusal {
  status: number;
  scimType?: string;
  detail: string;
}

export class SimUsers {
  readonly #byId = new Map<string, SimUser>();
  readonly #byName = new Map<string, SimUser>();
  readonly #byExternalId = new Map<string, SimUser>();
  /** Users whose deletion is refused, as RAM does while they hold an access key. */
  readonly attached = new Set<string>();
  #lastId = 300_000_000_000_000_000n;

  get size(): number {
    return this.#byId.size;
  }

  all(): SimUser[] {
    return [...this.#byId.values()];
  }

  byId(id: string): SimUser | undefined {
    return this.#byId.get(id);
  }

  byName(name: string): SimUser | undefined {
    return this.#byName.get(keyOf(name));
  }

  byExternalId(externalId: string): SimUser | undefined {
    return this.#byExternalId.get(externalId);
  }

  create(input: unknown): SimUser | Refusal {
    const fields = read(input);
    if ('status' in fields) return fields;
    const taken = this.#taken(fields);
    if (taken) return taken;
    const user = { id: String(++this.#lastId), ...fields };
    this.#put(user);
    return user;
  }

  replace(id: string, input: unknown): SimUser | Refusal {
    const before = this.#byId.get(id);
    if (!before) return NOT_FOUND;
    const fields = read(input);
    if ('status' in fields) return fields;
    const taken = this.#taken(fields, id);
    if (taken) return taken;
    this.#drop(before);
    const user = { id, ...fields };
    this.#put(user);
    return user;
  }

  remove(id: string): Refusal | null {
    const user = this.#byId.get(id);
    if (!user) return NOT_FOUND;
    if (this.attached.has(id))
      return { status: 409, detail: 'DeleteConflict.User.AccessKey: the user still has an access key.' };
    this.#drop(user);
    return null;
  }

  #taken({ userName, externalId }: Omit<SimUser, 'id'>, except?: string): Refusal | null {
    const holders = [this.byName(userName), externalId === null ? undefined : this.byExternalId(externalId)];
    return holders.some((holder) => holder && holder.id !== except)
      ? { status: 409, scimType: 'uniqueness', detail: 'EntityAlreadyExists.User: the user exists already.' }
      : null;
  }

  #put(user: SimUser): void {
    this.#byId.set(user.id, user);
    this.#byName.set(keyOf(user.userName), user);
    if (user.externalId !== null) this.#byExternalId.set(user.externalId, user);
  }

  #drop(user: SimUser): void {
    this.#byId.delete(user.id);
    this.#byName.delete(keyOf(user.userName));
    if (user.externalId !== null) this.#byExternalId.delete(user.externalId);
  }
}

const NOT_FOUND: Refusal = { status: 404, detail: 'EntityNotExist.User: there is no such user.' };
const keyOf = (name: string) => name.toLowerCase();

function read(input: unknown): Omit<SimUser, 'id'> | Refusal {
  const { userName, displayName, externalId, active } = (input ?? {}) as Record<string, unknown>;
  if (typeof userName !== 'string' || !/^[A-Za-z0-9._-]{1,64}$/.test(userName))
    return { status: 400, scimType: 'invalidValue', detail: 'InvalidParameter.UserName.InvalidChars' };
  return {
    userName,
    displayName: typeof displayName === 'string' ? displayName : userName,
    externalId: typeof externalId === 'string' && externalId !== '' ? externalId : null,
    ...(typeof active === 'boolean' && { active }),
  };
}
