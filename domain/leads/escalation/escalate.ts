import { holds } from '../../engine/conditions/condition.js';
import type { LadderStep } from '../flow/definition.js';
import { firingKey, upcoming, type Due } from '../../engine/sla/ladder.js';
import type { InstantMs } from '../../engine/time/instant.js';
import { expireOffer } from '../assignment/answer.js';
import { reassign } from '../assignment/assign.js';
import { clockDefinition } from '../clocks/clocks.js';
import { iso, type Draft } from '../lead/draft.js';
import { isHeld, openApproval } from '../approvals/approval.js';
import { lapseApproval } from '../assignment/decide-approval.js';
import { isEnded } from '../vocabulary/ended.js';
import { openOffer } from '../offers/offer.js';
import { pauseEndOf } from '../clocks/paused.js';
import { syncPauses } from '../clocks/pauses.js';
import { endPause } from './end-pause.js';
import { tellRecipients, channelsOf } from './recipients.js';
import { reassignedWords } from '../notices/words.js';
import type { EscalationState } from '../lead/state.js';
import type { ClockState } from '../../engine/sla/clock.js';
import { ESCALATIONS } from '../vocabulary/escalations.js';

interface DueAtClock {
  clock: ClockState;
  due: Due<LadderStep>;
}

/** At one instant, over all clocks: first the verdicts, which no step may turn around, then the steps. */
const RANK = { AT_RISK: 0, BREACH: 1, STEP: 2 } satisfies Record<Due['kind'], number>;

/** Negative when `a` comes first. Ends at the key, so that the order of rows never decides. */
const compare = (a: DueAtClock, b: DueAtClock): number =>
  a.due.atMs - b.due.atMs ||
  RANK[a.due.kind] - RANK[b.due.kind] ||
  (a.clock.key === b.clock.key ? a.clock.cycle - b.clock.cycle : a.clock.key < b.clock.key ? -1 : 1);

/** The earliest thing that any clock of the lead does by itself. */
function earliest(draft: Draft): DueAtClock | null {
  let first: DueAtClock | null = null;
  if (isEnded(draft.lead.status)) return null;
  for (const clock of draft.lead.clocks) {
    const definition = clockDefinition(draft, clock.key);
    if (!definition) continue;
    const due = upcoming(clock, definition, draft.firings(clock))[0];
    if (due && (first === null || compare({ clock, due }, first) < 0)) first = { clock, due };
  }
  return first;
}

/** Until when somebody is asked, and what ends it: a rep by an offer, or whoever decides about an approval. */
function askedUntil(draft: Draft): { expiresAtMs: InstantMs; end: () => void } | null {
  const approval = openApproval(draft.lead);
  if (approval) return { expiresAtMs: approval.expiresAtMs, end: () => lapseApproval(draft, approval) };
  const offer = openOffer(draft.lead);
  return offer ? { expiresAtMs: offer.expiresAtMs, end: () => expireOffer(draft, offer) } : null;
}

/**
 * Settles every instant up to a limit, in their order: the end of a pause, at-risk, breaches, the ladders' steps and the
 * end of the time to answer an offer or to decide about an approval. At one instant the pause ends first, and what is asked
 * last: a step that gives the lead away makes asking on pointless.
 * @param isDue whether an instant is to be settled now
 * @param isOvertaken whether a step of that clock is recorded only, without message or reassignment, because
 * something that happened before (a proof, the closing) made it pointless
 */
