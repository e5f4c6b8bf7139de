// `npm run restored`: brings Postgres and Temporal together again after one of them was restored from a backup
// (docs/runbooks/backup-and-restore.md). Without `--apply` it only says what it would do.
import { Client, Connection, WorkflowNotFoundError } from '@temporalio/client';
import { Command } from 'commander';
import { openDatabase } from '../db/client.js';
import { messageOf } from '../db/errors.js';
import { askForAllLeads } from '../db/leads/queries/settlement/restored.js';
import { ringAbsences } from '../db/leads/queries/settlement/sweep.js';
import { addToCounters } from '../db/platform/queries/counters.js';
import { ringNotices } from '../db/platform/queries/deliveries.js';
import { RESTORES } from '../db/platform/queries/events.js';
import { ring, runningWorkflows } from '../relay/leads/running.js';
import { temporalServer } from '../temporal.server.js';

const program = new Command('npm run restored --')
  .description(
    'Ends workflows whose lead or absence the database does not have, has the others look at their rows, and asks for those ' +
      'of all open leads, absences and unsent notices. Reads RELAY_DATABASE_URL or DATABASE_URL, and what TEMPORAL_… variables say of the server.',
  )
  .helpOption('-h, --help', 'show this')
  .option('--apply', 'do it; to do it twice does no harm', false)
  .parse();
const { apply } = program.opts<{ apply: boolean }>();
const MOST_NOTICES = 1_000_000;
const WHY = 'The restored database does not have what it is about';

function unlessGone(error: unknown): void {
  if (!(error instanceof WorkflowNotFoundError)) throw error;
}

async function main(url: string): Promise<void> {
  const db = openDatabase(url, { role: 'pinggo_relay', poolSize: 1 });
  const server = temporalServer(process.env);
  const connection = await Connection.connect(server.connection);
  try {
    const { workflow } = new Client({ connection, namespace: server.namespace });
    let strays = 0;
    let rung = 0;
    for await (const batch of runningWorkflows(workflow, db))
      for (const one of batch) {
        if (one.isKnown) rung += 1;
        else strays += 1;
        if (!apply && !one.isKnown) console.log(`would end ${one.workflowId}`);
        // It may have ended by itself since it was listed.
        if (apply && one.isKnown) await ring(workflow, one).catch(unlessGone);
        if (apply && !one.isKnown) await workflow.getHandle(one.workflowId).terminate(WHY).catch(unlessGone);
      }
    console.log(`${strays} running workflows are about what the database does not have, ${rung} about what it has.`);
    if (!apply) {
      console.log('--apply ends those, has these look at their rows, and asks for the workflows of all that is open.');
      return;
    }
    await addToCounters(db, { [RESTORES]: 1 });
    console.log(`${await askForAllLeads(db)} open leads: their workflows go on, or begin again.`);
    console.log(`${await ringAbsences(db, 0)} absences: their leads are planned anew.`);
    console.log(
      `${await ringNotices(db, 0, MOST_NOTICES, 0)} notices that are not sent: their workflows go on, or begin again.`,
    );
  } finally {
    await Promise.all([db.close(), connection.close()]);
  }
}

const url = process.env['RELAY_DATABASE_URL'] || process.env['DATABASE_URL'];
if (!url) {
  console.error('Set DATABASE_URL, e.g. postgres://owner:…@localhost:5432/pinggo');
  process.exit(1);
}
main(url).catch((error: unknown) => {
  console.error(`Not done: ${messageOf(error)}`);
  process.exit(1);
});
