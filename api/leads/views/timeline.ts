import type { LeadAuditRow, LeadProof } from '../../../db/leads/queries/lead-history.js';
import type { LeadNote } from '../../../db/leads/queries/lead-notes.js';
import type { SaidAgain } from '../../../domain/leads/vocabulary/sent-again.js';
import type { EscalationState } from '../../../domain/leads/lead/state.js';
import { iso, isoMs } from '../../http/contract.js';
import type { TimelineEntry, TimelineType } from '../contract/leads.js';

/** Audit actions as the timeline's types. What is not here is some other change of the lead: `UPDATED`. */
const TYPES: Record<string, TimelineType> = {
  'sales.lead.created': 'RECEIVED',
  'sales.lead.sent_again': 'SENT_AGAIN',
  'lead.scored': 'SCORED',
  'lead.qualified': 'STATUS',
  'lead.unqualified': 'STATUS',
  'lead.unrouted': 'STATUS',
  'lead.contacted': 'STATUS',
  'lead.assigned': 'ASSIGNED',
  'lead.approval_asked': 'APPROVAL_ASKED',
  'lead.approved': 'APPROVED',
  'lead.approval_declined': 'APPROVAL_DECLINED',
  'lead.approval_lapsed': 'APPROVAL_LAPSED',
  'lead.approval_withdrawn': 'APPROVAL_WITHDRAWN',
  'lead.offered': 'OFFERED',
  'lead.offer_accepted': 'ACCEPTED',
  'lead.offer_declined': 'DECLINED',
  'lead.offer_expired': 'OFFER_EXPIRED',
  'lead.offer_withdrawn': 'OFFER_WITHDRAWN',
  'lead.replanned': 'STATUS',
  'sla.started': 'CLOCK_STARTED',
  'sla.at_risk': 'CLOCK_AT_RISK',
  'sla.breached': 'CLOCK_BREACHED',
  'sla.met': 'CLOCK_MET',
  'sla.corrected': 'CLOCK_CORRECTED',
  'sla.cancelled': 'CLOCK_CANCELLED',
  'sla.recounted': 'CLOCK_RECOUNTED',
  'escalation.acknowledged': 'ACKNOWLEDGED',
  'lead.paused': 'PAUSED',
  'lead.stood_still': 'STOOD_STILL',
  'lead.resumed': 'RESUMED',
  'lead.closed': 'CLOSED',
  'lead.reopened': 'REOPENED',
  'lead.merged': 'MERGED',
  'lead.unmerged': 'UNMERGED',
  'note.added': 'NOTED',
  'note.changed': 'NOTE_CHANGED',
  'note.deleted': 'NOTE_DELETED',
  'note.restored': 'NOTE_RESTORED',
  'lead.attached': 'ATTACHED',
  'lead.linked': 'LINKED',
  'lead.same_person': 'SAME_PERSON',
  'command.refused': 'STATUS',
};

/** Shown from their own rows, which know more; their audit entries only tell their place in the order. */
const PROOF_RECORDED = 'proof.recorded';
const ESCALATION_FIRED = 'escalation.fired';
/** Work items have a list of their own; the timeline tells what became of the lead, and what a person did about it. */
const isOfWorkItems = ({ action, actorType }: LeadAuditRow): boolean =>
  action === 'work_item.created' || (action === 'work_item.resolved' && actorType === 'system');

/** What people and senders said, by the id that the audit log names it by. */
interface Quoted {
  saidAgain: ReadonlyMap<string, SaidAgain>;
  /** Without those that were deleted. */
  notes: ReadonlyMap<string, LeadNote>;
}

/** Of a note, as much as tells which it is. */
const MOST_OF_NOTE = 280;

interface Placed {
  atMs: number;
  /** The order of the audit log, which is the order in which things were written. */
  place: number;
  entry: TimelineEntry;
}

/**
 * All that happened to a lead, in order: by instant, then by the order in which it was written down.
 * A proof stands where it was heard of, not where it happened; the entry has both.
 */
