import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { foldEmail } from '../domain/platform/people/email.js';

const UNIQUE_VIOLATION = '23505';
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

/**
 * The folded e-mails of people who have none: those who were there before 0022, and whom SQL or a process of the version before
 * added since. Where two of an org come to the same, the older one has it, and the other stays as they are.
 */
export async function fillFoldedEmails(client: pg.Client): Promise<void> {
  const { rows: people } = await client.query<{ orgId: string; id: string; email: string }>(
    'SELECT org_id AS "orgId", id, email FROM people_without_folded_email()',
  );
  for (const { orgId, id, email } of people) {
    // Row-level security is forced on the owner, too.
    await client.query("SELECT set_config('app.org_id', $1, false)", [orgId]);
    await client
      .query('UPDATE users SET email_folded = $3 WHERE org_id = $1 AND id = $2', [orgId, id, foldEmail(email)])
      .catch((error: { code?: string }) => {
        if (error.code !== UNIQUE_VIOLATION) throw error;
      });
  }
}

const LOCK_NOT_AVAILABLE = '55P03';
const [MOST_TRIES, AGAIN_MS] = [120, 500];

interface Remover {
  role: string;
  /** Of its policies: `demo`, and `demo_only`, which restricts it. */
  policy: string;
  /** Which organisations it may remove, said of `o`. */
  only: string;
}

/** Those that delete whole organisations, and see rows of no others. */
const REMOVERS: readonly Remover[] = [
  { role: 'pinggo_demo', policy: 'demo', only: 'o.demo_of IS NOT NULL' },
  { role: 'pinggo_purge', policy: 'purge', only: 'o.deleted_at IS NOT NULL' },
];

/**
 * Lets what throws a demo away, or deletes an organisation for good, see and delete rows of those, and of nothing else, in every table
 * of organisations: also of those that came with the last migration. One table after the other, so that nobody waits for all of them.
 */
export async function letOrgsGo(client: pg.Client): Promise<void> {
  for (const remover of REMOVERS) await letGo(client, remover);
}

async function letGo(client: pg.Client, { role, policy, only }: Remover): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT c.table_name AS name FROM information_schema.columns c JOIN information_schema.tables b USING (table_schema, table_name)
     WHERE c.table_schema = 'public' AND c.column_name = 'org_id' AND b.table_type = 'BASE TABLE'
       AND NOT EXISTS (SELECT FROM pg_policies p
         WHERE p.schemaname = 'public' AND p.tablename = c.table_name AND p.policyname = $1)
     ORDER BY 1`,
    [`${policy}_only`],
  );
  for (const { name } of rows)
    for (let tries = 1; ; tries += 1)
      try {
        // One simple query is one transaction.
        await client.query(`
          SET LOCAL lock_timeout = '1s';
          GRANT SELECT (org_id), DELETE ON "${name}" TO ${role};
          CREATE POLICY ${policy} ON "${name}" TO ${role} USING (true);
          CREATE POLICY ${policy}_only ON "${name}" AS RESTRICTIVE TO ${role}
            USING (org_id IN (SELECT o.id FROM orgs o WHERE ${only}))`);
        break;
      } catch (error) {
        if ((error as { code?: string }).code !== LOCK_NOT_AVAILABLE || tries === MOST_TRIES) throw error;
        await delay(AGAIN_MS);
      }
}
