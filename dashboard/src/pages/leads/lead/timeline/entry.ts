import type { Schemas } from '../../../../api/client';
import type { Said } from './sent-again';

/** An entry with what its type carries beyond the common members, as the contract describes it. */
export interface Entry {
  at: string;
  type: Schemas['TimelineEntry']['type'];
  id: string;
  actor?: { type: string; id: string | null };
  text?: string;
  status?: string;
  clockKey?: string;
  clockKeys?: string[];
  cycle?: number;
  kind?: string;
  occurredAt?: string;
  receivedAt?: string;
  note?: string | null;
  /** Of a proof: it came with a lead that was merged into this one. */
  merged?: boolean;
  action?: string;
  repeat?: number;
  dueAt?: string;
  deadlineAt?: string | null;
  metAt?: string;
  late?: boolean;
  compensatedAt?: string | null;
  compensated?: string[];
  overtaken?: boolean;
  acknowledgedAt?: string | null;
  escalationKeys?: string[];
  reason?: string | null;
  ownerId?: string | null;
  mode?: string;
  userId?: string;
  userIds?: string[];
  expiresAt?: string;
  busyUntil?: string | null;
  /** Of a pause: when it ends by itself. */
  until?: string | null;
  /** Of a suspension of the organisation. */
  suspendedAt?: string;
  returnedAt?: string;
  /** Of a resumption: the pause ended by itself. */
  pauseEndedAt?: string;
  value?: number;
  threshold?: number;
  /** Of a closing, or of a call. */
  outcome?: string | null;
  fields?: string[];
  refusal?: string;
  leadId?: string;
  linkedToId?: string;
  duplicateOfId?: string;
  filled?: string[];
  differing?: string[];
  said?: Said;
}

export const FILTERS = ['proofs', 'notes', 'escalations', 'assignments', 'clocks', 'status'] as const;
export type Filter = (typeof FILTERS)[number];

const FILTER_OF: Partial<Record<Entry['type'], Filter>> = {
  PROOF: 'proofs',
  NOTED: 'notes',
  NOTE_CHANGED: 'notes',
  NOTE_DELETED: 'notes',
  NOTE_RESTORED: 'notes',
  ESCALATION: 'escalations',
  ACKNOWLEDGED: 'escalations',
  ASSIGNED: 'assignments',
  APPROVAL_ASKED: 'assignments',
  APPROVED: 'assignments',
  APPROVAL_DECLINED: 'assignments',
  APPROVAL_LAPSED: 'assignments',
  APPROVAL_WITHDRAWN: 'assignments',
  OFFERED: 'assignments',
  ACCEPTED: 'assignments',
  DECLINED: 'assignments',
  OFFER_EXPIRED: 'assignments',
  OFFER_WITHDRAWN: 'assignments',
  CLOCK_STARTED: 'clocks',
  CLOCK_AT_RISK: 'clocks',
  CLOCK_BREACHED: 'clocks',
  CLOCK_MET: 'clocks',
  CLOCK_CORRECTED: 'clocks',
  CLOCK_CANCELLED: 'clocks',
  CLOCK_RECOUNTED: 'clocks',
  STOOD_STILL: 'clocks',
};

/** All that is none of the others is about the lead's own state. */
export const filterOf = ({ type }: Entry): Filter => FILTER_OF[type] ?? 'status';

/** Of entries, also of different types with the same id. */
export const keyOf = ({ type, id }: { type: string; id: string }): string => `${type} ${id}`;
