// Recounts a finished replay without any of the demo's code: what the files' own times say, against what the database
// holds of each lead. It knows nothing of speeds or deadlines: a verdict is a verdict.
//   node --import tsx test/bpi2012/recount.ts --leads LEADS.csv[.gz] --contacts CONTACTS.csv[.gz] --limit 500
//     --target PT15M [--runtime .pinggo/runtime.json] [--source bpi2012-…] [--until 2011-10-08T00:00:00Z]
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import pg from 'pg';

type Verdict = 'met' | 'breached' | 'unproven';

const { values: flags } = parseArgs({
  options: {
    leads: { type: 'string' },
    contacts: { type: 'string' },
    limit: { type: 'string', default: '500' },
    target: { type: 'string', default: 'PT15M' },
    runtime: { type: 'string', default: '.pinggo/runtime.json' },
    // Default: the last one that was replayed.
    source: { type: 'string' },
    // For a replay with a horizon: contacts after this instant of the file were not played.
    until: { type: 'string' },
  },
});
if (!flags.leads || !flags.contacts) throw new Error('Give --leads and --contacts.');
const minutes = /^PT(\d+)M$/.exec(flags.target)?.[1];
if (!minutes) throw new Error('Give --target as whole minutes, such as PT15M.');

const truth = byTheFiles(flags.leads, flags.contacts, Number(flags.limit), Number(minutes) * 60_000, flags.until);
const { source, found } = await inTheDatabase(flags.runtime, flags.source);

const wrong: string[] = [];
const counts: Record<string, { file: number; system: number }> = {};
const count = (verdict: string, where: 'file' | 'system') => ((counts[verdict] ??= { file: 0, system: 0 })[where] += 1);
for (const [lead, verdict] of truth) {
  const rows = found.get(lead) ?? [];
  const system = rows.length === 1 ? rows[0]! : `${rows.length} clocks`;
  count(verdict, 'file');
  count(system, 'system');
  if (system !== verdict) wrong.push(`lead ${lead}: the file says ${verdict}, the database ${system}`);
}
for (const lead of found.keys()) if (!truth.has(lead)) wrong.push(`lead ${lead} is not among the file's first`);

console.log(`Source ${source}: ${truth.size} leads of the file, ${found.size} in the database.`);
console.table(counts);
console.log(`Mismatches: ${wrong.length}`);
for (const line of wrong.slice(0, 20)) console.log(`  ${line}`);
process.exit(wrong.length > 0 ? 1 : 0);

/** The verdict that each of the first leads must have. */
function byTheFiles(leadsFile: string, contactsFile: string, limit: number, targetMs: number, until?: string) {
  const first = new Map<string, number>();
  const last = until === undefined ? Infinity : Date.parse(until);
  for (const [lead, started, kind] of lines(contactsFile, 'lead_id,started_at,kind')) {
    const at = Date.parse(started!);
    const counts = kind === 'LEAD_HANDLING' || /_CALL$/.test(kind!);
    if (counts && at <= last && at < (first.get(lead!) ?? Infinity)) first.set(lead!, at);
  }
  const verdicts = new Map<string, Verdict>();
  for (const [lead, received] of lines(leadsFile, 'lead_id,received_at').slice(0, limit)) {
    const at = first.get(lead!);
    const due = Date.parse(received!) + targetMs;
    verdicts.set(lead!, at === undefined ? 'unproven' : at <= due ? 'met' : 'breached');
  }
  return verdicts;
}

/** The lines of a CSV without quotes, as cells; its heading must begin like that. */
function lines(file: string, heading: string): string[][] {
  const bytes = readFileSync(file);
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  const [first, ...rest] = text.trim().split(/\r?\n/);
  if (!first?.startsWith(heading)) throw new Error(`${file} does not begin with ${heading}`);
  if (text.includes('"')) throw new Error(`${file} has quotes, which this script does not read`);
  return rest.map((line) => line.split(','));
}

/** The verdicts of each lead of a source, by the file's id. A clock that is not decided counts as its status. */
async function inTheDatabase(runtimeFile: string, wanted: string | undefined) {
  const runtime = JSON.parse(readFileSync(runtimeFile, 'utf8')) as { databaseUrl: string };
  const client = new pg.Client({ connectionString: runtime.databaseUrl });
  await client.connect();
  try {
    const last = await client.query<{ source: string }>(
      `SELECT source FROM leads WHERE source LIKE 'bpi2012-%' AND ($1::text IS NULL OR source = $1)
       ORDER BY received_at DESC LIMIT 1`,
      [wanted ?? null],
    );
    const source = last.rows[0]?.source;
    if (source === undefined) throw new Error(`There is no lead of source ${wanted ?? 'bpi2012-…'}.`);
    const { rows } = await client.query<{ lead: string; status: string | null; met: boolean }>(
      `SELECT l.external_id AS lead, c.status, c.met_at IS NOT NULL AS met
       FROM leads l LEFT JOIN clocks c ON c.org_id = l.org_id AND c.lead_id = l.id
       WHERE l.source = $1`,
      [source],
    );
    const found = new Map<string, string[]>();
    for (const { lead, status, met } of rows) {
      const verdict =
        status === 'MET' ? 'met' : status === 'BREACHED' ? (met ? 'breached' : 'unproven') : String(status);
      found.set(lead, [...(found.get(lead) ?? []), verdict]);
    }
    return { source, found };
  } finally {
    await client.end();
  }
}
