import { ENDED_STATUSES } from '../../domain/leads/vocabulary/ended.js';

/**
 * What the domain says of a row, in SQL: each once. A test holds every one against the domain's
 * (test/integration/leads/predicates.test.ts). `row` is the alias of the row in the query.
 */

/** The statuses of leads that have ended, as SQL lists them. */
export const ENDED = ENDED_STATUSES.map((status) => `'${status}'`).join(', ');

/** Something can still happen to the lead: not `isEnded`. */
export const leadIsOpen = (row: string): string => `${row}.status NOT IN (${ENDED})`;

/**
 * The same, in the words of the indexes of open leads, which are used for nothing else. Only a lead that is `CLOSED` has
 * `closed_at`, so it leaves no open one out.
 */
export const leadIsOpenByIndex = (row: string): string => `${row}.closed_at IS NULL AND ${leadIsOpen(row)}`;

/** Somebody paused the lead, and it has not ended: `isPaused`, in the words of its index. */
export const leadIsPaused = (row: string): string => `${row}.paused_at IS NOT NULL AND ${leadIsOpenByIndex(row)}`;

/** The clock waits for its proof, standing still or not: `waitsForProof`. */
export const clockWaits = (row: string): string =>
  `${row}.superseded_at IS NULL AND ${row}.cancelled_at IS NULL ` +
  `AND (${row}.status IN ('RUNNING', 'PAUSED') OR ${row}.status = 'BREACHED' AND ${row}.met_at IS NULL)`;

/** The escalation told somebody something, and no contact had been made by then: `isActive`. */
export const escalationIsActive = (row: string): string => `${row}.compensated_at IS NULL AND NOT ${row}.overtaken`;
