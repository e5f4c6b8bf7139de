import type { Draft } from '../../../../../domain/leads/lead/draft.js';
import type { OutgoingChannel } from '../../../../../domain/platform/notices/channels.js';
import type { Amounts } from '../../../../../domain/platform/metrics/family.js';
import type { Count } from '../../../../../domain/leads/tower/counts.js';

/** What one settlement writes. */
export interface Settlement {
  /** Those of which anything is to be written. */
  drafts: Draft[];
  /** What they change of the Control Tower's counts. */
  tower: Count[];
  /** What they add to the counters of `/metrics`. */
  counted: Amounts;
  nowMs: number;
  /** The channels by which notices leave the house. */
  outgoing: readonly OutgoingChannel[];
}

/** What a settlement writes to one table, by one statement. It is left out where there are no rows. */
export interface Part {
  /** What others of the whole statement call its result: never a table's own name, which would hide the table. */
  name: string;
  rows: (settlement: Settlement) => unknown[];
  /** @param rows the parameter that holds the rows @param hasPart which parts stand in the whole statement */
  sql: (rows: string, hasPart: HasPart) => string;
  /** What follows from what it returns, in other tables, in this order. It may read the parts before it. */
  then?: readonly { name: string; sql: (hasPart: HasPart) => string }[];
}

type HasPart = (name: string) => boolean;
