/** Everything that an entry of the audit log can tell of. What is new is added here first: nothing else can be written. */
export const AUDIT_ACTIONS = [
  ...(['sales.lead.created', 'lead.updated', 'lead.scored', 'lead.qualified', 'lead.unqualified'] as const),
  ...([
    'lead.assigned',
    'lead.unrouted',
    'lead.replanned',
    'lead.contacted',
    'lead.paused',
    'lead.resumed',
    'lead.closed',
  ] as const),
  ...(['lead.attached', 'lead.linked', 'lead.same_person', 'proof.recorded', 'command.refused'] as const),
  ...([
    'lead.offered',
    'lead.offer_accepted',
    'lead.offer_declined',
    'lead.offer_expired',
    'lead.offer_withdrawn',
  ] as const),
  ...(['sla.started', 'sla.at_risk', 'sla.breached', 'sla.met', 'sla.corrected', 'sla.cancelled'] as const),
  ...(['escalation.fired', 'escalation.acknowledged', 'work_item.created', 'work_item.resolved'] as const),
  ...([
    'flow.created',
    'flow.draft_changed',
    'flow.published',
    'flow.rolled_back',
    'flow.activated',
    'flow.deactivated',
  ] as const),
  ...([
    'user.created',
    'user.changed',
    'absence.planned',
    'absence.ended',
    'absence.cancelled',
    'team.created',
  ] as const),
  ...([
    'team.changed',
    'calendar.created',
    'endpoint.created',
    'endpoint.secret_rotated',
    'endpoint.secret_revoked',
  ] as const),
  ...(['api_key.created', 'api_key.revoked', 'auth.refresh_token_reused'] as const),
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];
