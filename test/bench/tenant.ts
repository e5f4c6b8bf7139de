import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { v7 as newId } from 'uuid';
import { createTokens } from '../../api/platform/crypto/tokens.js';
import { secretPlace } from '../../db/leads/endpoint-secrets.js';
import { createSecretBox } from '../../db/platform/secret-box.js';
import type { ClockDefinition, FlowDefinition } from '../../domain/leads/flow/definition.js';
import { World, flowDefinition } from '../support/world.js';
import type { Living } from './lives.js';
import { keptFor } from './signed-in.js';
import { signedLead, signedProof, type Signed } from './signed.js';
import type { Database, System } from './system.js';

/** Tables of the baselines, beside the product's and under the same role. */
const BASELINE_TABLES = `
CREATE TABLE IF NOT EXISTS bench_rows (id text PRIMARY KEY, due_at timestamptz);
CREATE TABLE IF NOT EXISTS bench_bodies (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, endpoint_id uuid NOT NULL, body jsonb NOT NULL);
GRANT SELECT, INSERT ON bench_rows, bench_bodies TO pinggo_app`;

function definitionWith(world: World, clock: Partial<ClockDefinition> = {}): FlowDefinition {
  const plain = flowDefinition(world.teamId);
  // What nobody proves falls due long after the last figure: the timers of a burst would be the load of another one.
  const target = { duration: 'PT12H', time: 'ELAPSED' } as const;
  return { ...plain, clocks: [{ ...plain.clocks[0]!, target, ...clock }] };
}

/** One org with reps, a flow and an endpoint. */
export class Tenant implements Living {
  private readonly webhook: Webhook;
  private readonly signIn = keptFor(() => this.manager());

  private constructor(
    readonly world: World,
    private readonly system: System,
    readonly endpointId = newId(),
    private readonly secret = `whsec_${randomBytes(24).toString('base64')}`,
  ) {
    this.webhook = new Webhook(secret);
  }

  /** @param clock what differs from one elapsed clock of 15 minutes without a ladder */
  static async create(
    system: System,
    database: Database,
    options: { clock?: Partial<ClockDefinition>; reps?: number } = {},
  ): Promise<Tenant> {
    const world = await World.create(database.ownerUrl);
    const tenant = new Tenant(world, system);
    await world.sql.query(BASELINE_TABLES);
    for (let i = 0; i < (options.reps ?? 20); i += 1) await world.addRep(`Rep${i}`, { capacity: 1_000_000 });
    await world.addFlow(definitionWith(world, options.clock));
    await world.sql.query(
      `INSERT INTO endpoints (org_id, id, name, source, adapter) VALUES ($1, $2, 'bench', 'web', 'standard')`,
      [world.orgId, tenant.endpointId],
    );
    await world.sql.query(
      'INSERT INTO endpoint_secrets (org_id, id, endpoint_id, ciphertext) VALUES ($1, $2, $3, $4)',
      [
        world.orgId,
        newId(),
        tenant.endpointId,
        createSecretBox(system.secretsKey).encrypt(tenant.secret, secretPlace(world.orgId, tenant.endpointId)),
      ],
    );
    return tenant;
  }

  /** This org in a copy of its database. */
  in(database: Database): Tenant {
    const { orgId, teamId, managerId } = this.world;
    return new Tenant(World.of(database.ownerUrl, orgId, teamId, managerId), this.system, this.endpointId, this.secret);
  }

  get orgId(): string {
    return this.world.orgId;
  }
  get sql() {
    return this.world.sql;
  }

  /** From now on new leads get this clock: another published version of the flow. */
  async replaceFlow(clock: Partial<ClockDefinition>): Promise<void> {
    const { world } = this;
    await world.sql.query('UPDATE flows SET active = false WHERE org_id = $1', [world.orgId]);
    await world.addFlow(definitionWith(world, clock), `replaced-${newId()}`);
  }

  /** A delivery of a new lead, good for five minutes. */
  newLead(): Signed {
    return signedLead(this.webhook, this.endpointId);
  }

