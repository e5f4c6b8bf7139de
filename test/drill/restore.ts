// `npm run drill:restore`: docs/runbooks/backup-and-restore.md played on real servers. Postgres is restored to a backup
// while Temporal goes on, and Temporal while Postgres goes on. Exit code 1 when anything of a backup is lost, anything
// is stuck, or anybody is mailed twice.
import { execFile } from 'node:child_process';
import { chmod, cp, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client, Connection } from '@temporalio/client';
import pg from 'pg';
import { bundleWorkflows } from '../../cli/stack/bundle.js';
import { startChild } from '../../cli/stack/children.js';
import { dataDirectory, projectRoot } from '../../cli/stack/paths.js';
import { freePort } from '../../cli/stack/ports.js';
import { startPostgres, type RunningPostgres } from '../../cli/stack/postgres.js';
import type { Running } from '../../cli/stack/processes.js';
import { buildPrograms, programArguments } from '../../cli/stack/programs.js';
import { startTemporal, type RunningTemporal } from '../../cli/stack/temporal.js';
import { temporalCli } from '../../cli/stack/temporal-binary.js';
import { ensureRoles, migrate } from '../../db/migrate.js';
import { leadWorkflowId } from '../../workflows/ids.js';
import { startSmtp, type SmtpSink } from '../support/smtp.js';
import { waitFor } from '../support/wait.js';
import { flowDefinition, World } from '../support/world.js';

const run = promisify(execFile);
const LEADS = 20;
const WAIT_MS = 120_000;
const say = (line: string): void => console.log(`${new Date().toISOString().slice(11, 19)}  ${line}`);

/** A desk with its servers, which can be stopped, copied and put back. */
class Desk {
  private postgres!: RunningPostgres;
  private temporal!: RunningTemporal;
  private worker: Running | null = null;
  private urls!: { ownerUrl: string; appUrl: string; relayUrl: string };
  private bundle = '';
  private programs = '';
  private binary = '';
  private ports: { postgres: number; temporal: number; ui: number } = { postgres: 0, temporal: 0, ui: 0 };
  world!: World;

  private constructor(
    private readonly directory: string,
    readonly smtp: SmtpSink,
  ) {}

  static async open(): Promise<Desk> {
    const directory = await mkdtemp(join(tmpdir(), 'pinggo-drill-'));
    await chmod(directory, 0o711);
    const desk = new Desk(directory, await startSmtp());
    try {
      desk.binary = await temporalCli({ dataDir: dataDirectory(), log: say });
      [desk.bundle, desk.programs] = await Promise.all([bundleWorkflows(), buildPrograms()]);
      const [postgres, temporal, ui] = [await freePort(0, ''), await freePort(0, ''), await freePort(0, '')];
      desk.ports = { postgres, temporal, ui };
      await Promise.all([desk.startPostgres(), desk.startTemporal()]);
      await migrate(desk.postgres.ownerUrl);
      desk.urls = { ownerUrl: desk.postgres.ownerUrl, ...(await ensureRoles(desk.postgres.ownerUrl)) };
      desk.world = await World.create(desk.urls.ownerUrl);
      await desk.world.addRep('Ana', { capacity: 10_000 });
      await desk.world.addFlow(flowOf(desk.world.teamId));
    } catch (error) {
      await desk.close();
      throw error;
    }
    return desk;
  }

  async startPostgres(): Promise<void> {
    this.postgres = await startPostgres({
      dataDir: join(this.directory, 'postgres'),
      port: this.ports.postgres,
      password: 'drill',
      logFile: join(this.directory, 'postgres.log'),
    });
  }

  async startTemporal(): Promise<void> {
    this.temporal = await startTemporal({
      binary: this.binary,
      dbFile: join(this.directory, 'temporal.db'),
      port: this.ports.temporal,
      uiPort: this.ports.ui,
      logFile: join(this.directory, 'temporal.log'),
    });
  }

  private environment(): NodeJS.ProcessEnv {
    return {
      PATH: process.env['PATH'] ?? '',
      HOME: process.env['HOME'] ?? '',
      DATABASE_URL: this.urls.appUrl,
      RELAY_DATABASE_URL: this.urls.relayUrl,
      TEMPORAL_ADDRESS: this.temporal.address,
      TEMPORAL_NAMESPACE: 'default',
      PINGGO_WORKFLOW_BUNDLE: this.bundle,
      SMTP_URL: this.smtp.url,
      SMTP_FROM: 'pinggo@example.com',
    };
  }

  async startWorker(): Promise<void> {
    this.worker = await startChild({
      name: 'worker',
      command: programArguments(this.programs, 'worker'),
      env: this.environment(),
      logFile: join(this.directory, 'worker.log'),
      verbose: false,
      say: () => undefined,
      signal: new AbortController().signal,
    });
  }

  async stopWorker(): Promise<void> {
    await this.worker?.stop();
    this.worker = null;
  }

