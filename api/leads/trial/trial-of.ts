import type { z } from 'zod';
import type { OrgTransaction } from '../../../db/client.js';
import type { FlowRow } from '../../../db/leads/queries/flows.js';
import { GIVEN_NAMES } from '../../../db/leads/queries/references.js';
import { activeFlows } from '../../../db/leads/queries/settlement/context.js';
import { decidedLeadsBefore } from '../../../db/leads/queries/settlement/same-person.js';
import { leadsById } from '../../../db/leads/queries/leads.js';
import { namesOf } from '../../../db/platform/queries/references.js';
import type { Interval } from '../../../domain/engine/calendars/types.js';
import type { ClockState, Receipt } from '../../../domain/engine/sla/clock.js';
import type { CalendarOf, ClockStart, FlowDefinition } from '../../../domain/leads/flow/definition.js';
import type { ActiveFlow } from '../../../domain/leads/flow/select.js';
import { LONGEST_WINDOW_MS } from '../../../domain/leads/flow/validate-duplicates.js';
import type { SettlementContext } from '../../../domain/leads/lead/draft.js';
import type { LeadState } from '../../../domain/leads/lead/state.js';
import {
  duplicateWindowMs,
  prefersEarlierOwner,
  withUndecided,
} from '../../../domain/leads/same-person/same-person.js';
import type { Happening } from '../../../domain/leads/trial/happenings.js';
import { readableDefinition, type ReadFlow } from '../../../domain/leads/trial/read-flow.js';
import { Trial, type TrialClock, type TrialRouting } from '../../../domain/leads/trial/trial.js';
import { isoMs, isoMsOrNull } from '../../http/contract.js';
import type { trialOut } from '../contract/flow-trial.js';
import { surroundingsAt } from '../surroundings.js';
import { explanationOf } from '../views/explanation.js';

type TrialOut = z.input<typeof trialOut>;

/**
 * What a draft would make of a lead, and what follows where nobody reacts. Reads only.
 * @param inZone tells the times of a sentence in the reader's zone
 */
export async function trialOf(
  tx: OrgTransaction,
  { flow, draft, lead }: { flow: FlowRow; draft: ReadFlow; lead: LeadState },
  inZone: (sentence: string) => string,
): Promise<TrialOut> {
  const definition = readableDefinition(draft);
  const active = await activeFlows(tx);
  const mine = [{ definition }];
  const at = await surroundingsAt(tx, mine, lead.receivedAtMs);
  const context = { ...at, activeFlows: active, samePerson: await samePersonOf(tx, definition, lead) };
  const words = await namesOf(tx, [definition.match, active.map((one) => one.definition.match)]);
  const trial = new Trial({
    flow: { id: flow.id, key: flow.key, version: (flow.publishedVersion ?? 0) + 1 },
    draft,
    lead,
    context,
    names: words,
  });
  for (let next = trial.next(); next !== null; next = trial.next()) {
    // For what only tells somebody the hours of the arrival will do: they are not asked for.
    const later = next.asksPeople
      ? await surroundingsAt(tx, mine, next.atMs, [], context.calendars!)
      : { ...context, nowMs: next.atMs, candidates: null };
    trial.pass(later);
  }
  return shown(tx, trial, { flow, lead, active }, inZone);
}

async function samePersonOf(
  tx: OrgTransaction,
  definition: FlowDefinition,
  lead: LeadState,
): Promise<SettlementContext['samePerson']> {
  const backMs = prefersEarlierOwner({ definition }) ? LONGEST_WINDOW_MS : duplicateWindowMs([{ definition }]);
  return backMs === 0 ? new Map() : withUndecided([lead], await decidedLeadsBefore(tx, lead, backMs));
}

async function shown(
  tx: OrgTransaction,
  trial: Trial,
  { flow, lead, active }: { flow: FlowRow; lead: LeadState; active: readonly ActiveFlow[] },
  inZone: (sentence: string) => string,
): Promise<TrialOut> {
  const { match, samePerson, score, status, routing, clocks, untold } = trial.result;
  const told = {
    match: match && { ...match, text: inZone(match.text) },
    routing: routing && {
      ownerId: routing.ownerId,
      teamId: routing.teamId,
      mode: routing.mode,
      askedUserIds: routing.askedUserIds,
      answerUntil: isoMsOrNull(routing.answerUntilMs),
      approval: routing.approval && approvalOf(routing.approval),
      ...explanationOf(routing, inZone),
    },
    clocks: clocks.map((clock) => clockOf(clock, inZone)),
    happens: trial.happened.map((one) => happeningOf(one, inZone)),
  };
  const earlier = samePerson && (await leadsById(tx, [samePerson.leadId])).get(samePerson.leadId);
  const names = await namesOf(tx, told, GIVEN_NAMES);
  if (earlier?.name) names.set(samePerson!.leadId, earlier.name);
  return {
    at: isoMs(lead.receivedAtMs),
    active: active.some(({ id }) => id === flow.id),
    ...told,
    samePerson,
    score,
    status,
    more: trial.isCut,
    untold: untold.map(({ issues, ...rest }) => ({ ...rest, issues: [...issues] })),
    names: Object.fromEntries(names),
  };
}

const approvalOf = ({ untilMs, ...approval }: NonNullable<TrialRouting['approval']>) => ({
  ...approval,
  until: isoMs(untilMs),
});

const startsOn = (starts: ClockStart | null): string | null =>
  starts === null ? null : typeof starts === 'string' ? starts : `MET:${starts.afterMet}`;

function clockOf(
  { key, name, state, starts, time, run, why }: TrialClock,
  inZone: (sentence: string) => string,
): TrialOut['clocks'][number] {
  return {
    key,
    name,
    state,
    startsOn: startsOn(starts),
    business: time === 'BUSINESS',
    run: run && runOf(run, run.receipt!),
    why: why === null ? null : inZone(why),
  };
}

const intervalOf = ({ fromMs, toMs }: Interval) => ({ from: isoMs(fromMs), to: isoMs(toMs) });

const runOf = (run: ClockState, receipt: Receipt): NonNullable<TrialOut['clocks'][number]['run']> => ({
  startedAt: isoMs(run.startedAtMs),
  targetMs: run.targetMs,
  atRiskAt: isoMsOrNull(run.atRiskAtMs),
  deadlineAt: isoMsOrNull(run.deadlineAtMs),
  receipt: {
    timeZone: receipt.timeZone,
    intervals: receipt.intervals.map(intervalOf),
    skipped: receipt.skipped.map((one) => ({ ...intervalOf(one), why: one.why })),
    text: receipt.text,
    calendar: receipt.calendar ? { ...receipt.calendar, of: receipt.calendar.of as CalendarOf } : null,
  },
});

const happeningOf = (
  { atMs, text, ...rest }: Happening,
  inZone: (sentence: string) => string,
): TrialOut['happens'][number] => ({ at: isoMs(atMs), ...rest, text: text === null ? null : inZone(text) });
