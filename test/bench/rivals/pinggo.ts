import { Client, Connection } from '@temporalio/client';
import type { Watched } from '../cpu.js';
import { untilCompleted } from '../lives.js';
import type { Signed } from '../signed.js';
import type { Child, Database, System } from '../system.js';
import { Tenant } from '../tenant.js';
import { committedAtMs } from '../watch/committed.js';
import { ladder, type Contender, type Happened, type Happening } from './contender.js';
import { countStatements } from './usage.js';

const ESCALATION = `SELECT lead_id AS "leadId", ${committedAtMs()} AS "atMs",
    (extract(epoch FROM due_at) * 1000)::float8 AS "dueAtMs"
  FROM escalations WHERE org_id = $1 AND lead_id = ANY($2::uuid[]) AND NOT overtaken`;

const AUDIT = `SELECT a.lead_id AS "leadId", ${committedAtMs('a.xmin')} AS "atMs",
    (extract(epoch FROM c.deadline_at) * 1000)::float8 AS "dueAtMs"
  FROM audit a JOIN clocks c ON c.org_id = a.org_id AND c.lead_id = a.lead_id
  WHERE a.org_id = $1 AND a.lead_id = ANY($2::uuid[])`;

const HAPPENED: Record<Happening, string> = {
  remind: `${ESCALATION} AND step_key = 'remind'`,
  reassign: `${ESCALATION} AND step_key = 'reassign'`,
  breached: `${AUDIT} AND a.action = 'sla.breached'`,
  met: `${AUDIT} AND a.action = 'sla.met'`,
};

/** The product, as one of those who do the job. */
export class Pinggo implements Contender {
  readonly name = 'Pinggo';
  readonly role = 'pinggo_%';

  private constructor(
    private readonly system: System,
    private readonly database: Database,
    private readonly namespace: string,
    readonly tenant: Tenant,
    readonly client: Client,
    private readonly targetMs: number,
  ) {}

  static async create(system: System, targetS: number): Promise<Pinggo> {
    const database = await system.createDatabase('rivals');
    await countStatements(database.ownerUrl);
    const namespace = await system.createNamespace('rivals');
    const tenant = await Tenant.create(system, database, {
      clock: { target: { duration: `PT${targetS}S`, time: 'ELAPSED' }, ladder },
    });
    const connection = await Connection.connect({ address: system.temporalAddress });
    return new Pinggo(system, database, namespace, tenant, new Client({ connection, namespace }), targetS * 1000);
  }

  get orgId(): string {
    return this.tenant.world.orgId;
  }
  get sql() {
    return this.tenant.world.sql;
  }
  startWorker(): Promise<Child> {
    return this.system.startWorker(this.database, this.namespace);
  }
  startApi(): Promise<Child> {
    return this.system.startApi(this.database, this.namespace);
  }
  startMinimal(): Promise<Child> {
    return this.system.startMinimalWorker(this.database, this.namespace);
  }
  servers(): Watched[] {
    return this.system.servers;
  }
  newLead(): Signed {
    return this.tenant.newLead();
  }
  newProof(leadId: string): Signed {
    return this.tenant.newProof(leadId);
  }
  closing(leadId: string): Promise<Signed> {
    return this.tenant.closing(leadId);
  }
  async happened(what: Happening, ids: readonly string[]): Promise<Happened[]> {
    return this.tenant.world.all<Happened & Record<string, unknown>>(HAPPENED[what], [this.orgId, ids]);
  }
  /** They were received earlier: its clock counts from then. */
  dueAt(instants: readonly number[]): Promise<string[]> {
    return this.tenant.receiveAt(instants.map((atMs) => atMs - this.targetMs));
  }
  ended(lives: number): Promise<void> {
    return untilCompleted(this.client, 'leadWorkflow', lives);
  }
  async close(): Promise<void> {
    await this.tenant.close();
    await this.client.connection.close();
  }
}