  /** A base backup, online, as any tool for Postgres makes one. */
  async backUpPostgres(): Promise<void> {
    const backup = join(this.directory, 'postgres-backup');
    const cluster = join(this.directory, 'postgres', 'cluster');
    const client = new pg.Client({ connectionString: this.urls.ownerUrl });
    await client.connect();
    try {
      await client.query("SELECT pg_backup_start('drill', true)");
      await cp(cluster, backup, { recursive: true, filter: (path) => !path.endsWith('postmaster.pid') });
      const { rows } = await client.query<{ labelfile: string }>('SELECT labelfile FROM pg_backup_stop(false)');
      await cp(join(cluster, 'pg_wal'), join(backup, 'pg_wal'), { recursive: true, force: true });
      await writeFile(join(backup, 'backup_label'), rows[0]!.labelfile);
    } finally {
      await client.end();
    }
  }

  /** Puts the backup in the place of the database, whose later days are gone. */
  async restorePostgres(): Promise<void> {
    await this.world.close();
    const dataDir = join(this.directory, 'postgres');
    await this.postgres.stop();
    await rm(join(dataDir, 'cluster'), { recursive: true });
    await cp(join(this.directory, 'postgres-backup'), join(dataDir, 'cluster'), { recursive: true });
    // Whoever ran it: as root, Postgres runs as another user, whose directory this is.
    const { uid, gid } = await stat(dataDir);
    await run('chown', ['-R', `${uid}:${gid}`, join(dataDir, 'cluster')]);
    await this.startPostgres();
    const { orgId, teamId, managerId } = this.world;
    this.world = World.of(this.urls.ownerUrl, orgId, teamId, managerId);
  }

  /** The dev server's file, while it is stopped: a cluster's database is backed up as any other. */
  async backUpTemporal(): Promise<void> {
    await this.temporal.stop();
    for (const file of await this.temporalFiles(this.directory))
      await cp(join(this.directory, file), join(this.directory, `backup-${file}`));
    await this.startTemporal();
  }

  async restoreTemporal(): Promise<void> {
    await this.temporal.stop();
    for (const file of await this.temporalFiles(this.directory)) await rm(join(this.directory, file));
    const kept = (await readdir(this.directory)).filter((file) => file.startsWith('backup-temporal.db'));
    for (const file of kept) await cp(join(this.directory, file), join(this.directory, file.replace('backup-', '')));
    await this.startTemporal();
  }

  private async temporalFiles(directory: string): Promise<string[]> {
    return (await readdir(directory)).filter((file) => file.startsWith('temporal.db') && !file.endsWith('.pid'));
  }

  /** The runbook's command. */
  async bringTogether(): Promise<void> {
    const { stdout } = await run(process.execPath, [...programArguments(this.programs, 'restored'), '--apply'], {
      cwd: projectRoot,
      env: this.environment(),
    });
    for (const line of stdout.trim().split('\n')) say(`  ${line}`);
  }

  async withTemporal<T>(work: (client: Client) => Promise<T>): Promise<T> {
    const connection = await Connection.connect({ address: this.temporal.address });
    try {
      return await work(new Client({ connection }));
    } finally {
      await connection.close();
    }
  }

  async close(): Promise<void> {
    await this.stopWorker();
    await this.world?.close().catch(() => undefined);
    await this.temporal?.stop();
    await this.postgres?.stop();
    await this.smtp.close();
    await rm(this.directory, { recursive: true, force: true });
  }
}

/** The rep is mailed when given a lead, and again, as the manager, when nobody called in time. */
function flowOf(teamId: string) {
  const plain = flowDefinition(teamId);
  const ladder = [
    {
      key: 'remind',
      at: { offset: 'PT0S' },
      action: 'REMINDER' as const,
      to: ['owner' as const],
      channels: ['email' as const],
    },
    {
      key: 'alert',
      at: { offset: 'PT1S' },
      action: 'MANAGER_ALERT' as const,
      to: ['manager' as const],
      channels: ['email' as const],
    },
  ];
  return {
    ...plain,
    clocks: [{ ...plain.clocks[0]!, target: { duration: 'PT15S', time: 'ELAPSED' as const }, ladder }],
  };
}

interface Verdict {
  what: string;
  inBackup: number;
  lost: number;
  afterBackup: number;
  stuck: string[];
  mails: number;
  /** Subjects of mails that a person got twice. */
  twice: string[];
}

/** All leads have had their breach and their mails; nothing waits. */
const settled = (desk: Desk, ids: readonly string[]) =>
  waitFor(
    'all leads have had their ladder',
    async () => {
      const { open } = await desk.world.one<{ open: number }>(
        `SELECT count(*)::int AS open FROM leads l WHERE id = ANY($1::uuid[]) AND status <> 'CLOSED' AND
           (SELECT count(*) FROM escalations e WHERE e.org_id = l.org_id AND e.lead_id = l.id) < 2`,
        [ids],
      );
      const { unsent } = await desk.world.one<{ unsent: number }>(
        `SELECT (SELECT count(*) FROM notice_deliveries WHERE status = 'PENDING')::int
           + (SELECT count(*) FROM outbox WHERE delivered_at IS NULL)::int AS unsent`,
      );
      return open === 0 && unsent === 0;
    },
    WAIT_MS,
  );

