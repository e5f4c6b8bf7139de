import type { NoticeKind } from './notices.js';

/** What a step of a ladder can do. */
export const ESCALATION_ACTIONS = ['REMINDER', 'REASSIGN', 'MANAGER_ALERT', 'ALERT_TEAM'] as const;
export type EscalationAction = (typeof ESCALATION_ACTIONS)[number];

/** Whom a step can tell without naming a person. */
export const RECIPIENT_ROLES = ['owner', 'manager', 'team'] as const;
export type RecipientRole = (typeof RECIPIENT_ROLES)[number];

interface Escalation {
  /** A noun, for what comes next and for the audit log. */
  words: string;
  /** The kind of the notice that tells of it. */
  notice: NoticeKind;
  /** Whom it tells where the step does not say. */
  to: readonly RecipientRole[];
}

/** What goes with each action. */
export const ESCALATIONS: Readonly<Record<EscalationAction, Escalation>> = {
  REMINDER: { words: 'reminder', notice: 'REMINDER', to: ['owner'] },
  // It tells whoever had the lead, whomever the step names.
  REASSIGN: { words: 'reassignment', notice: 'REASSIGNED', to: [] },
  MANAGER_ALERT: { words: 'alert to the manager', notice: 'MANAGER_ALERT', to: ['manager'] },
  ALERT_TEAM: { words: 'alert to the team', notice: 'TEAM_ALERT', to: ['team'] },
};
