import type { Facts } from '../../engine/conditions/condition.js';
import type { InstantMs } from '../../engine/time/instant.js';
import type { LeadStatus } from '../vocabulary/status.js';

/** What a flow's conditions are asked over: a flat look at one lead. Which phase knows which field: vocabulary/condition-fields.ts. */
export type LeadFacts = {
  source: string;
  endpointId: string | null;
  email: string | null;
  phone: string | null;
  language: string | null;
  country: string | null;
  tags: string[];
  attributes: Record<string, unknown>;
  consents: Record<string, boolean>;
  receivedAtMs: InstantMs;
  status: LeadStatus;
  ownerId: string | null;
  /** Null before scoring. */
  score: number | null;
} & Pick<Facts, 'isOpen' | 'locale'>;
