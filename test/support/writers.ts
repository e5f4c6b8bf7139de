import pg from 'pg';
import { v7 as newId } from 'uuid';
import type { DatabaseUrls } from './database-urls.js';

/** The last migration of the version whose rows and processes these are. */
export const WRITERS_VERSION = 13;

/** An org with as many leads as it has gathered over the years. */
export interface OldOrg {
  orgId: string;
  endpointId: string;
  keyId: string;
}

/** Fills a database of `WRITERS_VERSION` with an org of so many leads: half from an endpoint, half by an API key. */
export async function fillOldOrg(ownerUrl: string, leads: number): Promise<OldOrg> {
  const org: OldOrg = { orgId: newId(), endpointId: newId(), keyId: newId() };
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query("INSERT INTO orgs (id, name) VALUES ($1, 'Test org')", [org.orgId]);
    await client.query(
      "INSERT INTO endpoints (org_id, id, name, source, adapter) VALUES ($1, $2, 'web', 'web', 'standard')",
      [org.orgId, org.endpointId],
    );
    await client.query('BEGIN');
    // Without triggers and the checks of foreign keys, which would be most of the time.
    await client.query('SET LOCAL session_replication_role = replica');
    await client.query(
      `INSERT INTO leads (org_id, id, endpoint_id, source, external_id, name, email, received_at, status, score)
       SELECT $1, gen_random_uuid(), CASE WHEN n % 2 = 0 THEN $2::uuid END, 'web', 'x-' || n, 'Ana Pop',
         'ana' || n || '@example.com', now() - n * interval '1 second', CASE WHEN n % 5 = 0 THEN 'ASSIGNED' ELSE 'CLOSED' END, n % 100
       FROM generate_series(1, $3::int) n`,
      [org.orgId, org.endpointId, leads],
    );
    await client.query(
      `INSERT INTO audit (org_id, at, actor_type, actor_id, action, entity_type, entity_id, lead_id)
       SELECT org_id, received_at, CASE WHEN endpoint_id IS NULL THEN 'api_key' ELSE 'endpoint' END, coalesce(endpoint_id, $2)::text,
         'sales.lead.created', 'lead', id::text, id
       FROM leads WHERE org_id = $1`,
      [org.orgId, org.keyId],
    );
    await client.query(
      `INSERT INTO outbox (org_id, topic, lead_id, created_at, delivered_at)
       SELECT org_id, 'LEAD_RECEIVED', id, received_at, received_at FROM leads WHERE org_id = $1`,
      [org.orgId],
    );
    await client.query(
      `INSERT INTO notifications (org_id, id, user_id, kind, lead_id, subject, text, dedupe_key, mail_status, created_at)
       SELECT org_id, gen_random_uuid(), gen_random_uuid(), 'ASSIGNED', id, 'A lead', 'A lead', id::text, 'NONE', received_at
       FROM leads WHERE org_id = $1`,
      [org.orgId],
    );
    await client.query('COMMIT');
    await client.query('VACUUM (ANALYZE) leads, audit, outbox, notifications');
    return org;
  } finally {
    await client.end();
  }
}

export interface Written {
  /** Transactions that were committed. */
  count: number;
  /** How many leads were sent, by anybody of this org so far. */
  deliveries: number;
  longestMs: number;
  /** What became of the others. */
  failures: string[];
}

/** A lead as `take_in_leads` of `WRITERS_VERSION` is given one. */
function delivery({ orgId, endpointId, keyId }: OldOrg, n: number) {
  const fromEndpoint = n % 2 === 0;
  return {
    org: orgId,
    id: newId(),
    scope: null,
    key: null,
    bodyHash: null,
    actorType: fromEndpoint ? 'endpoint' : 'api_key',
    actorId: fromEndpoint ? endpointId : keyId,
    traceId: null,
    endpoint: fromEndpoint ? endpointId : null,
    source: 'web',
    externalId: `new-${n}`,
    name: 'Ana Pop',
    email: `new${n}@example.com`,
    emailRaw: null,
    phone: null,
    phoneRaw: null,
    message: null,
    language: null,
    country: null,
    tags: [],
    attributes: {},
    consents: {},
    occurredAt: null,
  };
}

/**
 * Processes of `WRITERS_VERSION` at work: intake, settlements of eight leads and a relay, each one transaction after
 * the other, without a second try.
 * @param sent how many leads others have sent before them
 */
export function startWriters({ appUrl, relayUrl }: DatabaseUrls, org: OldOrg, sent = 0): { stop(): Promise<Written> } {
  const app = new pg.Pool({ connectionString: appUrl, max: 8 });
  const relay = new pg.Pool({ connectionString: relayUrl, max: 1 });
  const written: Written = { count: 0, deliveries: sent, longestMs: 0, failures: [] };
  let stopping = false;

  async function inOrg(work: (client: pg.PoolClient) => Promise<void>): Promise<void> {
    const client = await app.connect();
    try {
      await client.query(`BEGIN; SELECT set_config('app.org_id', '${org.orgId}', true)`);
      await work(client);
      await client.query('COMMIT');
    } catch (error) {
      await client.query('ROLLBACK');
      throw error;
    } finally {
      client.release();
    }
  }

  const takeIn = async (): Promise<void> => {
    written.deliveries += 1;
    const { rows } = await app.query<{ verdict: string }>('SELECT verdict FROM take_in_leads($1)', [
      JSON.stringify([delivery(org, written.deliveries)]),
    ]);
    if (rows[0]?.verdict !== 'CREATED') throw new Error(`a new lead was ${rows[0]?.verdict}`);
  };

  const settle = (): Promise<void> =>
    inOrg(async (client) => {
      const from = newPlace();
      const { rows } = await client.query<{ id: string }>(
        `SELECT id FROM leads WHERE org_id = $1 AND id >= $2 ORDER BY id LIMIT 8 FOR NO KEY UPDATE`,
        [org.orgId, from],
      );
      const ids = rows.map(({ id }) => id);
      await client.query(
        'UPDATE leads SET revision = revision + 1, score = score + 1 WHERE org_id = $1 AND id = ANY($2)',
        [org.orgId, ids],
      );
      await client.query(
        `INSERT INTO audit (org_id, at, actor_type, action, entity_type, entity_id, lead_id)
         SELECT $1, now(), 'system', 'lead.qualified', 'lead', id::text, id FROM unnest($2::uuid[]) AS t(id)`,
        [org.orgId, ids],
      );
    });

  const deliver = async (): Promise<void> => {
    await relay.query(
      `UPDATE outbox SET delivered_at = now() WHERE (org_id, id) IN (
         SELECT org_id, id FROM outbox WHERE delivered_at IS NULL AND dead_at IS NULL LIMIT 100 FOR UPDATE SKIP LOCKED)`,
    );
    await new Promise((resolve) => setTimeout(resolve, 20));
  };

  async function lane(work: () => Promise<void>): Promise<void> {
    while (!stopping) {
      const startedAtMs = performance.now();
      try {
        await work();
        written.count += 1;
      } catch (error) {
        written.failures.push((error as Error).message);
      }
      written.longestMs = Math.max(written.longestMs, performance.now() - startedAtMs);
    }
  }
  const running = Promise.all([lane(takeIn), lane(takeIn), lane(settle), lane(settle), lane(deliver)]);
  return {
    async stop() {
      stopping = true;
      await running;
      await Promise.all([app.end(), relay.end()]);
      return written;
    },
  };
}

/** Somewhere among ids that were made at random. */
const newPlace = (): string => crypto.randomUUID();