export function passDueInstants(
  draft: Draft,
  isDue: (atMs: InstantMs) => boolean,
  isOvertaken: (clock: ClockState) => boolean = () => false,
): void {
  for (;;) {
    const next = earliest(draft);
    const asked = askedUntil(draft);
    const pauseEndMs = pauseEndOf(draft.lead);
    if (pauseEndMs !== null && pauseEndMs <= Math.min(next?.due.atMs ?? Infinity, asked?.expiresAtMs ?? Infinity)) {
      if (!isDue(pauseEndMs)) return;
      draft.changes.passed.push(pauseEndMs);
      endPause(draft);
      continue;
    }
    if (asked && (next === null || asked.expiresAtMs < next.due.atMs)) {
      if (!isDue(asked.expiresAtMs)) return;
      draft.changes.passed.push(asked.expiresAtMs);
      asked.end();
      syncPauses(draft, draft.nowMs);
      continue;
    }
    if (next === null || !isDue(next.due.atMs)) return;
    const { clock, due } = next;
    draft.changes.passed.push(due.atMs);
    if (due.kind === 'AT_RISK') {
      draft.setClock(clock, { atRiskSeenAtMs: draft.nowMs });
      draft.tell('sla.at_risk', { clockId: clock.id, clockKey: clock.key, cycle: clock.cycle, dueAt: iso(due.atMs) });
    } else if (due.kind === 'BREACH') {
      draft.setClock(clock, { status: 'BREACHED', breachedAtMs: draft.nowMs });
      draft.tell('sla.breached', {
        clockId: clock.id,
        clockKey: clock.key,
        cycle: clock.cycle,
        deadlineAt: iso(due.atMs),
      });
    } else {
      const { stopWhen } = due.step;
      fire(draft, clock, due, isOvertaken(clock) || (stopWhen !== undefined && holds(stopWhen, draft.facts)));
      syncPauses(draft, draft.nowMs);
    }
  }
}

function fire(draft: Draft, clock: ClockState, due: Due<LadderStep> & { kind: 'STEP' }, overtaken: boolean): void {
  const { step, repeat } = due;
  const escalation: EscalationState = {
    key: firingKey(draft.lead.id, clock, step.key, repeat),
    clockId: clock.id,
    clockKey: clock.key,
    cycle: clock.cycle,
    stepKey: step.key,
    repeat,
    action: step.action,
    dueAtMs: due.atMs,
    firedAtMs: draft.nowMs,
    overtaken,
    compensatedAtMs: null,
    acknowledgedAtMs: null,
  };
  // Recorded before it acts: a reassignment may restart this very clock.
  draft.addEscalation(escalation);
  if (!overtaken) act(draft, clock, step, escalation);
  draft.tell('escalation.fired', {
    escalationKey: escalation.key,
    clockKey: clock.key,
    cycle: clock.cycle,
    stepKey: step.key,
    repeat,
    action: escalation.action,
    dueAt: iso(due.atMs),
    overtaken,
  });
}

function act(draft: Draft, clock: ClockState, step: LadderStep, escalation: EscalationState): void {
  if (step.action === 'REASSIGN') reassignOrAlert(draft, clock, step, escalation);
  else tellRecipients(draft, clock, step, escalation, '');
}

function reassignOrAlert(draft: Draft, clock: ClockState, step: LadderStep, escalation: EscalationState): void {
  const { lead } = draft;
  const limit = lead.flow!.definition.routing.maxReassignments;
  const previousOwnerId = lead.ownerId;
  const limited = previousOwnerId !== null && lead.reassignments >= limit;
  // Nobody gets it past an approval, however late it is: whoever decides is told how late.
  const held = isHeld(lead);
  if (held || limited || !reassign(draft, escalation)) {
    // Nobody else may or can take it: the manager must know, under the same id.
    escalation.action = 'MANAGER_ALERT';
    const why = held
      ? openApproval(lead)
        ? 'It waits for an approval.'
        : 'Its approval lapsed: a person must give it to somebody.'
      : limited
        ? `It was reassigned ${limit} times already.`
        : 'Nobody else can take it.';
    tellRecipients(draft, clock, { ...step, to: ['manager'] }, escalation, why);
    return;
  }
  if (previousOwnerId === null) return;
  draft.notify({
    kind: ESCALATIONS.REASSIGN.notice,
    userId: previousOwnerId,
    channels: channelsOf(step),
    ...reassignedWords(draft, clock, lead.ownerId!),
    dedupeKey: escalation.key,
  });
}
