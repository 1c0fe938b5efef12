/**
 * The session of a person (src/logon) in place of one of oidc-provider's own: no second cookie, no second row, and no
 * second opinion on who is there. What oidc-provider would keep in its session lives for one request here.
 */
import { randomUUID } from 'node:crypto';
import { type Interaction, type KoaContextWithOIDC, Provider, type Session } from 'oidc-provider';
import { csrfOf, personCookie } from '../logon/cookies.ts';
import { currentPerson, type PersonDeps, type SignedIn } from '../logon/person.ts';
import { MULTI_FACTOR, SINGLE_FACTOR } from './names.ts';

/** What one request knows of the person; kept in the state of Koa's context. */
export interface RequestState {
  person?: SignedIn | undefined;
  /** For forms of our pages; made from the cookie of the person. */
  csrf?: string | undefined;
}

export const stateOf = (ctx: { state: unknown }) => ctx.state as RequestState;

export function acrOf(methods: readonly string[]): string {
  return methods.includes('mfa') ? MULTI_FACTOR : SINGLE_FACTOR;
}

/** One authentication: the same session has another mark once the person has authenticated again. */
const markOf = ({ sessionId, at }: SignedIn) => `${sessionId}@${at.getTime()}`;

/** Has the provider take sessions from `deps` instead of its own cookies and records. */
export function takeSessionsOfPeople(provider: Provider, deps: PersonDeps, instanceId: string): void {
  const { Session, Interaction } = provider;
  Session.get = async (ctx) => {
    const { cookie } = ctx.req.headers;
    const person = await currentPerson(deps, instanceId, cookie);
    const session = new Session();
    const state = stateOf(ctx as unknown as { state: unknown });
    if (person) {
      const secret = personCookie(deps.publicUrl, instanceId, cookie);
      Object.assign(state, { person, csrf: secret === undefined ? undefined : csrfOf(secret) });
      Object.assign(session, fieldsOf(person));
    } else session.uid = randomUUID();
    // A session that is new and never touched is neither written nor put into a cookie.
    Object.defineProperty(session, 'touched', { value: false });
    if (state.csrf !== undefined) Object.assign(session, { state: { secret: state.csrf } });
    (ctx as KoaContextWithOIDC).oidc.entity('Session', session);
    return session;
  };
  const models = Interaction as unknown as { find(id: string): Promise<Interaction | undefined> };
  const find = models.find;
  models.find = async (id) => {
    const interaction = await find.call(models, id);
    const ctx = Provider.ctx;
    if (interaction && ctx?.oidc.route?.endsWith('resume')) settle(interaction, ctx);
    return interaction;
  };
  // The session id for everybody: whether or not the application has an address for log-outs, it may compare.
  provider.Client.prototype.includeSid = () => true;
}

function fieldsOf(person: SignedIn): Partial<Session> {
  return {
    uid: person.sessionId,
    jti: markOf(person),
    accountId: person.accountId,
    loginTs: Math.floor(person.at.getTime() / 1000),
    amr: person.methods,
    acr: acrOf(person.methods),
    ensureClientContainer(clientId: string) {
      (this as Session).sidFor(clientId, person.sessionId);
    },
  } as Partial<Session>;
}

/**
 * Says what has come of an interaction when the browser that began it is back: whether the person authenticated
 * meanwhile. Nothing of that is stored, so nobody can finish a log-on for another browser. The browser is known by the
 * cookie that oidc-provider gave it when the interaction began.
 */
function settle(interaction: Interaction, ctx: KoaContextWithOIDC): void {
  const before = interaction.session?.cookie;
  // Whoever is there now is looked at anew; the session may well be another one after a log-on.
  if (interaction.session) delete (interaction.session as { uid?: string }).uid;
  const { person } = stateOf(ctx);
  if (!person || markOf(person) === before) return;
  const { accountId, loginTs, amr, acr } = fieldsOf(person);
  const login = { accountId, ts: loginTs, amr, acr };
  interaction.result = { ...interaction.result, login, select_account: {} } as never;
}
