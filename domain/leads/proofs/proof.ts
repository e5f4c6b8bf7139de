import type { ClockDefinition } from '../flow/definition.js';
import { clockDefinition, startChained, startClocksFor, startNextCycle } from '../clocks/clocks.js';
import { iso, type Draft } from '../lead/draft.js';
import { isContact, stops } from './stops.js';
import { withdrawApproval } from '../approvals/approval.js';
import { withdrawOffer } from '../offers/offer.js';
import { isFirstContact } from './first-contact.js';
import type { ProofInput } from '../lead/state.js';
import type { ClockState } from '../../engine/sla/clock.js';

/**
 * When the contact happened, as it counts: not after the moment we heard of it, which a sender's clock that runs ahead
 * would say; and not before the lead was received: whoever called first was there from the start.
 */
const happenedAt = ({ lead }: Draft, proof: ProofInput): number =>
  Math.max(lead.receivedAtMs, Math.min(proof.occurredAtMs, proof.receivedAtMs));

/** Whether a proof speaks to a clock: it is one that stops it, and where a contact started the clock, one after that. */
export function speaksTo(draft: Draft, proof: ProofInput, clock: ClockState): boolean {
  const definition = clockDefinition(draft, clock.key);
  if (!definition || !stops(definition, proof) || clock.status === 'CANCELLED') return false;
  return happenedAt(draft, proof) > contactBefore(draft, definition, clock);
}

/** The contact that a clock waits for another one after; minus infinity: any contact of the lead counts. */
function contactBefore(draft: Draft, definition: ClockDefinition, clock: ClockState): number {
  const { starts, recurring } = definition;
  if (typeof starts === 'object' || starts === 'CONTACTED') return clock.startedAtMs;
  if (!recurring) return -Infinity;
  // Restarts by a new owner are passed over: the run of cycles that they belong to began with a contact or with the lead.
  for (let at = clock; ;) {
    const before = draft.lead.clocks.find(({ key, cycle }) => key === at.key && cycle === at.cycle - 1);
    if (!before) return -Infinity;
    if (before.supersededAtMs === null) return at.startedAtMs;
    at = before;
  }
}

/**
 * Stops, meets late or corrects the clocks that a proof speaks to. Every instant that was due before the proof was
 * received must be settled already: then a running clock is in time by definition, and the outcome does not depend
 * on the order in which proofs arrive.
 */
export function applyProof(draft: Draft, proof: ProofInput): void {
  const { lead } = draft;
  const occurredAtMs = happenedAt(draft, proof);
  const spokenTo = lead.clocks.filter((clock) => speaksTo(draft, proof, clock));
  const isContacted = isContact(lead.flow?.definition.clocks ?? [], proof) && isFirstContact(lead, spokenTo);
  const unmet = new Set(spokenTo.filter(({ metAtMs }) => metAtMs === null));
  const stopped = spokenTo.filter((clock) => meet(draft, clock, proof, occurredAtMs));
  draft.changes.proofs.push({ id: proof.id, clockKeys: stopped.map(({ key }) => key) });
  if (isContacted) contacted(draft, proof, occurredAtMs);
  for (const clock of stopped) {
    const metAtMs = countedFor(clock, occurredAtMs);
    startChained(draft, clock.key, metAtMs);
    if (unmet.has(clock)) startNextCycle(draft, clock, metAtMs);
  }
}

/** The person was reached, as was promised: the lead is `CONTACTED`, and what waits for the first contact starts. */
function contacted(draft: Draft, proof: ProofInput, occurredAtMs: number): void {
  const { status, contactedAtMs } = draft.lead;
  if (contactedAtMs === null || occurredAtMs < contactedAtMs) draft.setLead({ contactedAtMs: occurredAtMs });
  if (status === 'ASSIGNED' || status === 'UNROUTED' || status === 'OFFERED' || status === 'PENDING_APPROVAL') {
    withdrawApproval(draft, 'the person was reached', proof.receivedAtMs, proof.actor);
    withdrawOffer(draft, 'the person was reached', proof.receivedAtMs, proof.actor);
    draft.setLead({ status: 'CONTACTED' });
    draft.tell('lead.contacted', { status: 'CONTACTED', proofId: proof.id }, proof.actor);
  }
  startClocksFor(draft, 'CONTACTED');
}

/** A contact from before a clock started meets it at its start: no time went by. */
const countedFor = (clock: ClockState, occurredAtMs: number): number => Math.max(clock.startedAtMs, occurredAtMs);

/** @returns whether the proof changed anything about the clock. */
function meet(draft: Draft, clock: ClockState, proof: ProofInput, occurredAtMs: number): boolean {
  const metAtMs = countedFor(clock, occurredAtMs);
  const told = {
    clockId: clock.id,
    clockKey: clock.key,
    cycle: clock.cycle,
    metAt: iso(metAtMs),
    proofId: proof.id,
  };
  if (clock.status === 'RUNNING' || clock.status === 'PAUSED') {
    draft.setClock(clock, { status: 'MET', metAtMs });
    draft.tell('sla.met', { ...told, late: false }, proof.actor);
    return true;
  }
  if (clock.status === 'BREACHED' && metAtMs <= clock.deadlineAtMs!) {
    const compensated = compensate(draft, clock, occurredAtMs);
    draft.setClock(clock, { status: 'MET', metAtMs, correctedAtMs: draft.nowMs });
    draft.tell('sla.corrected', { ...told, compensated }, proof.actor, { status: 'BREACHED' });
    return true;
  }
  if (clock.metAtMs !== null && metAtMs >= clock.metAtMs) return false;
  // An earlier contact than the one that is known: the earliest counts, whatever the order of arrival.
  const first = clock.metAtMs === null;
  draft.setClock(clock, { metAtMs });
  if (first) draft.tell('sla.met', { ...told, late: true }, proof.actor);
  return true;
}

/** Marks what the clock's ladder did after the contact had happened. Nothing is deleted. */
function compensate(draft: Draft, clock: ClockState, occurredAtMs: number): string[] {
  const pointless = draft.lead.escalations.filter(
    (one) => one.clockId === clock.id && one.firedAtMs > occurredAtMs && !one.overtaken && one.compensatedAtMs === null,
  );
  for (const escalation of pointless) escalation.compensatedAtMs = draft.nowMs;
  draft.changes.compensated.push(...pointless);
  return pointless.map(({ key }) => key);
}
