import type { Database } from '../../../client.js';
import { leadIsOpenByIndex } from '../../predicates.js';

/** What is looked for: rows of leads or of absences. */
export type Kept = 'leads' | 'absences';

/** Of these ids, those that have a row. As `pinggo_relay`. */
export async function existing(
  db: Database,
  table: Kept,
  keys: readonly { orgId: string; id: string }[],
): Promise<Set<string>> {
  const { rows } = await db.pool.query<{ id: string }>(
    `SELECT r.id FROM ${table} r JOIN unnest($1::uuid[], $2::uuid[]) AS t(of_org, of_id) ON r.org_id = of_org AND r.id = of_id`,
    [keys.map(({ orgId }) => orgId), keys.map(({ id }) => id)],
  );
  return new Set(rows.map(({ id }) => id));
}

const AT_ONCE = 1_000;
const FIRST = '00000000-0000-0000-0000-000000000000';

/**
 * Asks the relay for the workflow of every open lead, in batches: one that runs stays as it is, one that is gone or has
 * completed begins again from the rows. As `pinggo_relay`.
 * @returns how many
 */
export async function askForAllLeads(db: Database): Promise<number> {
  let count = 0;
  for (let after = [FIRST, FIRST]; ;) {
    const { rows } = await db.pool.query<{ orgId: string; id: string }>(
      `WITH batch AS (
         SELECT l.org_id, l.id FROM leads l WHERE (l.org_id, l.id) > ($1, $2) AND ${leadIsOpenByIndex('l')}
         ORDER BY l.org_id, l.id LIMIT $3),
       asked AS (INSERT INTO outbox (org_id, topic, lead_id) SELECT org_id, 'LEAD_RECEIVED', id FROM batch)
       SELECT org_id AS "orgId", id FROM batch ORDER BY org_id, id`,
      [...after, AT_ONCE],
    );
    const last = rows.at(-1);
    if (last === undefined) return count;
    count += rows.length;
    after = [last.orgId, last.id];
  }
}
