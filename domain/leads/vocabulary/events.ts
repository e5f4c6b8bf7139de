import type { EventDefinitions } from '../../platform/events/events.js';

const CLOCK = { clockId: 'id', clockKey: 'word', cycle: 'number' } as const;
const OFFER = { mode: 'word', sequence: 'number', userIds: 'ids' } as const;
const ASKED = { sequence: 'number', userIds: 'ids' } as const;

/** What there is to tell of leads and flows. */
export const LEAD_EVENTS = {
  'sales.lead.created': {
    summary: 'A lead came in.',
    entity: 'lead',
    members: { source: 'word?', externalId: 'opaque?', endpointId: 'id?' },
  },
  'sales.lead.sent_again': {
    summary: 'A lead that is known came again, with something that was not known or that differs.',
    entity: 'lead',
    members: { filled: 'words', differing: 'words' },
  },
  'lead.scored': {
    summary: 'A lead was scored by a flow.',
    entity: 'lead',
    members: { value: 'number', threshold: 'number', qualified: 'flag', flowId: 'id', flowVersion: 'number' },
  },
  'lead.qualified': { summary: 'Its score is over the threshold.', entity: 'lead', members: { status: 'word' } },
  'lead.unqualified': {
    summary: 'Its score is not over the threshold: it has ended.',
    entity: 'lead',
    members: { status: 'word' },
  },
  'lead.assigned': {
    summary: 'A lead has an owner, or another one.',
    entity: 'lead',
    members: { ownerId: 'id', teamId: 'id?', mode: 'word', sequence: 'number' },
  },
  'lead.unrouted': { summary: 'Nobody could take it.', entity: 'lead', members: { status: 'word' } },
  'lead.replanned': {
    summary: 'Its owner is absent: somebody else has it, or nobody.',
    entity: 'lead',
    members: { ownerId: 'id?', absenceId: 'id?', status: 'word' },
  },
  'lead.contacted': {
    summary: 'The person was reached for the first time.',
    entity: 'lead',
    members: { status: 'word', proofId: 'id' },
  },
  'lead.paused': {
    summary: 'Its clocks stand still.',
    entity: 'lead',
    members: { until: 'instant?' },
  },
  'lead.resumed': { summary: 'Its clocks run again.', entity: 'lead', members: { pauseEndedAt: 'instant?' } },
  'lead.closed': {
    summary: 'A lead was closed.',
    entity: 'lead',
    members: { outcome: 'word', duplicateOfId: 'id?' },
  },
  'lead.reopened': { summary: 'A closed lead was opened again.', entity: 'lead', members: { outcome: 'word?' } },
  'lead.merged': {
    summary: 'Another lead, `leadId`, was merged into this one.',
    entity: 'lead',
    members: { leadId: 'id', mergeId: 'id' },
  },
  'lead.unmerged': {
    summary: 'A merge was taken back: `leadId` is a lead of its own again.',
    entity: 'lead',
    members: { leadId: 'id', mergeId: 'id' },
  },
  'lead.attached': {
    summary: 'The same person has an open lead: this one was attached to it and closed.',
    entity: 'lead',
    members: { status: 'word', outcome: 'word', duplicateOfId: 'id', flowId: 'id', flowVersion: 'number' },
  },
  'lead.linked': {
    summary: 'The same person was here before.',
    entity: 'lead',
    members: { linkedToId: 'id?', leadId: 'id?' },
  },
  'lead.same_person': { summary: 'The same person asked again.', entity: 'lead', members: { leadId: 'id' } },
  'lead.updated': {
    summary: 'A lead was changed by somebody. Read it for what it is now.',
    entity: 'lead',
    members: {},
  },
  'lead.offered': {
    summary: 'A lead was offered to people.',
    entity: 'lead',
    members: { ...OFFER, expiresAt: 'instant' },
  },
  'lead.offer_accepted': {
    summary: 'Somebody took an offer.',
    entity: 'lead',
    members: { ...OFFER, userId: 'id' },
  },
  'lead.offer_declined': {
    summary: 'Somebody declined an offer.',
    entity: 'lead',
    members: { mode: 'word', sequence: 'number', userId: 'id', busyUntil: 'instant?' },
  },
  'lead.offer_expired': {
    summary: 'Nobody answered an offer in time.',
    entity: 'lead',
    members: { ...OFFER, expiresAt: 'instant' },
  },
  'lead.offer_withdrawn': { summary: 'An offer was taken back.', entity: 'lead', members: OFFER },
  'lead.approval_asked': {
    summary: 'Somebody is asked whether a lead goes on.',
    entity: 'lead',
    members: { ...ASKED, status: 'word', otherwise: 'word', expiresAt: 'instant?' },
  },
  'lead.approved': { summary: 'A lead was approved.', entity: 'lead', members: ASKED },
  'lead.approval_declined': {
    summary: 'A lead was not approved.',
    entity: 'lead',
    members: { ...ASKED, status: 'word' },
  },
  'lead.approval_lapsed': {
    summary: 'Nobody decided about a lead in time.',
    entity: 'lead',
    members: { ...ASKED, otherwise: 'word', expiresAt: 'instant?' },
  },
  'lead.approval_withdrawn': { summary: 'Nobody need decide any more.', entity: 'lead', members: ASKED },
  'sla.started': {
    summary: 'A clock runs.',
    entity: 'lead',
    members: { ...CLOCK, startedAt: 'instant', deadlineAt: 'instant?' },
  },
  'sla.at_risk': {
    summary: 'A clock comes near its deadline.',
    entity: 'lead',
    members: { ...CLOCK, dueAt: 'instant' },
  },
  'sla.breached': {
    summary: 'A deadline has passed without its proof.',
    entity: 'lead',
    members: { ...CLOCK, deadlineAt: 'instant' },
  },
  'sla.met': {
    summary: 'A clock was met, in time or `late`.',
    entity: 'lead',
    members: { ...CLOCK, metAt: 'instant', proofId: 'id', late: 'flag' },
  },
  'sla.corrected': {
    summary: 'A breach was none: the proof of it came late, but happened in time.',
    entity: 'lead',
    members: { ...CLOCK, metAt: 'instant', proofId: 'id' },
  },
  'sla.cancelled': { summary: 'A clock counts no longer.', entity: 'lead', members: CLOCK },
  'sla.recounted': {
    summary: 'A deadline was counted anew.',
    entity: 'lead',
    members: { ...CLOCK, deadlineAt: 'instant?' },
  },
  'escalation.fired': {
    summary: 'A step of a ladder came.',
    entity: 'lead',
    members: {
      escalationKey: 'word',
      clockKey: 'word',
      cycle: 'number',
      stepKey: 'word',
      repeat: 'number',
      action: 'word',
      dueAt: 'instant',
      overtaken: 'flag',
    },
  },
  'escalation.acknowledged': {
    summary: 'Somebody saw escalations.',
    entity: 'lead',
    members: { escalationKeys: 'words' },
  },
  'proof.recorded': {
    summary: 'Evidence of a contact came.',
    entity: 'proof',
    members: { kind: 'word', outcome: 'word?', occurredAt: 'instant', externalId: 'opaque?' },
  },
  'flow.published': {
    summary: 'A version of a flow was published.',
    entity: 'flow',
    members: { version: 'number' },
  },
  'flow.rolled_back': {
    summary: 'An earlier version of a flow was published again.',
    entity: 'flow',
    members: { version: 'number', of: 'number' },
  },
  'flow.activated': { summary: 'A flow takes leads.', entity: 'flow', members: {} },
  'flow.deactivated': { summary: 'A flow takes no leads.', entity: 'flow', members: {} },
} as const satisfies EventDefinitions;
