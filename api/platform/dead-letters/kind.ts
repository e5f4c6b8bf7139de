import type { Database, OrgTransaction } from '../../../db/client.js';
import type { DeadRows, DeadRowsByKind } from '../../../db/platform/queries/dead-letters/rows.js';
import type { Stamp } from '../../http/stamp.js';

/** What came of asking for something to be done with a dead letter. */
export type LetterOutcome =
  | { outcome: 'DONE' }
  /** Somebody decided before, or it does not lie dead any more. */
  | { outcome: 'ALREADY' }
  | { outcome: 'MISSING' }
  /** It cannot be tried again as things are. */
  | { outcome: 'REFUSED'; why: string };

export interface LetterDeps {
  db: Database;
}

/** What is done with dead letters of one kind: each thing once, however many ask for it at the same instant. */
export interface LetterKind {
  rows: DeadRows;
  /** What it was to bring about, with whom it is about: for the org's admin only. Null: it is gone. */
  payloadOf: (tx: OrgTransaction, id: string) => Promise<Record<string, unknown> | null>;
  requeue: (deps: LetterDeps, orgId: string, id: string, stamp: Stamp) => Promise<LetterOutcome>;
  discard: (deps: LetterDeps, orgId: string, id: string, stamp: Stamp, reason: string) => Promise<LetterOutcome>;
}

export type LetterKinds = Readonly<Record<string, LetterKind>>;

/** Where those of each kind lie. */
export const rowsOf = (kinds: LetterKinds): DeadRowsByKind =>
  Object.fromEntries(Object.entries(kinds).map(([kind, { rows }]) => [kind, rows]));
