import type pg from 'pg';
import type { OrgTransaction } from '../../../client.js';
import { LETTER_COLUMNS, ofOrg, openRows, type DeadLetter, type DeadRowsByKind, type DecidedLetter } from './rows.js';

type Client = Pick<pg.PoolClient, 'query'>;

export interface DeadLetterFilter {
  leadId?: string | undefined;
  /** When it died. Inclusive. */
  from?: Date | undefined;
  /** Exclusive. */
  to?: Date | undefined;
}

interface Page {
  limit: number;
  /** Where the page before ended. */
  after: { at: Date; id: string } | null;
}

/**
 * What lies dead and nobody has decided about.
 * @param orgId null: of all orgs that the connection's role may see
 * @param kinds those that are asked for
 * @param order the newest first, as people look at them, or the oldest, as they are worked off
 */
export async function listDeadLetters(
  client: Client,
  orgId: string | null,
  kinds: DeadRowsByKind,
  { leadId, from, to }: DeadLetterFilter,
  { limit, after }: Page,
  order: 'NEWEST' | 'OLDEST' = 'NEWEST',
): Promise<DeadLetter[]> {
  if (Object.keys(kinds).length === 0) return [];
  const [beyond, direction] = order === 'NEWEST' ? ['<', 'DESC'] : ['>', 'ASC'];
  const { rows } = await client.query<DeadLetter>(
    `SELECT ${LETTER_COLUMNS} FROM (${openRows(kinds, orgId)}) letter
     WHERE ($2::uuid IS NULL OR lead_id = $2) AND ($3::timestamptz IS NULL OR died_at >= $3) AND ($4::timestamptz IS NULL OR died_at < $4)
       AND ($5::timestamptz IS NULL OR (died_at, id) ${beyond} ($5, $6::uuid))
     ORDER BY died_at ${direction}, id ${direction} LIMIT $7`,
    [orgId, leadId ?? null, from ?? null, to ?? null, after?.at ?? null, after?.id ?? null, limit],
  );
  return rows;
}

/** How many lie dead of each kind that has some, and since when; by org where all are asked for. */
export async function countDeadLetters(
  client: Client,
  orgId: string | null,
  kinds: DeadRowsByKind,
  { from, to }: Omit<DeadLetterFilter, 'leadId'> = {},
): Promise<{ orgId: string; kind: string; count: number; oldestAt: Date }[]> {
  if (Object.keys(kinds).length === 0) return [];
  const { rows } = await client.query<{ orgId: string; kind: string; count: number; oldestAt: Date }>(
    `SELECT org_id AS "orgId", kind, count(*) AS count, min(died_at) AS "oldestAt" FROM (${openRows(kinds, orgId)}) letter
     WHERE ($2::timestamptz IS NULL OR died_at >= $2) AND ($3::timestamptz IS NULL OR died_at < $3)
     GROUP BY 1, 2 ORDER BY 1, 2`,
    [orgId, from ?? null, to ?? null],
  );
  return rows;
}

/** One that lies dead and nobody has decided about. */
export async function findDeadLetter(
  tx: OrgTransaction,
  kinds: DeadRowsByKind,
  kind: string,
  id: string,
): Promise<DeadLetter | null> {
  const rows = kinds[kind];
  if (rows === undefined) return null;
  const { rows: found } = await tx.client.query<DeadLetter>(
    `SELECT ${LETTER_COLUMNS} FROM (${openRows({ [kind]: rows }, tx.orgId)}) letter WHERE id = $2 ORDER BY died_at DESC LIMIT 1`,
    [tx.orgId, id],
  );
  return found[0] ?? null;
}

const DECIDED_COLUMNS = `d.kind, d.org_id AS "orgId", d.letter_id AS id, d.died_at AS "diedAt", d.what, d.lead_id AS "leadId", d.attempts,
  d.decision, d.decided_at AS "decidedAt", d.decided_by AS "decidedBy", d.reason`;

/** What was decided about, the latest decision first. @param orgId null: of all orgs that the role may see */
export async function listDecided(
  client: Client,
  orgId: string | null,
  kinds: readonly string[],
  decision: DecidedLetter['decision'],
  { leadId, from, to }: DeadLetterFilter,
  { limit, after }: Page,
): Promise<DecidedLetter[]> {
  const { rows } = await client.query<DecidedLetter>(
    `SELECT ${DECIDED_COLUMNS} FROM dead_letter_decisions d
     WHERE ${ofOrg(orgId)('d.org_id')} AND d.kind = ANY ($2) AND d.decision = $3 AND ($4::uuid IS NULL OR d.lead_id = $4)
       AND ($5::timestamptz IS NULL OR d.died_at >= $5) AND ($6::timestamptz IS NULL OR d.died_at < $6)
       AND ($7::timestamptz IS NULL OR (d.decided_at, d.letter_id) < ($7, $8::uuid))
     ORDER BY d.decided_at DESC, d.letter_id DESC LIMIT $9`,
    [orgId, kinds, decision, leadId ?? null, from ?? null, to ?? null, after?.at ?? null, after?.id ?? null, limit],
  );
  return rows;
}

/** What was decided about one, the latest first: what is sent again may die again. */
export async function decisionsOn(tx: OrgTransaction, kind: string, id: string): Promise<DecidedLetter[]> {
  const { rows } = await tx.client.query<DecidedLetter>(
    `SELECT ${DECIDED_COLUMNS} FROM dead_letter_decisions d WHERE d.org_id = $1 AND d.kind = $2 AND d.letter_id = $3
     ORDER BY d.died_at DESC`,
    [tx.orgId, kind, id],
  );
  return rows;
}
