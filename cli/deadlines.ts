// `npm run deadlines`: which running clocks would be due at another instant by the time zones that this version ships,
// org by org; with `--apply` they are counted anew (docs/runbooks/time-zones.md).
import { Command } from 'commander';
import { openDatabase } from '../db/client.js';
import { messageOf } from '../db/errors.js';
import { faultWords } from '../db/faults.js';
import { PATIENCE } from '../db/patience.js';
import { allOrgs } from '../db/platform/queries/orgs.js';
import { ZONES_VERSION } from '../domain/engine/calendars/zone-data.js';
import { recountsOfOrg, type LeadRecount } from '../settlement/recount.js';

const program = new Command('npm run deadlines --')
  .description(
    'Lists the running clocks whose deadline the time zones of this version would make another. Reads DATABASE_URL, and ' +
      'RELAY_DATABASE_URL where that is pinggo_app.',
  )
  .helpOption('-h, --help', 'show this')
  .option('--org <id>', 'only this organisation (default: all)')
  .option('--apply', 'count them anew: in the audit log, with new receipts, through the workers', false)
  .parse();
const { org, apply } = program.opts<{ org?: string; apply: boolean }>();

const minutes = (ms: number): string => `${ms > 0 ? '+' : ''}${Math.round(ms / 60_000)} min`;
const shown = (atMs: number | null): string => (atMs === null ? '' : new Date(atMs).toISOString().slice(0, 16) + 'Z');

function rowOf({ leadId, clockKey, cycle, timeZone, deadlineAtMs, recountedAtMs }: LeadRecount) {
  return {
    lead: leadId,
    clock: `${clockKey} ${cycle}`,
    zone: timeZone,
    'is due': shown(deadlineAtMs),
    'would be due': shown(recountedAtMs),
    by: deadlineAtMs === null || recountedAtMs === null ? '' : minutes(recountedAtMs - deadlineAtMs),
  };
}

/** The other leads are counted all the same. */
const skipped = (leadId: string, error: unknown): void =>
  console.error(`Lead ${leadId} could not be counted: ${faultWords(error)}`);

async function main(url: string, relayUrl: string): Promise<void> {
  const db = openDatabase(url, { role: 'pinggo_app', poolSize: 1, patience: PATIENCE.BULK });
  const relayDb = openDatabase(relayUrl, { role: 'pinggo_relay', poolSize: 1, patience: PATIENCE.BULK });
  try {
    let clocks = 0;
    for (const orgId of org === undefined ? await allOrgs(relayDb) : [org]) {
      for await (const batch of recountsOfOrg(db, orgId, { nowMs: Date.now(), apply, onError: skipped })) {
        console.log(`Organisation ${orgId}`);
        console.table(batch.map(rowOf));
        clocks += batch.length;
      }
    }
    if (clocks === 0) console.log(`All running clocks are as the time zones of IANA ${ZONES_VERSION} make them.`);
    else if (apply) console.log(`${clocks} clocks are counted anew as soon as a worker settles their leads.`);
    else console.log(`${clocks} clocks are due at another instant by IANA ${ZONES_VERSION}. --apply counts them anew.`);
  } finally {
    await Promise.all([db.close(), relayDb.close()]);
  }
}

const url = process.env['DATABASE_URL'];
if (!url) {
  console.error('Set DATABASE_URL, e.g. postgres://owner:…@localhost:5432/pinggo');
  process.exit(1);
}
main(url, process.env['RELAY_DATABASE_URL'] ?? url).catch((error: unknown) => {
  console.error(`The deadlines could not be looked at: ${messageOf(error)}`);
  process.exit(1);
});
