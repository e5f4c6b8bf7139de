// The worker of the rival on pg-boss: begins leads, and fires what is due for them, by batches of jobs. A batch is one
// transaction that finds nothing to do the second time, so that a job that is run again does nothing twice.
import type PgBoss from 'pg-boss';
import { inTransaction } from '../../../../db/transaction.js';
import { beginMany } from './begin.js';
import { BEGIN, DUE, dueJobs, looking, openBoss, within, type LeadJob } from './boss.js';
import { lockDueOf, passDue } from './due.js';
import { openPool } from './pool.js';

const pool = openPool();
const boss = openBoss(pool, true);
boss.on('error', console.error);

const begin = (jobs: PgBoss.Job<LeadJob>[]) =>
  inTransaction(pool, 'BEGIN', async (client) => {
    for (const orgId of new Set(jobs.map(({ data }) => data.orgId))) {
      const own = jobs.filter(({ data }) => data.orgId === orgId).map(({ data }) => data.leadId);
      const begun = await beginMany(client, orgId, own);
      if (begun.length > 0) {
        await boss.insert(
          begun.flatMap((lead) => dueJobs(orgId, lead)),
          within(client),
        );
      }
    }
  });

const fire = (jobs: PgBoss.Job<LeadJob>[]) =>
  inTransaction(pool, 'BEGIN', async (client) => {
    const leads = await lockDueOf(client, [...new Set(jobs.map(({ data }) => data.leadId))]);
    if (leads.length > 0) await passDue(client, leads);
  });

await boss.start();
await boss.createQueue(BEGIN);
await boss.createQueue(DUE);
await boss.work<LeadJob>(BEGIN, looking, begin);
await boss.work<LeadJob>(DUE, looking, fire);
process.send?.({ type: 'ready' });
const stop = (): void => void boss.stop().then(() => process.exit(0));
for (const event of ['SIGTERM', 'SIGINT', 'disconnect'] as const) process.on(event, stop);
