import type { WorkflowClient, WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime, Worker, type NativeConnection } from '@temporalio/worker';
import { pino } from 'pino';
import { v7 as newId } from 'uuid';
import { absenceActivities } from '../../activities/leads/absence.js';
import { leadActivities, type LeadActivities } from '../../activities/leads/lead.js';
import { updateLead } from '../../api/leads/lead-bell.js';
import { bundleWorkflows } from '../../cli/stack/bundle.js';
import { openDatabase, type Database } from '../../db/client.js';
import type { CallOutcome, ProofKind } from '../../domain/leads/vocabulary/proofs.js';
import type { SettledView } from '../../domain/leads/view/settled-view.js';
import { isDecision, type CommandRequest } from '../../domain/leads/lead/state.js';
import type { LeadView } from '../../domain/leads/view/view.js';
import { ofOrg } from '../../relay/delivery/temporal.js';
import { searchAttributes, workerTuning } from '../../temporal.config.js';
import { decideTogether } from '../../settlement/decide.js';
import { absenceWorkflowId, leadWorkflowId } from '../../workflows/ids.js';
import type { absenceWorkflow } from '../../workflows/index.js';
import { attributesOfStart, commandRequested, leadView, proofReceived } from '../../workflows/leads/lead/messages.js';
import { endingWithUs } from '../support/ephemeral.js';
import { createTestDatabase, temporalTestServerPath, type TestDatabase } from '../support/stack.js';
import { waitFor } from '../support/wait.js';
import { World, type LeadSeed } from '../support/world.js';

Runtime.install({ logger: new DefaultLogger('ERROR') });
const log = pino({ level: 'silent' });
export const PUBLIC_URL = 'https://pinggo.example';

/** What a lab needs of a Temporal server; both the time-skipping one and the dev server have it. */
export interface Server {
  workflows: WorkflowClient;
  connection: NativeConnection;
  namespace: string;
  /** The server's now, which a time-skipping one makes up. */
  now(): Promise<number>;
}

/** The bundle that a worker would run. */
export const workflowBundle = async (): Promise<{ codePath: string }> => ({
  codePath: await bundleWorkflows(),
});

export interface EscalationRow {
  key: string;
  step_key: string;
  repeat: number;
  action: string;
  due_at: Date;
  fired_at: Date;
  overtaken: boolean;
  compensated_at: Date | null;
}

export interface ClockRow {
  key: string;
  cycle: number;
  status: string;
  started_at: Date;
  deadline_at: Date | null;
  met_at: Date | null;
}

/** temporal.api.enums.v1.IndexedValueType */
const typeOf = { Keyword: 2, Bool: 5, Datetime: 6 };

/** The test server cannot list what it has: registering is tried, and what is there already is as good. */
async function registerSearchAttributes({ connection, namespace }: Server): Promise<void> {
  const types = Object.entries(searchAttributes).map(([name, type]) => [name, typeOf[type]]);
  try {
    await connection.operatorService.addSearchAttributes({
      namespace,
      searchAttributes: Object.fromEntries(types) as Record<string, number>,
    });
  } catch (error) {
    if (!/already exist/i.test(String(error))) throw error;
  }
}

/** A lead whose workflow runs, as tests look at it and act on it; at the server's now, as if in production. */
export class RunningLead {
  constructor(
    private readonly lab: LeadLab,
    readonly world: World,
    readonly id: string,
    readonly receivedAtMs: number,
    readonly handle: WorkflowHandleWithFirstExecutionRunId,
  ) {}

  /** The instant so many minutes after it was received. */
  at = (minutes: number): number => this.receivedAtMs + minutes * 60_000;

  /** Records a proof and tells its workflow. @param receivedAtMs when we heard of it; now, where it is left out */
  async prove(...proof: Parameters<RunningLead['record']>): Promise<string> {
    const id = await this.record(...proof);
    await this.tell(id);
    return id;
  }

  /** Records a proof of which nobody is told. */
  async record(
    kind: ProofKind = 'CALL_LOGGED',
    occurredAtMs?: number,
    receivedAtMs?: number,
    outcome: CallOutcome | null = null,
  ): Promise<string> {
    const id = newId();
    const nowMs = receivedAtMs ?? (await this.lab.server.now());
    await this.world.sql.query(
      `INSERT INTO proofs (org_id, id, lead_id, kind, occurred_at, received_at, actor_type, outcome)
       VALUES ($1, $2, $3, $4, $5, $6, 'system', $7)`,
      [this.world.orgId, id, this.id, kind, new Date(occurredAtMs ?? nowMs), new Date(nowMs), outcome],
    );
    return id;
  }

