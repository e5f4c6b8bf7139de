import type { OrgTransaction } from '../../../db/client.js';
import type { Verdict } from '../../../domain/leads/diagnostics/verdict.js';
import type { LeadsDeps } from '../deps.js';
import type { PlatformDeps } from '../../platform/deps.js';
import type { Reads } from '../../../db/client.js';

/** What is read with; the same of a route that may write and of one that may not. */
export type AskingDeps = Pick<LeadsDeps, 'runningLeads' | 'clock' | 'log'> & {
  db: Reads;
  options: Pick<PlatformDeps['options'], 'mailIsSetUp'>;
};

/** One organisation that is being asked about. */
export interface Asked {
  deps: AskingDeps;
  orgId: string;
  /** Reads in one snapshot, for no longer than the question has. */
  read: <T>(work: (tx: OrgTransaction) => Promise<T>) => Promise<T>;
  /** False: the question's time is nearly over, and it answers by what it has looked at. */
  goesOn: () => boolean;
}

/** How one check is asked. */
export interface Question {
  /** It ends after so long, whatever it finds. */
  limitMs: number;
  ask: (asked: Asked) => Promise<Verdict>;
}

/** Temporal does not answer: what asks it cannot be known. */
export class TemporalAway extends Error {}
