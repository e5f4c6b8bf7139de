import { ENDED_STATUSES } from '../../domain/leads/vocabulary/ended.js';
import { NOBODY_TO_REACH } from '../../domain/leads/proofs/first-contact.js';

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

/** Those of a lead's assignments, as `a`, that a clock is about. @param clock alias of its row */
const assignmentsOf = (clock: string): string =>
  `FROM assignments a WHERE a.org_id = ${clock}.org_id AND a.lead_id = ${clock}.lead_id`;

/** Under which assignment a clock was decided: its `owner_id` and `team_id`, or no row: `holderOf`. */
export const holderOf = (clock: string): string =>
  `(SELECT a.owner_id, a.team_id ${assignmentsOf(clock)}
    AND a.assigned_at < coalesce(${clock}.deadline_at, 'infinity') AND coalesce(a.ended_at, 'infinity') >=
      CASE ${clock}.status WHEN 'MET' THEN ${clock}.met_at WHEN 'BREACHED' THEN ${clock}.deadline_at END
    ORDER BY a.sequence LIMIT 1)`;

/** Who met a clock late that was breached under somebody else, or nobody: `owner_id`, or no row: `rescuerOf`. */
export const rescuerOf = (clock: string): string =>
  `(SELECT r.owner_id FROM (SELECT a.owner_id ${assignmentsOf(clock)} AND ${clock}.status = 'BREACHED'
      AND a.assigned_at <= ${clock}.met_at AND coalesce(a.ended_at, 'infinity') >= ${clock}.met_at
      ORDER BY a.sequence DESC LIMIT 1) r
    WHERE r.owner_id IS DISTINCT FROM (SELECT h.owner_id FROM ${holderOf(clock)} h))`;

/** The org is not suspended: else what is its is left alone. @param orgId expression of its id */
export const orgGoesOn = (orgId: string): string =>
  `NOT EXISTS (SELECT FROM orgs g WHERE g.id = ${orgId} AND g.suspended_at IS NOT NULL)`;

/** The lead ended though the person was never reached, and there was one to reach: `endedUnreached`. */
export const leadEndedUnreached = (row: string): string =>
  `${row}.status = 'CLOSED' AND ${row}.contacted_at IS NULL AND (${row}.outcome IS NULL ` +
  `OR ${row}.outcome NOT IN (${NOBODY_TO_REACH.map((outcome) => `'${outcome}'`).join(', ')}))`;

/** The lead waits for its first contact, and somebody has begun it. */
export const leadWaitsForContact = (row: string): string =>
  `${row}.contacted_at IS NULL AND ${leadIsOpenByIndex(row)} AND ${row}.status <> 'RECEIVED'`;

/** No later escalation of the lead is active: of each lead this holds for one, if any. */
export const escalationIsLast = (row: string): string =>
  `${escalationIsActive(row)} AND NOT EXISTS (SELECT FROM escalations n WHERE n.org_id = ${row}.org_id
    AND n.lead_id = ${row}.lead_id AND (n.fired_at, n.key) > (${row}.fired_at, ${row}.key) AND ${escalationIsActive('n')})`;
