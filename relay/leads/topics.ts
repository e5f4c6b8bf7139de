import { Latest } from '../../db/latest.js';
import type { LeadTopic } from '../../db/leads/topics.js';
import type { OutboxRow } from '../../db/platform/queries/outbox.js';
import { commandRequested, proofReceived } from '../../workflows/leads/lead/messages.js';
import { TOGETHER_FROM } from '../../settlement/backlog.js';
import type { Topic } from '../delivery/topic.js';
import { deliverAbsence } from './deliver-absence.js';
import { deliverCalendarChange } from './deliver-calendar-change.js';
import { signalLead, startLead, type LeadDeps, type LeadRelay } from './deliver-lead.js';

const ofLead = ({ leadId }: OutboxRow): string => `lead:${leadId}`;
const ofAbsence = ({ subjectId }: OutboxRow): string => `absence:${subjectId}`;

/** More than are under way at a time: of one that is forgotten a workflow is told twice. */
const MOST_TOLD = 10_000;

/** What a lead's workflow is started and rung by, and those of absences and changed hours, which have leads planned anew. */
export function leadTopics(
  deps: LeadDeps,
): Record<LeadTopic | 'ABSENCE_PLANNED' | 'ABSENCE_BEGINS' | 'CALENDAR_CHANGED', Topic> {
  const relay: LeadRelay = { ...deps, told: new Latest(MOST_TOLD) };
  return {
    LEAD_RECEIVED: {
      groupOf: ofLead,
      deliver: (row, { alike }) =>
        startLead(relay, row, alike >= (deps.togetherFrom ?? TOGETHER_FROM) || deps.isCrowded?.() === true),
    },
    PROOF_RECORDED: { groupOf: ofLead, deliver: (row) => signalLead(relay, proofReceived, row) },
    COMMAND_REQUESTED: { groupOf: ofLead, deliver: (row) => signalLead(relay, commandRequested, row) },
    ABSENCE_PLANNED: { groupOf: ofAbsence, deliver: (row) => deliverAbsence(deps, row) },
    // One whose leads stay: nothing has to wait for its beginning but its row.
    ABSENCE_BEGINS: { groupOf: ofAbsence, deliver: (row) => deliverAbsence(deps, row) },
    CALENDAR_CHANGED: {
      groupOf: ({ subjectId }) => `calendar-change:${subjectId}`,
      deliver: (row) => deliverCalendarChange(deps, row),
    },
  };
}
