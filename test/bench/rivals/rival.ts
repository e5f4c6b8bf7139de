import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { Webhook } from 'standardwebhooks';
import { v7 as newId } from 'uuid';
import { createTokens } from '../../../api/platform/crypto/tokens.js';
import { waitFor } from '../../support/wait.js';
import { flowDefinition } from '../../support/world.js';
import { DUE, jobId } from '../baseline/rivals/boss.js';
import { DUE_INDEX, SCHEMA } from '../baseline/rivals/schema.js';
import type { Watched } from '../cpu.js';
import { inLanes } from '../lanes.js';
import { signedLead, signedProof, type Signed } from '../signed.js';
import { poolSize, type Child, type System } from '../system.js';
import { committedAtMs } from '../watch/committed.js';
import { begun, ladder, type Contender, type Happened, type Happening } from './contender.js';
import { keptFor } from '../signed-in.js';
import { countStatements } from './usage.js';

/** How a rival knows that something is due: it looks every so often, or pg-boss wakes it. */
export type Engine = { tickMs: number } | 'pg-boss';

const REPS = 20;
const ROLE = 'rival';
const LANES = 16;

const SELECT = `SELECT lead_id AS "leadId", ${committedAtMs()} AS "atMs",
    (extract(epoch FROM due_at) * 1000)::float8 AS "dueAtMs"`;

const HAPPENED: Record<Happening, string> = {
  remind: `${SELECT} FROM history WHERE action = 'reminded'`,
  breached: `${SELECT} FROM history WHERE action = 'breached'`,
  reassign: `${SELECT} FROM escalations WHERE step = 'reassign'`,
  met: `${SELECT} FROM history WHERE action = 'contacted'`,
};

/** One of the designs that Pinggo is held against, with a database of its own. */
export class Rival implements Contender {
  readonly role = ROLE;
  readonly orgId = newId();
  readonly sql: pg.Pool;
  private readonly endpointId = newId();
  private readonly secret = `whsec_${randomBytes(24).toString('base64')}`;
  private readonly webhook = new Webhook(this.secret);
  private readonly signIn = keptFor(async () => {
    const tokens = await createTokens(this.system.signingKey);
    const token = await tokens.sign({ sub: newId(), org: this.orgId, role: 'MANAGER', name: 'Mara' });
    return { authorization: `Bearer ${token}` };
  });

  private constructor(
    readonly name: string,
    private readonly engine: Engine,
    private readonly system: System,
    private readonly url: string,
    ownerUrl: string,
  ) {
    this.sql = new pg.Pool({ connectionString: ownerUrl, max: 4 });
    this.sql.on('error', () => undefined);
  }

  static async create(system: System, name: string, engine: Engine, targetS: number): Promise<Rival> {
    const { url, ownerUrl } = await createDatabase(system);
    const rival = new Rival(name, engine, system, url, ownerUrl);
    await rival.fill(targetS);
    return rival;
  }

  private async fill(targetS: number): Promise<void> {
    const plain = flowDefinition(newId());
    const clock = { ...plain.clocks[0]!, target: { duration: `PT${targetS}S`, time: 'ELAPSED' as const }, ladder };
    const client = new pg.Client({ connectionString: this.url });
    await client.connect();
    try {
      await client.query(SCHEMA);
      if (this.engine !== 'pg-boss') await client.query(DUE_INDEX);
      await client.query('INSERT INTO flows VALUES ($1, $2)', [this.orgId, { ...plain, clocks: [clock] }]);
      await client.query('INSERT INTO endpoints VALUES ($1, $2, $3)', [this.endpointId, this.orgId, this.secret]);
      await client.query(
        'INSERT INTO reps (org_id, id, capacity) SELECT $1, gen_random_uuid(), 1000000 FROM generate_series(1, $2)',
        [this.orgId, REPS],
      );
    } finally {
      await client.end();
    }
  }

  private start(name: string, own: Record<string, string> = {}): Promise<Child> {
    return this.system.startChild(name, `test/bench/baseline/rivals/${name}.ts`, {
      DATABASE_URL: this.url,
      DATABASE_POOL_SIZE: String(poolSize),
      PINGGO_SIGNING_KEY: this.system.signingKey,
      ...own,
    });
  }

  /** Of pg-boss the first start of a worker makes its tables: it comes before the API. */
  startWorker(): Promise<Child> {
    if (this.engine === 'pg-boss') return this.start('boss-worker');
    return this.start('tick-loop', { TICK_MS: String(this.engine.tickMs) });
  }

  startApi(): Promise<Child> {
    return this.start(this.engine === 'pg-boss' ? 'boss-api' : 'tick-api');
  }

  servers(): Watched[] {
    return this.system.servers.filter(({ name }) => name === 'postgres');
  }

  newLead(): Signed {
    return signedLead(this.webhook, this.endpointId);
  }

  newProof(leadId: string): Signed {
    return signedProof(this.webhook, this.endpointId, leadId);
  }

  async closing(leadId: string): Promise<Signed> {
    return { path: `/api/leads/${leadId}/close`, headers: await this.signIn(), body: '{"outcome":"WON"}' };
  }

  async happened(what: Happening, ids: readonly string[]): Promise<Happened[]> {
    const { rows } = await this.sql.query<Happened>(`${HAPPENED[what]} AND lead_id = ANY($1::uuid[])`, [ids]);
    return rows;
  }

  /** Moves their deadlines, and the jobs that wait for them; they count as reminded. */
  async dueAt(instants: readonly number[], takeIn: () => Promise<string>): Promise<string[]> {
    const ids: string[] = [];
    await inLanes(instants, LANES, async () => void ids.push(await takeIn()));
    const due = instants.map((atMs) => new Date(atMs));
    // Pg-boss begins them later than it answers.
    await waitFor('all begun', async () => (await begun(this, ids)) === ids.length);
    await this.sql.query(
      `UPDATE leads SET deadline_at = due, next_at = due, reminded_at = clock_timestamp()
       FROM unnest($1::uuid[], $2::timestamptz[]) AS t(lead_id, due) WHERE id = lead_id`,
      [ids, due],
    );
    if (this.engine === 'pg-boss') {
      await this.sql.query(
        `UPDATE pgboss.job SET start_after = due FROM unnest($1::uuid[], $2::timestamptz[]) AS t(job_id, due)
         WHERE name = $3 AND id = job_id`,
        [ids.map((id) => jobId(id, 'reassign')), due, DUE],
      );
    }
    return ids;
  }

  ended(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    return this.sql.end();
  }
}

/** An empty database that belongs to the role of the rivals. */
async function createDatabase(system: System): Promise<{ url: string; ownerUrl: string }> {
  const name = `rival_${randomBytes(4).toString('hex')}`;
  const client = new pg.Client({ connectionString: system.ownerUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [ROLE]);
    if (rowCount === 0) await client.query(`CREATE ROLE ${ROLE} LOGIN PASSWORD '${ROLE}'`);
    await client.query(`CREATE DATABASE ${name} OWNER ${ROLE}`);
  } finally {
    await client.end();
  }
  const url = new URL(system.ownerUrl);
  url.pathname = `/${name}`;
  await countStatements(url.href);
  const ownerUrl = url.href;
  url.username = ROLE;
  url.password = ROLE;
  return { url: url.href, ownerUrl };
}
