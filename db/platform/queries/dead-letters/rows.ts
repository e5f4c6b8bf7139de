import type { DeadLetterDecision } from '../../../../domain/platform/dead-letters/kinds.js';

/**
 * A kind's rows that lie dead, decided or not: a SELECT of `org_id`, `id`, `died_at`, `born_at` (when it was first to be processed),
 * `what`, `lead_id`, `error` and `attempts`.
 * @param of says of a column that it is of the org asked for; for all orgs, of whatever the role may see
 */
export type DeadRows = (of: (orgColumn: string) => string) => string;

/** The rows of each kind there is. */
export type DeadRowsByKind = Readonly<Record<string, DeadRows>>;

/** One that lies dead. */
export interface DeadLetter {
  kind: string;
  orgId: string;
  id: string;
  diedAt: Date;
  bornAt: Date;
  /** The topic of a message, the kind of a notice or a mail, the adapter of a delivery. */
  what: string;
  leadId: string | null;
  /** What its last try came to. May name whom it was about. */
  error: string | null;
  attempts: number;
}

/** What became of one. */
export interface DecidedLetter {
  kind: string;
  orgId: string;
  id: string;
  diedAt: Date;
  what: string;
  leadId: string | null;
  attempts: number;
  decision: DeadLetterDecision;
  decidedAt: Date;
  decidedBy: string | null;
  reason: string | null;
}

export const LETTER_COLUMNS = `kind, org_id AS "orgId", id, died_at AS "diedAt", born_at AS "bornAt", what, lead_id AS "leadId", error, attempts`;

const OF_ONE = (column: string): string => `${column} = $1::uuid`;
/** `$1` is null then. */
const OF_ALL = (column: string): string => `($1::uuid IS NULL AND ${column} IS NOT NULL)`;
export const ofOrg = (orgId: string | null) => (orgId === null ? OF_ALL : OF_ONE);

const KIND = /^[A-Z_]+$/;

/** The rows of these kinds that nobody has decided about. `$1` is the org. */
export function openRows(kinds: DeadRowsByKind, orgId: string | null): string {
  const each = Object.entries(kinds).map(([kind, rows]) => {
    // It stands in the statement, so that the planner leaves out what is not asked for.
    if (!KIND.test(kind)) throw new Error(`not a kind of dead letters: ${JSON.stringify(kind)}`);
    return `SELECT '${kind}' AS kind, r.org_id, r.id, r.died_at, r.born_at, r.what, r.lead_id, r.error, r.attempts
      FROM (${rows(ofOrg(orgId))}) r
      WHERE NOT EXISTS (SELECT FROM dead_letter_decisions d
        WHERE d.org_id = r.org_id AND d.kind = '${kind}' AND d.letter_id = r.id AND d.died_at = r.died_at)`;
  });
  return each.join(' UNION ALL ');
}