export function timelineOf(
  auditRows: readonly LeadAuditRow[],
  proofs: readonly LeadProof[],
  escalations: readonly EscalationState[],
  more: Quoted,
): TimelineEntry[] {
  const places = new Map<string, number>();
  for (const row of auditRows) {
    if (row.action === PROOF_RECORDED) places.set(`proof:${row.entityId}`, row.id);
    if (row.action === ESCALATION_FIRED) places.set(`escalation:${String(fields(row.after).escalationKey)}`, row.id);
  }
  const placeOf = (key: string) => places.get(key) ?? Number.MAX_SAFE_INTEGER;
  const untold = [PROOF_RECORDED, ESCALATION_FIRED];
  const told = auditRows.filter((row) => !untold.includes(row.action) && !isOfWorkItems(row));
  const entries: Placed[] = [
    ...told.map((row) => ({ atMs: row.at.getTime(), place: row.id, entry: auditEntry(row, more) })),
    ...proofs.map((proof) => ({
      atMs: proof.receivedAt.getTime(),
      place: placeOf(`proof:${proof.id}`),
      entry: proofEntry(proof),
    })),
    ...escalations.map((escalation) => ({
      atMs: escalation.firedAtMs,
      place: placeOf(`escalation:${escalation.key}`),
      entry: escalationEntry(escalation),
    })),
  ];
  return entries.sort((a, b) => a.atMs - b.atMs || a.place - b.place).map(({ entry }) => entry);
}

function auditEntry(row: LeadAuditRow, { saidAgain, notes }: Quoted): TimelineEntry {
  const type = TYPES[row.action] ?? 'UPDATED';
  const after = fields(row.after);
  return {
    // What was changed is named, its values are in the lead: here they would be members by the names of its fields.
    ...(type === 'UPDATED' ? { action: row.action, fields: Object.keys(after) } : after),
    // The audit log names the fields; what they said is kept with the lead.
    ...(type === 'SENT_AGAIN' ? { said: saidAgain.get(String(after.deliveryId)) ?? {} } : {}),
    ...(row.action === 'command.refused'
      ? { text: `${String(after.kind)} was not done: ${String(after.refusal)}` }
      : {}),
    ...(row.action.startsWith('note.') ? noteEntry(row, notes) : {}),
    at: iso(row.at),
    type,
    id: String(row.id),
    actor: { type: row.actorType, id: row.actorId },
  };
}

/** The text stands where it was written; whoever changed or deleted it says no more than that. */
function noteEntry({ action, entityId }: LeadAuditRow, notes: ReadonlyMap<string, LeadNote>): Partial<TimelineEntry> {
  const text = notes.get(entityId)?.text;
  return {
    noteId: entityId,
    ...(action === 'note.added' && text !== undefined && { text: text.slice(0, MOST_OF_NOTE) }),
  };
}

function proofEntry(proof: LeadProof): TimelineEntry {
  return {
    at: iso(proof.receivedAt),
    type: 'PROOF',
    id: proof.id,
    actor: { type: proof.actorType, id: proof.actorId },
    kind: proof.kind,
    outcome: proof.outcome,
    occurredAt: iso(proof.occurredAt),
    receivedAt: iso(proof.receivedAt),
    clockKeys: proof.clockKeys,
    externalId: proof.externalId,
    note: proof.note,
    ...(proof.ofProofId !== null && { merged: true }),
  };
}

function escalationEntry(escalation: EscalationState): TimelineEntry {
  const { key, clockKey, cycle, stepKey, repeat, action, overtaken } = escalation;
  const firedAt = isoMs(escalation.firedAtMs);
  const compensatedAt = escalation.compensatedAtMs === null ? null : isoMs(escalation.compensatedAtMs);
  const acknowledgedAt = escalation.acknowledgedAtMs === null ? null : isoMs(escalation.acknowledgedAtMs);
  const dueAt = isoMs(escalation.dueAtMs);
  return {
    at: firedAt,
    type: 'ESCALATION',
    id: key,
    clockKey,
    cycle,
    stepKey,
    repeat,
    action,
    dueAt,
    firedAt,
    compensatedAt,
    overtaken,
    acknowledgedAt,
  };
}

function fields(json: unknown): Record<string, unknown> {
  return typeof json === 'object' && json !== null && !Array.isArray(json) ? (json as Record<string, unknown>) : {};
}
