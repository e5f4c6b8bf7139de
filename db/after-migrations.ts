import type pg from 'pg';

const AT_ONCE = 5_000;
const FIRST = '00000000-0000-0000-0000-000000000000';

/** The last lead of a batch. */
interface Place {
  last_org: string;
  last_id: string;
}

/**
 * The words of leads that were there before 0017. A migration is one transaction and would hold the leads for minutes where there are
 * millions; so it is done after it, beside the work, in small transactions. While the function that does it is there, it is not done.
 */
export async function fillLeadWords(client: pg.Client, log: (line: string) => void): Promise<void> {
  const { rows } = await client.query<{ toDo: boolean }>(
    `SELECT to_regprocedure('fill_lead_words(uuid, uuid, int)') IS NOT NULL AS "toDo"`,
  );
  if (!rows[0]?.toDo) return;
  let after: Place | undefined = { last_org: FIRST, last_id: FIRST };
  for (let batches = 0; after !== undefined; batches += 1) {
    if (batches === 1) log('making leads found by their words …');
    const batch: pg.QueryResult<Place> = await client.query<Place>('SELECT * FROM fill_lead_words($1, $2, $3)', [
      after.last_org,
      after.last_id,
      AT_ONCE,
    ]);
    [after] = batch.rows;
  }
  await client.query('DROP FUNCTION fill_lead_words(uuid, uuid, int)');
}