  /** Tells its workflow of a proof. @param decided with what was decided about it */
  tell(proofId: string, decided?: SettledView): Promise<void> {
    return decided === undefined
      ? this.handle.signal(proofReceived, proofId)
      : this.handle.signal(proofReceived, proofId, decided);
  }

  private async writeCommand(request: CommandRequest, requestedAtMs?: number): Promise<string> {
    const id = newId();
    const now = new Date(requestedAtMs ?? (await this.lab.server.now()));
    await this.world.sql.query(
      `INSERT INTO commands (org_id, id, lead_id, request, actor_type, actor_id, requested_at)
       VALUES ($1, $2, $3, $4, 'user', $5, $6)`,
      [this.world.orgId, id, this.id, request, this.world.managerId, now],
    );
    return id;
  }

  /** Answers an offer, or decides about an approval, by an update. @returns the refusal, null for none: it is decided when the update returns */
  async answer(request: CommandRequest): Promise<string | null> {
    const id = await this.writeCommand(request);
    const about = isDecision(request) ? 'APPROVAL' : 'OFFER';
    await updateLead(this.lab.server.workflows, this.handle.workflowId, id, Date.now() + 20_000, about);
    const row = await this.world.one<{ applied_at: Date | null; refusal: string | null }>(
      'SELECT applied_at, refusal FROM commands WHERE id = $1',
      [id],
    );
    if (row.applied_at === null) throw new Error('the update returned before the answer was settled');
    return row.refusal;
  }

  /** @param requestedAtMs when it was asked; now, where it is left out */
  async command(request: CommandRequest, requestedAtMs?: number): Promise<void> {
    const id = await this.writeCommand(request, requestedAtMs);
    await this.handle.signal(commandRequested, id);
    await waitFor(`${request.kind} is applied`, async () => {
      const row = await this.world.one<{ applied_at: Date | null }>('SELECT applied_at FROM commands WHERE id = $1', [
        id,
      ]);
      return row.applied_at;
    });
  }

  escalations(): Promise<EscalationRow[]> {
    return this.world.all('SELECT * FROM escalations WHERE lead_id = $1 ORDER BY due_at, key', [this.id]);
  }

  clocks(): Promise<ClockRow[]> {
    return this.world.all('SELECT * FROM clocks WHERE lead_id = $1 ORDER BY key, cycle', [this.id]);
  }

  view(): Promise<LeadView | null> {
    return this.handle.query(leadView);
  }

  row(): Promise<{ status: string; owner_id: string | null; reassignments: number; breach: string }> {
    return this.world.one('SELECT * FROM leads WHERE id = $1', [this.id]);
  }

  waitForStatus(status: string): Promise<unknown> {
    return waitFor(`lead is ${status}`, async () => (await this.row()).status === status);
  }

  waitForEscalations(count: number): Promise<EscalationRow[]> {
    return waitFor(`${count} escalations`, async () => {
      const rows = await this.escalations();
      return rows.length >= count && rows;
    });
  }

  waitForView(what: string, probe: (view: LeadView) => boolean): Promise<LeadView> {
    return waitFor(`the workflow knows: ${what}`, async () => {
      const view = await this.view();
      return view && probe(view) && view;
    });
  }

  async events(runId?: string) {
    const handle = runId ? this.lab.server.workflows.getHandle(this.handle.workflowId, runId) : this.handle;
    return (await handle.fetchHistory()).events ?? [];
  }
}

/** The real activities over a real database, and a worker that runs them on some Temporal server. */
export class LeadLab {
  readonly taskQueue = `leads-${newId()}`;
  private readonly worlds: World[] = [];
  private worker: Worker | null = null;
  private running: Promise<void> = Promise.resolve();

  private constructor(
    readonly server: Server,
    readonly database: TestDatabase,
    private readonly db: Database,
  ) {}

  /**
   * @param wrap around the activities, to make them fail
   * @param database where it is not a test's own
   */
  static async open(
    name: string,
    server: Server,
    wrap: (activities: LeadActivities) => LeadActivities = (activities) => activities,
    database?: TestDatabase,
  ): Promise<LeadLab> {
    database ??= await createTestDatabase(name);
    const db = openDatabase(database.appUrl, { role: 'pinggo_app' });
    const lab = new LeadLab(server, database, db);
    try {
      const deps = { db, outgoing: [], clock: Date.now, log };
      await registerSearchAttributes(server);
      lab.worker = await Worker.create({
        connection: server.connection,
        namespace: server.namespace,
        taskQueue: lab.taskQueue,
        workflowBundle: await workflowBundle(),
        activities: { ...wrap(leadActivities({ ...deps, publicUrl: PUBLIC_URL })), ...absenceActivities(deps) },
        ...workerTuning,
        shutdownGraceTime: '1s',
        shutdownForceTime: '5s',
      });
      lab.running = lab.worker.run();
      // Seen by close().
      lab.running.catch(() => undefined);
    } catch (error) {
      await lab.close();
      throw error;
    }
    return lab;
  }

