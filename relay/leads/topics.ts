import type { LeadTopic } from '../../db/leads/topics.js';
import type { OutboxRow } from '../../db/platform/queries/outbox.js';
import { commandRequested, proofReceived } from '../../workflows/leads/lead/messages.js';
import { BACKLOG_FROM } from '../../settlement/backlog.js';
import type { Topic } from '../delivery/topic.js';
import { deliverAbsence } from './deliver-absence.js';
import { deliverCalendarChange } from './deliver-calendar-change.js';
import { signalLead, startLead, type LeadDeps } from './deliver-lead.js';

const ofLead = ({ leadId }: OutboxRow): string => `lead:${leadId}`;
const ofAbsence = ({ subjectId }: OutboxRow): string => `absence:${subjectId}`;

/** What a lead's workflow is started and rung by, and those of absences and changed hours, which have leads planned anew. */
export const leadTopics = (
  deps: LeadDeps,
): Record<LeadTopic | 'ABSENCE_PLANNED' | 'ABSENCE_BEGINS' | 'CALENDAR_CHANGED', Topic> => ({
  LEAD_RECEIVED: {
    groupOf: ofLead,
    deliver: (row, { alike }) =>
      startLead(deps, row, alike >= (deps.backlogFrom ?? BACKLOG_FROM) || deps.isCrowded?.() === true),
  },
  PROOF_RECORDED: { groupOf: ofLead, deliver: (row) => signalLead(deps, proofReceived, row) },
  COMMAND_REQUESTED: { groupOf: ofLead, deliver: (row) => signalLead(deps, commandRequested, row) },
  ABSENCE_PLANNED: { groupOf: ofAbsence, deliver: (row) => deliverAbsence(deps, row) },
  // One whose leads stay: nothing has to wait for its beginning but its row.
  ABSENCE_BEGINS: { groupOf: ofAbsence, deliver: (row) => deliverAbsence(deps, row) },
  CALENDAR_CHANGED: {
    groupOf: ({ subjectId }) => `calendar-change:${subjectId}`,
    deliver: (row) => deliverCalendarChange(deps, row),
  },
});
