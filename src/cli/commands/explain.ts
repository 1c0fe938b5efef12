import type { Command } from 'commander';
import { type Json, p } from '../client.ts';
import { cell, json } from '../output.ts';
import type { Session } from '../session.ts';
import type { AddVerb } from '../verb.ts';

export function explainCommand(program: Command, verb: AddVerb): void {
  verb(
    program,
    'explain <who>',
    'Why is this person, or why is this person not, at a target',
    async (session, [who = '']) => {
      const found = await session.client.get(p`/instances/${await session.instance()}/explain`, { who });
      if (session.asJson) json(session.context.out, found);
      else printExplanation(session, found);
    },
    'muster explain zhang.wei',
  );
}

/** One page, in the order of the data: verdict, record, match, values, targets. */
function printExplanation(session: Session, found: Json): void {
  const line = (indent: number, ...parts: unknown[]) =>
    session.context.out.write(`${'  '.repeat(indent)}${parts.map(cell).filter(Boolean).join('  ')}\n`);
  const head = (key: Parameters<Session['say']>[0]) => line(0, session.say(key));
  line(0, found.verdict);
  if (found.account) {
    const { username, id, organization, enabled, expired, updatedAt } = found.account;
    head('explain_account');
    line(1, username, id, organization, enabled ? '' : 'disabled', expired ? 'expired' : '', updatedAt);
  }
  if (found.deleted) {
    head('explain_deleted');
    line(1, found.deleted.id, found.deleted.at, found.deleted.by, found.deleted.runId);
  }
  if (found.records.length > 0) head('explain_records');
  for (const { sourceName, locator, changedAt, goneSince } of found.records)
    line(1, sourceName, locator, changedAt, goneSince && session.say('explain_gone', { time: goneSince }));
  if (found.match.length > 0) head('explain_match');
  for (const { at, op, actor, runId } of found.match) line(1, at, op, actor, runId);
  if (found.rejections.length > 0) head('explain_rejections');
  for (const { sourceName, at, reason } of found.rejections) {
    line(1, sourceName, at, reason.message);
    line(2, session.say('what_to_do'), reason.remedy);
  }
  if (found.values.length > 0) head('explain_values');
  for (const { field, value, by, sources } of found.values)
    line(
      1,
      `${field}: ${cell(value)}`,
      `(${[by, ...sources.map(({ sourceName }: Json) => sourceName)].join(', ')})`,
    );
  if (found.targets.length > 0) head('explain_targets');
  for (const target of found.targets) printTarget(session, line, target);
}

function printTarget(
  session: Session,
  line: (indent: number, ...parts: unknown[]) => void,
  target: Json,
): void {
  line(1, target.applicationName, target.verdict);
  line(2, target.state, target.remoteName, target.remoteId, target.acknowledgedAt);
  if (!target.refusal) return;
  line(2, target.refusal.at, target.refusal.message);
  line(2, session.say('what_to_do'), target.refusal.remedy);
}