/** What does not go on by itself. */
async function stuckIn(desk: Desk): Promise<string[]> {
  const stuck: string[] = [];
  const open = await desk.world.all<{ id: string }>(
    "SELECT id FROM leads WHERE status NOT IN ('CLOSED', 'UNQUALIFIED')",
  );
  await desk.withTemporal(async (client) => {
    for (const { id } of open) {
      const status = await client.workflow
        .getHandle(leadWorkflowId(desk.world.orgId, id))
        .describe()
        .then(
          (described) => described.status.name,
          () => 'MISSING',
        );
      if (status !== 'RUNNING') stuck.push(`the workflow of open lead ${id} is ${status}`);
    }
    const isOpen = new Set(open.map(({ id }) => id));
    for await (const { workflowId } of client.workflow.list({
      query: 'WorkflowType = "leadWorkflow" AND ExecutionStatus = "Running"',
    }))
      if (!isOpen.has(workflowId.split(':')[2]!)) stuck.push(`${workflowId} runs for no open lead`);
  });
  const { unsent } = await desk.world.one<{ unsent: number }>(
    `SELECT count(*)::int AS unsent FROM notice_deliveries WHERE status <> 'SENT'`,
  );
  if (unsent > 0) stuck.push(`${unsent} notices are not sent`);
  return stuck;
}

/** A person, a cause, a mail: its id names both. */
function twiceIn({ smtp }: Desk): string[] {
  const counts = new Map<string, { subject: string; count: number }>();
  for (const { messageId, subject, text } of smtp.mails) {
    const key = `${messageId ?? ''}`;
    const one = counts.get(key) ?? { subject: `${subject ?? ''} (${text?.slice(0, 40) ?? ''})`, count: 0 };
    one.count += 1;
    counts.set(key, one);
  }
  return [...counts.values()].filter(({ count }) => count > 1).map(({ subject }) => subject);
}

async function drill(what: string, restore: (desk: Desk) => Promise<void>): Promise<Verdict> {
  say(`${what}: servers start`);
  const desk = await Desk.open();
  try {
    await desk.startWorker();
    const finished = await desk.world.receiveMany(LEADS / 2, { source: 'before' });
    await settled(desk, finished);
    // Their clocks run while the backup is made, and their mails wait: the mail server takes none.
    desk.smtp.refuse(Infinity);
    const running = await desk.world.receiveMany(LEADS / 2, { source: 'before' });
    const before = [...finished, ...running];
    await waitFor('all have an owner', async () => {
      const { left } = await desk.world.one<{ left: number }>(
        'SELECT count(*)::int AS left FROM leads WHERE owner_id IS NULL',
      );
      return left === 0;
    });
    say(
      `${what}: ${before.length} leads, of which ${running.length} wait for their deadline and their mails; backup of both`,
    );
    await desk.backUpPostgres();
    await desk.backUpTemporal();
    desk.smtp.refuse(0);

    const after = await desk.world.receiveMany(LEADS, { source: 'after' });
    for (const leadId of finished) await desk.world.command(leadId, { kind: 'CLOSE', outcome: 'WON' });
    await settled(desk, [...before, ...after]);
    const mailsBefore = desk.smtp.mails.length;
    say(`${what}: ${after.length} more leads, ${finished.length} closed, ${mailsBefore} mails; the restore`);

    await desk.stopWorker();
    await restore(desk);
    await desk.startWorker();
    await desk.bringTogether();
    const ids = (await desk.world.all<{ id: string }>('SELECT id FROM leads')).map(({ id }) => id);
    await settled(desk, ids);
    // New notices after the restore have numbers in the outbox that were given before.
    const again = await desk.world.receiveMany(LEADS / 2, { source: 'again' });
    await settled(desk, again);
    await waitFor('every workflow runs', async () => (await stuckIn(desk)).length === 0, 30_000).catch(() => undefined);
    return {
      what,
      inBackup: before.length,
      lost: before.filter((id) => !ids.includes(id)).length,
      afterBackup: after.filter((id) => ids.includes(id)).length,
      stuck: await stuckIn(desk),
      mails: desk.smtp.mails.length,
      twice: twiceIn(desk),
    };
  } finally {
    await desk.close();
  }
}

const verdicts = [
  await drill('Postgres restored, Temporal goes on', (desk) => desk.restorePostgres()),
  await drill('Temporal restored, Postgres goes on', (desk) => desk.restoreTemporal()),
];
console.table(
  verdicts.map(({ what, inBackup, lost, afterBackup, stuck, mails, twice }) => ({
    what,
    'leads in the backup': inBackup,
    'of them lost': lost,
    [`of ${LEADS} leads after it, still there`]: afterBackup,
    stuck: stuck.length,
    mails,
    'mailed twice': twice.length,
  })),
);
for (const { stuck, twice } of verdicts) for (const line of [...stuck, ...twice]) console.log(line);
process.exit(
  verdicts.every(({ lost, stuck, twice }) => lost === 0 && stuck.length === 0 && twice.length === 0) ? 0 : 1,
);