  async close(): Promise<void> {
    try {
      if (this.worker?.getState() === 'RUNNING') this.worker.shutdown();
      await this.running;
    } finally {
      for (const world of this.worlds) await world.close();
      await this.db.close();
      await this.database.drop();
    }
  }

  async newWorld(): Promise<World> {
    const world = await World.create(this.database.ownerUrl);
    this.worlds.push(world);
    return world;
  }

  /** Settles a lead outside of its workflow, at the server's now. */
  async decide(world: World, leadId: string): Promise<SettledView> {
    const nowMs = await this.server.now();
    const deps = { db: this.db, outgoing: [], clock: () => nowMs, log, publicUrl: PUBLIC_URL };
    const decide = decideTogether(deps, { skipLocked: true });
    const decided = await decide(world.orgId, leadId);
    if (decided === null) throw new Error(`lead ${leadId} could not be decided`);
    return decided;
  }

  /**
   * Takes a lead in at the server's now, and starts its workflow as the relay does.
   * @param inBulk begun before its workflow is started
   */
  async start(world: World, { inBulk = false, ...seed }: LeadSeed & { inBulk?: boolean } = {}): Promise<RunningLead> {
    const id = await world.receive({ ...seed, ageMs: Date.now() - (await this.server.now()) + (seed.ageMs ?? 0) });
    const { received_at } = await world.one<{ received_at: Date }>('SELECT received_at FROM leads WHERE id = $1', [id]);
    const common = ofOrg(this, world.orgId);
    const decided = inBulk ? await this.decide(world, id) : null;
    const attributes = attributesOfStart(decided);
    const handle = await this.server.workflows.start('leadWorkflow', {
      ...common,
      workflowId: leadWorkflowId(world.orgId, id),
      args: [{ orgId: world.orgId, leadId: id, ...(decided && { decided }) }],
      staticSummary: `Lead ${id}`,
      typedSearchAttributes: [...common.typedSearchAttributes, ...attributes] as typeof common.typedSearchAttributes,
    });
    return new RunningLead(this, world, id, received_at.getTime(), handle);
  }

  /** Plans time off by SQL, and starts its workflow as the relay does, less the bell. */
  async startAbsence(world: World, userId: string, { fromMs, toMs }: { fromMs: number; toMs: number }) {
    const id = newId();
    await world.sql.query(
      `INSERT INTO absences (org_id, id, user_id, cause, from_at, to_at) VALUES ($1, $2, $3, 'TIME_OFF', $4, $5)`,
      [world.orgId, id, userId, new Date(fromMs), new Date(toMs)],
    );
    const handle = await this.server.workflows.start<typeof absenceWorkflow>('absenceWorkflow', {
      ...ofOrg(this, world.orgId),
      workflowId: absenceWorkflowId(world.orgId, id),
      args: [{ orgId: world.orgId, absenceId: id }],
      staticSummary: `Absence ${id}`,
    });
    return { id, handle };
  }
}

type Events = Awaited<ReturnType<RunningLead['events']>>;

/** The most timers that were open between two workflow tasks: within one, the new timer is listed before the old one's end. */
export function mostTimersOpen(events: Events): number {
  let open = 0;
  let most = 0;
  for (const event of events) {
    if (event.timerStartedEventAttributes) open += 1;
    else if (event.timerCanceledEventAttributes) open -= 1;
    else most = Math.max(most, open);
    if (event.timerFiredEventAttributes) open -= 1;
  }
  return most;
}

export const countOf = (events: Events, has: (event: Events[number]) => unknown): number => events.filter(has).length;

/** A lab on a Temporal server that skips time. */
export interface SkippingLab {
  env: TestWorkflowEnvironment;
  lab: LeadLab;
  close(): Promise<void>;
}

/** @param wrap around the activities, to make them fail */
export async function openSkippingLab(
  name: string,
  wrap?: (activities: LeadActivities) => LeadActivities,
): Promise<SkippingLab> {
  const env = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path: endingWithUs(temporalTestServerPath()) } },
  });
  try {
    const server = {
      workflows: env.client.workflow,
      connection: env.nativeConnection,
      namespace: env.namespace ?? 'default',
      now: () => env.currentTimeMs(),
    };
    const lab = await LeadLab.open(name, server, wrap);
    return {
      env,
      lab,
      async close() {
        try {
          await lab.close();
        } finally {
          await env.teardown();
        }
      },
    };
  } catch (error) {
    await env.teardown();
    throw error;
  }
}