  newProof(leadId: string): Signed {
    return signedProof(this.webhook, this.endpointId, leadId);
  }

  async closing(leadId: string): Promise<Signed> {
    return { path: `/api/leads/${leadId}/close`, headers: await this.signIn(), body: '{"outcome":"WON"}' };
  }

  /** A header that signs the manager in for a quarter of an hour. */
  async manager(): Promise<Record<string, string>> {
    const { orgId, managerId } = this.world;
    const tokens = await createTokens(this.system.signingKey);
    return {
      authorization: `Bearer ${await tokens.sign({ sub: managerId, org: orgId, role: 'MANAGER', name: 'Mara' })}`,
    };
  }

  /** Stores leads of the endpoint with their outbox rows, as intake does, each received at its instant. */
  async receiveAt(instants: readonly number[]): Promise<string[]> {
    const ids = instants.map(() => newId());
    await this.world.sql.query(
      `WITH l AS (
         INSERT INTO leads (org_id, id, endpoint_id, source, name, email, attributes, tags, received_at)
         SELECT $1, id, $4, 'web', 'Ana Pop', 'ana@example.com', '{}', '{}', to_timestamp(ms / 1000)
         FROM unnest($2::uuid[], $3::float8[]) AS t(id, ms) RETURNING org_id, id)
       INSERT INTO outbox (org_id, topic, lead_id) SELECT org_id, 'LEAD_RECEIVED', id FROM l`,
      [this.world.orgId, ids, instants, this.endpointId],
    );
    return ids;
  }

  /** How many of these leads wait with a running clock. */
  async waiting(ids: readonly string[]): Promise<number> {
    const { count } = await this.world.one<{ count: number }>(
      `SELECT count(*)::int AS count FROM clocks WHERE org_id = $1 AND lead_id = ANY($2::uuid[])`,
      [this.world.orgId, ids],
    );
    return count;
  }

  /** Milliseconds from each breach's deadline to the commit of its row. */
  async breachLateness(ids: readonly string[]): Promise<number[]> {
    const rows = await this.world.all<{ late: number }>(
      `SELECT (extract(epoch FROM pg_xact_commit_timestamp(a.xmin) - c.deadline_at) * 1000)::float8 AS late
       FROM audit a JOIN clocks c ON c.org_id = a.org_id AND c.lead_id = a.lead_id
       WHERE a.org_id = $1 AND a.lead_id = ANY($2::uuid[]) AND a.action = 'sla.breached'`,
      [this.world.orgId, ids],
    );
    return rows.map(({ late }) => late);
  }

  /** The same of escalations: from their due instant to the commit. */
  async escalationLateness(ids: readonly string[]): Promise<number[]> {
    const rows = await this.world.all<{ late: number }>(
      `SELECT (extract(epoch FROM pg_xact_commit_timestamp(xmin) - due_at) * 1000)::float8 AS late
       FROM escalations WHERE org_id = $1 AND lead_id = ANY($2::uuid[])`,
      [this.world.orgId, ids],
    );
    return rows.map(({ late }) => late);
  }

  /** The same of the minimal workflow's rows whose ids begin like this. */
  async minimalLateness(prefix: string): Promise<number[]> {
    const rows = await this.world.all<{ late: number }>(
      `SELECT (extract(epoch FROM pg_xact_commit_timestamp(xmin) - due_at) * 1000)::float8 AS late
       FROM bench_rows WHERE id LIKE $1 || '%'`,
      [prefix],
    );
    return rows.map(({ late }) => late);
  }

  /** What autovacuum would have gathered on a database that has lived for a minute. */
  async gatherStatistics(): Promise<void> {
    await this.world.sql.query('ANALYZE');
  }

  async counter(name: string): Promise<number> {
    const rows = await this.world.all<{ value: string }>('SELECT value FROM counters WHERE name = $1', [name]);
    return Number(rows[0]?.value ?? 0);
  }

  close(): Promise<void> {
    return this.world.close();
  }
}
