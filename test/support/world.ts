import { createHash, randomBytes } from 'node:crypto';
import pg from 'pg';
import { v7 as newId } from 'uuid';
import type { FlowDefinition } from '../../domain/leads/flow/definition.js';
import type { ProofKind } from '../../domain/leads/vocabulary/proofs.js';
import type { CommandRequest } from '../../domain/leads/lead/state.js';
// Counts are numbers here too, whichever file ran before.
import '../../db/client.js';
import type { Role } from '../../domain/platform/access/roles.js';
import type { CalendarDefinition } from '../../domain/engine/calendars/types.js';

/** A flow that tests vary: everything qualifies, one elapsed clock of 15 minutes, no ladder. */
export function flowDefinition(teamId: string, change: Partial<FlowDefinition> = {}): FlowDefinition {
  return {
    priority: 10,
    match: { all: [] },
    scoring: { threshold: 0, rules: [{ when: { all: [] }, points: 10, reason: 'every lead' }] },
    routing: {
      rules: [{ when: { all: [] }, teamId, mode: 'AUTO', strategy: 'BALANCED' }],
      maxReassignments: 2,
    },
    clocks: [
      {
        key: 'first_contact',
        name: 'First contact',
        starts: 'RECEIVED',
        target: { duration: 'PT15M', time: 'ELAPSED' },
        proofs: ['CALL_LOGGED'],
        ladder: [],
      },
    ],
    ...change,
  };
}

/** Somebody is there who can be signed in, and an org for them: what is there already stays. */
export async function ensurePerson(sql: pg.Pool, orgId: string, userId: string, role: Role): Promise<void> {
  await sql.query("INSERT INTO orgs (id, name) VALUES ($1, 'Another org') ON CONFLICT DO NOTHING", [orgId]);
  await sql.query(
    `INSERT INTO users (org_id, id, email, name, role) VALUES ($1, $2, $3, 'Somebody', $4) ON CONFLICT DO NOTHING`,
    [orgId, userId, `somebody-${userId}@example.com`, role],
  );
}

export interface LeadSeed {
  name?: string;
  email?: string;
  /** E.164 */
  phone?: string;
  /** Milliseconds that have passed since it was received. */
  ageMs?: number;
  /** The very instant at which it was received, instead. */
  receivedAt?: Date;
  source?: string;
  externalId?: string;
  attributes?: Record<string, unknown>;
  tags?: string[];
}

/** An org made by SQL, as the owner: what tests of the engine need, without the API. */
export class World {
  private constructor(
    readonly sql: pg.Pool,
    readonly orgId: string,
    readonly teamId: string,
    readonly managerId: string,
  ) {
    sql.on('error', () => undefined);
  }

  /** An org that is there already. */
  static of(ownerUrl: string, orgId: string, teamId: string, managerId: string): World {
    return new World(new pg.Pool({ connectionString: ownerUrl, max: 4 }), orgId, teamId, managerId);
  }

  static async create(ownerUrl: string): Promise<World> {
    const world = World.of(ownerUrl, newId(), newId(), newId());
    await world.sql.query("INSERT INTO orgs (id, name) VALUES ($1, 'Test org')", [world.orgId]);
    await world.sql.query(
      `INSERT INTO users (org_id, id, email, name, role) VALUES ($1, $2, $3, 'Mara Manager', 'MANAGER')`,
      [world.orgId, world.managerId, `manager@${world.orgId}.example`],
    );
    await world.sql.query(`INSERT INTO teams (org_id, id, name, manager_id) VALUES ($1, $2, 'Sales', $3)`, [
      world.orgId,
      world.teamId,
      world.managerId,
    ]);
    return world;
  }

  async addRep(
    name: string,
    options: { capacity?: number; skills?: string[]; calendarId?: string } = {},
  ): Promise<string> {
    const id = newId();
    await this.sql.query(
      `INSERT INTO users (org_id, id, email, name, role, capacity, calendar_id) VALUES ($1, $2, $3, $4, 'REP', $5, $6)`,
      [
        this.orgId,
        id,
        `${name.toLowerCase()}@${id}.example`,
        name,
        options.capacity ?? 100,
        options.calendarId ?? null,
      ],
    );
    await this.sql.query('INSERT INTO memberships (org_id, team_id, user_id) VALUES ($1, $2, $3)', [
      this.orgId,
      this.teamId,
      id,
    ]);
    for (const skill of options.skills ?? [])
      await this.sql.query('INSERT INTO skills (org_id, user_id, skill) VALUES ($1, $2, $3)', [this.orgId, id, skill]);
    return id;
  }

