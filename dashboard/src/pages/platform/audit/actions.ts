import type { AuditQuery } from './filters';

export type Action = NonNullable<AuditQuery['action']>;
export const GROUPS = ['lead', 'offer', 'clock', 'flow', 'people', 'setUp'] as const;
type Group = (typeof GROUPS)[number];

/** What the audit log can tell of, in the order in which it is offered. The contract's list: none can be missing here. */
const GROUP_OF: Record<Action, Group> = {
  'sales.lead.created': 'lead',
  'sales.lead.sent_again': 'lead',
  'lead.scored': 'lead',
  'lead.qualified': 'lead',
  'lead.unqualified': 'lead',
  'lead.assigned': 'lead',
  'lead.unrouted': 'lead',
  'lead.replanned': 'lead',
  'proof.recorded': 'lead',
  'lead.contacted': 'lead',
  'lead.updated': 'lead',
  'lead.paused': 'lead',
  'lead.resumed': 'lead',
  'lead.closed': 'lead',
  'lead.reopened': 'lead',
  'lead.attached': 'lead',
  'lead.linked': 'lead',
  'lead.same_person': 'lead',
  'command.refused': 'lead',
  'dead_letter.replayed': 'lead',
  'dead_letter.discarded': 'lead',
  'work_item.created': 'lead',
  'work_item.resolved': 'lead',
  'work_item.requeued': 'lead',
  'lead.offered': 'offer',
  'lead.offer_accepted': 'offer',
  'lead.offer_declined': 'offer',
  'lead.offer_expired': 'offer',
  'lead.offer_withdrawn': 'offer',
  'sla.started': 'clock',
  'sla.at_risk': 'clock',
  'sla.breached': 'clock',
  'sla.met': 'clock',
  'sla.corrected': 'clock',
  'sla.cancelled': 'clock',
  'sla.recounted': 'clock',
  'escalation.fired': 'clock',
  'escalation.acknowledged': 'clock',
  'flow.created': 'flow',
  'flow.draft_changed': 'flow',
  'flow.published': 'flow',
  'flow.rolled_back': 'flow',
  'flow.activated': 'flow',
  'flow.deactivated': 'flow',
  'user.created': 'people',
  'user.changed': 'people',
  'absence.planned': 'people',
  'absence.ended': 'people',
  'absence.cancelled': 'people',
  'team.created': 'people',
  'team.changed': 'people',
  'auth.logged_in': 'people',
  'auth.login_failed': 'people',
  'auth.login_held': 'people',
  'auth.refresh_token_reused': 'people',
  'list.exported': 'people',
  'calendar.created': 'setUp',
  'endpoint.created': 'setUp',
  'endpoint.changed': 'setUp',
  'endpoint.secret_rotated': 'setUp',
  'endpoint.secret_revoked': 'setUp',
  'api_key.created': 'setUp',
  'api_key.revoked': 'setUp',
};

export const ACTIONS = Object.keys(GROUP_OF) as Action[];
export const actionsOf = (group: Group): Action[] => ACTIONS.filter((action) => GROUP_OF[action] === group);

/** The key of an action's words: dots part keys. */
export const actionKey = (action: string): string => `audit.actions.${action.replaceAll('.', '_')}`;
