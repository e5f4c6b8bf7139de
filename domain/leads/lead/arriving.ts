import type { LeadState } from './state.js';

/** What a lead is known by when it comes in, and by what its org reads it. */
type Arriving = Pick<
  LeadState,
  | 'orgId'
  | 'timeZone'
  | 'id'
  | 'name'
  | 'source'
  | 'endpointId'
  | 'endpointFlowId'
  | 'locale'
  | 'email'
  | 'phone'
  | 'phoneExtension'
  | 'language'
  | 'country'
  | 'tags'
  | 'attributes'
  | 'consents'
  | 'receivedAtMs'
>;

/** A lead as it comes in, before anything was done with it. @param lead whatever else is known of it is left out */
export function arriving(lead: Arriving): LeadState {
  const { orgId, timeZone, id, name, source, endpointId, endpointFlowId, locale } = lead;
  const { email, phone, phoneExtension, language, country, tags, attributes, consents, receivedAtMs } = lead;
  return {
    orgId,
    timeZone,
    id,
    name,
    source,
    endpointId,
    endpointFlowId,
    locale,
    email,
    phone,
    phoneExtension,
    language,
    country,
    tags,
    attributes,
    consents,
    receivedAtMs,
    status: 'RECEIVED',
    outcome: null,
    flow: null,
    score: null,
    teamId: null,
    unroutedBecause: null,
    ownerId: null,
    ownerName: null,
    inactiveOwnerId: null,
    assignedAtMs: null,
    contactedAtMs: null,
    pausedAtMs: null,
    pausedUntilMs: null,
    closedAtMs: null,
    reopenedAtMs: null,
    reassignments: 0,
    capacityWeight: 1,
    duplicateOfId: null,
    linkedToId: null,
    clocksStarted: false,
    traceId: null,
    clocks: [],
    escalations: [],
    assignments: [],
    offers: [],
    approvals: [],
    workItems: [],
  };
}