  /** Somebody is signed in on a device. @returns the refresh token that the device keeps */
  async addSession(userId: string): Promise<string> {
    const token = randomBytes(32).toString('base64url');
    const id = newId();
    await this.sql.query(
      `INSERT INTO refresh_tokens (org_id, id, family_id, user_id, hash, expire_at)
       SELECT org_id, $2, $2, id, $3, now() + interval '1 day' FROM users WHERE id = $1`,
      [userId, id, createHash('sha256').update(token).digest('hex')],
    );
    return token;
  }

  async addCalendar(definition: CalendarDefinition): Promise<string> {
    const id = newId();
    await this.sql.query(`INSERT INTO calendars (org_id, id, name, definition) VALUES ($1, $2, 'hours', $3)`, [
      this.orgId,
      id,
      definition,
    ]);
    return id;
  }

  /** A published, active flow. */
  async addFlow(definition: FlowDefinition = flowDefinition(this.teamId), key = 'main'): Promise<string> {
    const id = newId();
    await this.sql.query(
      `INSERT INTO flows (org_id, id, key, name, draft, published_version, active) VALUES ($1, $2, $3, $3, $4, 1, true)`,
      [this.orgId, id, key, definition],
    );
    await this.sql.query(
      `INSERT INTO flow_versions (org_id, flow_id, version, definition, published_by) VALUES ($1, $2, 1, $3, 'test')`,
      [this.orgId, id, definition],
    );
    return id;
  }

  /** Stores leads with their outbox rows, all received at one instant, as intake does. */
  async receiveMany(count: number, seed: LeadSeed = {}): Promise<string[]> {
    const ids = Array.from({ length: count }, () => newId());
    await this.sql.query(
      `WITH l AS (INSERT INTO leads (org_id, id, source, external_id, name, email, phone, attributes, tags, received_at)
         SELECT $1, id, $3, $4, $9, $10, $11, $5, $6,
           coalesce($8, date_trunc('milliseconds', statement_timestamp()) - $7 * interval '1 millisecond')
         FROM unnest($2::uuid[]) AS t(id) RETURNING org_id, id)
       INSERT INTO outbox (org_id, topic, lead_id) SELECT org_id, 'LEAD_RECEIVED', id FROM l`,
      [
        this.orgId,
        ids,
        seed.source ?? 'web',
        seed.externalId ?? null,
        seed.attributes ?? {},
        seed.tags ?? [],
        seed.ageMs ?? 0,
        seed.receivedAt ?? null,
        seed.name ?? 'Ana Pop',
        seed.email ?? 'ana@example.com',
        seed.phone ?? null,
      ],
    );
    return ids;
  }

  async receive(seed: LeadSeed = {}): Promise<string> {
    return (await this.receiveMany(1, seed))[0]!;
  }

  async prove(leadId: string, kind: ProofKind = 'CALL_LOGGED', occurredAt: Date | null = null): Promise<string> {
    const id = newId();
    await this.sql.query(
      `WITH p AS (INSERT INTO proofs (org_id, id, lead_id, kind, occurred_at, received_at, actor_type)
         VALUES ($1, $2, $3, $4, coalesce($5, date_trunc('milliseconds', clock_timestamp())),
           date_trunc('milliseconds', clock_timestamp()), 'system') RETURNING org_id, lead_id, id)
       INSERT INTO outbox (org_id, topic, lead_id, subject_id) SELECT org_id, 'PROOF_RECORDED', lead_id, id FROM p`,
      [this.orgId, id, leadId, kind, occurredAt],
    );
    return id;
  }

  /** @param requestedAt now, where it is left out */
  async command(leadId: string, request: CommandRequest, requestedAt: Date | null = null): Promise<string> {
    const id = newId();
    await this.sql.query(
      `WITH c AS (INSERT INTO commands (org_id, id, lead_id, request, actor_type, actor_id, requested_at)
         VALUES ($1, $2, $3, $4, 'user', $5, coalesce($6, date_trunc('milliseconds', clock_timestamp())))
         RETURNING org_id, lead_id, id)
       INSERT INTO outbox (org_id, topic, lead_id, subject_id) SELECT org_id, 'COMMAND_REQUESTED', lead_id, id FROM c`,
      [this.orgId, id, leadId, request, this.managerId, requestedAt],
    );
    return id;
  }

  /** One row of a query; throws when there is none. */
  async one<T extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<T> {
    const { rows } = await this.sql.query<T>(text, values);
    if (!rows[0]) throw new Error(`no row: ${text}`);
    return rows[0];
  }

  async all<T extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<T[]> {
    return (await this.sql.query<T>(text, values)).rows;
  }

  close(): Promise<void> {
    return this.sql.end();
  }
}
