/** The log-on of people, step by step; see `src/logon/flow.ts`. */
import { z } from 'zod';
import type { Sql } from '../db/db.ts';
import { MusterError } from '../errors/error.ts';
import type { Attempt } from '../logon/attempt.ts';
import { sendEmailCode } from '../logon/email-code.ts';
import {
  beginTotpEnrolment,
  confirmTotpEnrolment,
  enrolPasskey,
  ownFactors,
} from '../logon/factor-changes.ts';
import { verifyFactor } from '../logon/factors.ts';
import { passFirstFactor, passSecondFactor, requireStep, restart } from '../logon/flow.ts';
import { byAddress, withinLimits } from '../logon/limits.ts';
import { accountById } from '../logon/logon-account.ts';
import { auditLogon } from '../logon/logon-audit.ts';
import { methodInUse } from '../logon/methods.ts';
import {
  checkPasskeyLogon,
  passkeyLogonOptions,
  passkeyRegistrationOptions,
  secondPasskeyOptions,
} from '../logon/passkey.ts';
import { changeInStep, skipPassword } from '../logon/password-change.ts';
import { logOnWithPassword } from '../logon/password-logon.ts';
import { forgotPassword, resetPassword } from '../logon/password-reset.ts';
import {
  ForgotPassword,
  LogonPage,
  LogonQuery,
  PasswordLogon,
  ResetPassword,
  SecondFactorGiven,
  Step,
  StepPasswordChange,
} from '../model/person-api.ts';
import { CodeBody, PasskeyCreate, PasskeyOptions, RecoveryCodes, TotpEnrolment } from '../model/portal.ts';
import { type AttemptCall, Nothing, type PersonCall, type PersonRoute, personRoute } from './frame.ts';
import { showLogon } from './logon-page.ts';

const Done = RecoveryCodes.extend({ step: Step });

export const logonRoutes: readonly PersonRoute[] = [
  personRoute({
    method: 'GET',
    path: '/logon',
    needs: 'anyone',
    query: LogonQuery,
    reply: LogonPage,
    run: (call, { query }) => showLogon(call, query),
  }),
  personRoute({
    method: 'POST',
    path: '/logon/password',
    needs: 'attempt',
    body: PasswordLogon,
    reply: Step,
    run: ({ deps, attempt, from }, { body }) => logOnWithPassword(deps, attempt, body, from),
  }),
  personRoute({
    method: 'POST',
    path: '/logon/passkey/options',
    needs: 'attempt',
    reply: PasskeyOptions,
    async run({ deps, attempt }) {
      await passkeyMethod(deps, attempt);
      return { ...(await passkeyLogonOptions(deps, attempt.id)) };
    },
  }),
  personRoute({
    method: 'POST',
    path: '/logon/passkey',
    needs: 'attempt',
    body: z.strictObject({ response: z.unknown() }),
    reply: Step,
    run: (call, { body }) => logOnWithPasskey(call, body.response),
  }),
  personRoute({
    method: 'POST',
    path: '/logon/second-factor/email',
    needs: 'attempt',
    reply: z.strictObject({ hint: z.string() }),
    async run({ deps, attempt, from }) {
      const { factors } = await requireStep(deps, attempt, from, 'second-factor');
      if (!factors.includes('email')) throw new MusterError('logon_out_of_turn');
      return sendEmailCode(deps, attempt.accountId!);
    },
  }),
  personRoute({
    method: 'POST',
    path: '/logon/second-factor/passkey-options',
    needs: 'attempt',
    reply: PasskeyOptions,
    async run({ deps, attempt, from }) {
      await requireStep(deps, attempt, from, 'second-factor');
      return { ...(await secondPasskeyOptions(deps, attempt.accountId!, attempt.id)) };
    },
  }),
  personRoute({
    method: 'POST',
    path: '/logon/second-factor',
    needs: 'attempt',
    body: SecondFactorGiven,
    reply: Step,
    run: (call, { body }) => giveSecondFactor(call, body),
  }),
  personRoute({
    method: 'POST',
    path: '/logon/enrol/totp',
    needs: 'attempt',
    reply: TotpEnrolment,
    async run({ deps, attempt, from }) {
      await requireEnrolment(deps, attempt, from, 'totp');
      return beginTotpEnrolment(deps, attempt.accountId!, attempt.id);
    },
  }),
  personRoute({
    method: 'POST',
    path: '/logon/enrol/totp/confirm',
    needs: 'attempt',
    body: CodeBody,
    reply: Done,
    async run({ deps, attempt, from }, { body }) {
      await requireEnrolment(deps, attempt, from, 'totp');
      const owner = await ownerOf(deps.db, attempt, from);
      const { recoveryCodes } = await confirmTotpEnrolment(deps, owner, attempt.id, body.code);
      const step = await passSecondFactor(deps, attempt, { amr: ['otp'], remember: false }, from);
      return { recoveryCodes, step };
    },
  }),
  personRoute({
    method: 'POST',
    path: '/logon/enrol/passkey/options',
    needs: 'attempt',
    reply: PasskeyOptions,
    async run({ deps, attempt, from }) {
      await requireEnrolment(deps, attempt, from, 'passkey');
      return { ...(await passkeyRegistrationOptions(deps, attempt.accountId!, attempt.id)) };
    },
  }),
  personRoute({
    method: 'POST',
    path: '/logon/enrol/passkey',
    needs: 'attempt',
    body: PasskeyCreate,
    reply: Done,
    async run({ deps, attempt, from }, { body }) {
      await requireEnrolment(deps, attempt, from, 'passkey');
      const owner = await ownerOf(deps.db, attempt, from);
      const { recoveryCodes } = await enrolPasskey(deps, owner, attempt.id, body.name, body.response);
      const step = await passSecondFactor(deps, attempt, { amr: ['hwk'], remember: false }, from);
      return { recoveryCodes, step };
    },
  }),
  personRoute({
    method: 'POST',
    path: '/logon/change-password',
    needs: 'attempt',
    body: StepPasswordChange,
    reply: Step,
    run: ({ deps, attempt, from }, { body }) => changeInStep(deps, attempt, body, from),
  }),
  personRoute({
    method: 'POST',
    path: '/logon/skip-password',
    needs: 'attempt',
    reply: Step,
    run: ({ deps, attempt, from }) => skipPassword(deps, attempt, from),
  }),
  personRoute({
    method: 'POST',
    path: '/logon/forgot',
    needs: 'attempt',
    body: ForgotPassword,
    reply: Nothing,
    run: ({ deps, instance, from }, { body }) => forgotPassword(deps, instance.id, body.username, from),
  }),
  personRoute({
    method: 'POST',
    path: '/logon/reset',
    needs: 'attempt',
    body: ResetPassword,
    reply: Step,
    async run({ deps, attempt, instance, from }, { body }) {
      await resetPassword(deps, instance.id, body.token, body.password, from);
      return restart(deps, attempt);
    },
  }),
  personRoute({
    method: 'POST',
    path: '/logon/cancel',
    needs: 'attempt',
    reply: Step,
    run: ({ deps, attempt }) => restart(deps, attempt),
  }),
];

