import type { z } from 'zod';
import type { OrgTransaction } from '../../../db/client.js';
import {
  latestExplanation,
  leadAudit,
  leadLaterDeliveries,
  leadProofs,
  leadReceipts,
} from '../../../db/leads/queries/lead-history.js';
import { loadLeads } from '../../../db/leads/queries/settlement/lead-state.js';
import { leadNotesOf } from '../../../db/leads/queries/lead-notes.js';
import { findLead } from '../../../db/leads/queries/leads.js';
import { mergesOf } from '../../../db/leads/queries/merges.js';
import { offersOf } from '../../../db/leads/queries/offers.js';
import { GIVEN_NAMES } from '../../../db/leads/queries/references.js';
import { namesOf } from '../../../db/platform/queries/references.js';
import { describeNext, dueClockOf } from '../../../domain/leads/view/next.js';
import { breachHolders, holderOf, rescuerOf } from '../../../domain/leads/clocks/whose.js';
import type { CalendarOf } from '../../../domain/leads/flow/definition.js';
import type { AssignmentState, LeadState } from '../../../domain/leads/lead/state.js';
import type { ClockState, Receipt } from '../../../domain/engine/sla/clock.js';
import { callOutcomesOf } from '../../../domain/leads/proofs/stops.js';
import { isOpenClock } from '../../../domain/leads/clocks/clocks.js';
import type { Explanation } from '../../../domain/engine/routing/types.js';
import type { Interval } from '../../../domain/engine/calendars/types.js';
import { withTimesIn } from '../../../domain/platform/text/times.js';
import { leadWorkflowId } from '../../../workflows/ids.js';
import { readerOf, type Caller } from '../../http/access.js';
import { readerTimeZone } from '../../../db/platform/queries/orgs.js';
import { iso, isoMs, isoMsOrNull, isoOrNull } from '../../http/contract.js';
import type { leadDetail, TimelineEntry } from '../contract/leads.js';
import { canOf } from './can.js';
import { isoDuration } from './durations.js';
import { leadItemOf } from './leads.js';
import { samePersonOf } from './same-person.js';
import { explanationOf } from './explanation.js';
import { leadApprovalsOf } from './approvals.js';
import { leadOfferOf } from './offers.js';
import { workflowPage, type TemporalUi } from './temporal-links.js';
import { timelineOf } from './timeline.js';
import { leadWhyOf } from './why.js';

export type LeadDetail = z.input<typeof leadDetail>;

/** Who looks at a lead. */
export interface Reader {
  caller: Caller;
  /** Leads of others are not there, but those that wait for their answer; null: all are. */
  onlyOwner: string | null;
}

/**
 * A lead with all that people ask about it, and what this reader can do about it.
 * @returns null when it is not there.
 */
export async function leadDetailOf(
  tx: OrgTransaction,
  id: string,
  ui: TemporalUi,
  { caller, onlyOwner }: Reader,
): Promise<LeadDetail | null> {
  // The row first, for its revision: what is read after it can only be newer, so a stale ETag is never handed out.
  const lead = await findLead(tx, id, onlyOwner, true);
  const loaded = lead && (await loadLeads(tx, [id]))[0];
  if (!lead || !loaded) return null;
  const { state } = loaded;
  const nowMs = Date.now();
  const receipts = await leadReceipts(tx, id);
  const explanation = await latestExplanation(tx, id);
  const offers = await offersOf(tx, id);
  const auditRows = await leadAudit(tx, id);
  const proofs = await leadProofs(tx, id);
  const saidAgain = await leadLaterDeliveries(tx, id);
  const notes = new Map((await leadNotesOf(tx, id)).map((note) => [note.id, note]));
  const merges = await mergesOf(tx, id);
  const merge = merges.find(({ mergedId }) => mergedId === id);

  const { message, language, country, emailRaw, phoneRaw, attributes, consents, endpointId, intakeNotes } = lead;
  const item = leadItemOf({
    ...lead,
    breachedOwnerIds: breachHolders(state),
    dueClock: dueClockOf(state),
  });
  const clocks = state.clocks
    .toSorted((a, b) => a.startedAtMs - b.startedAtMs || a.key.localeCompare(b.key) || a.cycle - b.cycle)
    .map((clock) => clockOf(state, clock, receipts.get(clock.id)));
  const inZone = withTimesIn(await readerTimeZone(tx, readerOf(caller)));
  const told = {
    ownerId: item.ownerId,
    holders: clocks.map(({ holderId, takenOverBy }) => [holderId, takenOverBy]),
    teamId: item.teamId,
    flow: item.flow,
    endpointId,
    assignment: assignmentOf(state.assignments.at(-1), explanation, inZone),
    approvals: await leadApprovalsOf(tx, state, nowMs, inZone),
    offers: offers.map((offer) => leadOfferOf(offer, inZone)),
    timeline: timelineOf(auditRows, proofs, state.escalations, { saidAgain, notes }).map((entry) =>
      withWords(entry, inZone),
    ),
  };
  const names = await namesIn(tx, told);
  return {
    ...item,
    message,
    language,
    country,
    emailRaw,
    phoneRaw,
    attributes,
    consents,
    endpointId,
    intakeNotes,
    occurredAt: isoOrNull(lead.occurredAt),
    score: state.score,
    clocks,
    can: canOf(caller, state, {
      pending: loaded.inputs.filter((input) => input.type === 'COMMAND'),
      onlyOwner,
      merged: merge !== undefined,
      nowMs,
      nameOf: (userId) => names[userId] ?? 'Somebody else',
    }),
    assignment: told.assignment,
    merge: merge ? { mergeId: merge.id, intoId: merge.keptId, mergedAt: iso(merge.mergedAt) } : null,
    mergedLeads: merges
      .filter(({ keptId }) => keptId === id)
      .map((one) => ({ mergeId: one.id, leadId: one.mergedId, mergedAt: iso(one.mergedAt), reason: one.reason })),
    samePerson: await samePersonOf(tx, lead, auditRows),
    approvals: told.approvals,
    offers: told.offers,
    timeline: told.timeline,
    why: await leadWhyOf(tx, state, { explanation, approvals: told.approvals, offers, auditRows }),
    next: describeNext(state).map(({ atMs, ...rest }) => ({ at: isoMs(atMs), ...rest })),
    workflow: workflowOf(tx.orgId, id, ui),
    names,
  };
}