/** The method, where it is on; throws `logon_method_off`. */
async function passkeyMethod(deps: PersonCall['deps'], { instanceId }: Attempt): Promise<string> {
  const { rows } = await deps.db.query<{ id: string }>(
    `SELECT id FROM logon_method WHERE instance_id = $1 AND kind = 'passkey'`,
    [instanceId],
  );
  return (await methodInUse(deps, instanceId, rows[0]?.id ?? '')).id;
}

async function logOnWithPasskey({ deps, attempt, from }: AttemptCall, response: unknown): Promise<Step> {
  const { instanceId } = attempt;
  const methodId = await passkeyMethod(deps, attempt);
  const verdict = await withinLimits(deps.db, [byAddress(instanceId, from.address)], async () => {
    const found = await checkPasskeyLogon(deps, instanceId, attempt.id, response);
    return { counts: found.ok ? ('right' as const) : ('wrong' as const), found };
  }).then(({ found }) => found);
  if (verdict.ok)
    return passFirstFactor(deps, attempt, { accountId: verdict.accountId, methodId, amr: verdict.amr }, from);
  const account =
    verdict.accountId === undefined ? undefined : await accountById(deps.db, instanceId, verdict.accountId);
  const { reason } = verdict;
  await auditLogon(deps.db, {
    instanceId,
    action: 'logon.refused',
    result: 'refused',
    reason,
    account,
    from,
    details: { methodId },
  });
  throw new MusterError('logon_failed');
}

async function giveSecondFactor(
  { deps, attempt, from }: AttemptCall,
  { remember, ...given }: z.output<typeof SecondFactorGiven>,
): Promise<Step> {
  const { factors } = await requireStep(deps, attempt, from, 'second-factor');
  if (!factors.includes(given.factor)) throw new MusterError('logon_out_of_turn');
  const accountId = attempt.accountId!;
  const verdict = await verifyFactor(
    deps,
    accountId,
    given.factor === 'passkey' ? { ...given, binding: attempt.id } : given,
  );
  if (verdict.ok) return passSecondFactor(deps, attempt, { amr: verdict.amr, remember }, from);
  await auditLogon(deps.db, {
    instanceId: attempt.instanceId,
    action: 'logon.factor_refused',
    result: 'refused',
    reason: verdict.reason,
    account: await accountById(deps.db, attempt.instanceId, accountId),
    from,
    details: { factor: given.factor },
  });
  throw new MusterError(given.factor === 'passkey' ? 'passkey_refused' : 'factor_code_wrong', {
    field: 'code',
  });
}

async function requireEnrolment(
  deps: PersonCall['deps'],
  attempt: Attempt,
  from: PersonCall['from'],
  factor: 'totp' | 'passkey',
): Promise<void> {
  const { factors } = await requireStep(deps, attempt, from, 'enrol');
  if (!factors.includes(factor)) throw new MusterError('logon_out_of_turn');
}

async function ownerOf(sql: Sql, attempt: Attempt, from: PersonCall['from']) {
  const account = await accountById(sql, attempt.instanceId, attempt.accountId!);
  if (!account) throw new MusterError('logon_expired');
  const { id: accountId, instanceId, username } = account;
  return ownFactors({ accountId, instanceId, username }, from);
}