/** Names for the ids that the machine put into an answer: in a proof's note an id is just text. */
async function namesIn(tx: OrgTransaction, { timeline, ...rest }: { timeline: TimelineEntry[] }) {
  // What others said of the lead is no word of ours, whatever it looks like.
  const entries = timeline.map((entry) => (isQuoted(entry) || entry.type === 'SENT_AGAIN' ? entry.actor : entry));
  return Object.fromEntries(await namesOf(tx, { ...rest, entries }, GIVEN_NAMES));
}

function clockOf(lead: LeadState, clock: ClockState, receipt: Receipt | undefined): LeadDetail['clocks'][number] {
  const { id, key, cycle, status } = clock;
  const definition = lead.flow?.definition.clocks.find((one) => one.key === key);
  return {
    id,
    key,
    cycle,
    status,
    open: isOpenClock(lead, clock),
    name: definition?.name ?? key,
    target: isoDuration(clock.targetMs / 1000)!,
    proofs: definition?.proofs ?? [],
    callOutcomes: definition ? callOutcomesOf(definition) : [],
    startedAt: isoMs(clock.startedAtMs),
    atRiskAt: isoMsOrNull(clock.atRiskAtMs),
    deadlineAt: isoMsOrNull(clock.deadlineAtMs),
    metAt: isoMsOrNull(clock.metAtMs),
    breachedAt: isoMsOrNull(clock.breachedAtMs),
    holderId: holderOf(lead, clock)?.ownerId ?? null,
    takenOverBy: rescuerOf(lead, clock),
    correctedAt: isoMsOrNull(clock.correctedAtMs),
    receipt: {
      timeZone: receipt?.timeZone ?? 'UTC',
      intervals: receipt?.intervals.map(intervalOf) ?? [],
      skipped: receipt?.skipped.map((one) => ({ ...intervalOf(one), why: one.why })) ?? [],
      text: receipt?.text ?? '',
      calendar: receipt?.calendar ? { ...receipt.calendar, of: receipt.calendar.of as CalendarOf } : null,
    },
  };
}

function assignmentOf(
  assignment: AssignmentState | undefined,
  explanation: Explanation | null,
  inZone: (sentence: string) => string,
): LeadDetail['assignment'] {
  if (!assignment) return null;
  return {
    ownerId: assignment.ownerId,
    mode: assignment.mode,
    assignedAt: isoMs(assignment.assignedAtMs),
    explanation: explanationOf(explanation ?? { text: '', candidates: [] }, inZone),
  };
}

/** What people wrote: an id or an instant in it is just text. */
const isQuoted = ({ type }: TimelineEntry): boolean => type === 'PROOF' || type === 'NOTED';

/** Our own sentences in the timeline: what people wrote stays as they wrote it. */
const withWords = (entry: TimelineEntry, inZone: (sentence: string) => string): TimelineEntry =>
  !isQuoted(entry) && typeof entry.text === 'string' ? { ...entry, text: inZone(entry.text) } : entry;

/** The run id is not known here: Temporal is not asked on the way of a request. */
function workflowOf(orgId: string, leadId: string, ui: TemporalUi): LeadDetail['workflow'] {
  const workflowId = leadWorkflowId(orgId, leadId);
  return { workflowId, url: workflowPage(ui, workflowId) };
}

const intervalOf = ({ fromMs, toMs }: Interval) => ({ from: isoMs(fromMs), to: isoMs(toMs) });
