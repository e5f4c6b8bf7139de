// `npm run demo`: signed leads and proofs for the running system, invented or a real desk's.
import { Command, Option, InvalidArgumentError } from 'commander';
import { replay } from './demo/replay/replay.js';
import { stream } from './demo/stream/stream.js';
import { findSystem, UserError } from './demo/system.js';
import { positive, positiveDuration, share, whole } from './demo/options.js';
import { messageOf } from '../db/errors.js';

interface Flags {
  rate: number;
  count: number;
  seed: number;
  proofs: number;
  replay?: string;
  contacts?: string;
  speed: number;
  limit?: number;
  target: number;
  horizon?: number;
}

const checked =
  <T>(read: (text: string) => T) =>
  (text: string): T => {
    try {
      return read(text);
    } catch (error) {
      throw new InvalidArgumentError((error as Error).message);
    }
  };

const program = new Command('npm run demo --')
  .description(
    'Sends signed leads and proofs to the running system (`npm start`) and shows what happened.\n\n' +
      'Without --replay: invented people, the same ones for the same seed. With --replay: a real desk’s leads and ' +
      'contacts in compressed time, where 1 s stands for SPEED s, for the SLA target too. At the end every lead is ' +
      'compared with the file; the exit code is 1 when one differs.',
  )
  .helpOption('-h, --help', 'show this')
  .optionsGroup('Invented leads:')
  .option('--rate <n>', 'leads a second', checked(positive), 2)
  .option('--count <n>', 'how many leads', checked(whole), 50)
  .option('--seed <n>', 'same seed: same people, wishes and answers', checked(whole), 1)
  .option('--proofs <share>', 'share of the leads that somebody answers', checked(share), 0.7)
  .optionsGroup('Replay:')
  .option('--replay <file>', 'leads as CSV, also .gz: lead_id, received_at, amount_eur')
  .option('--contacts <file>', 'contacts as CSV, also .gz: lead_id, started_at, kind, rep')
  .option('--speed <n>', 'how many seconds 1 s stands for; 6000 plays a day in 14 s', checked(positive), 600)
  .option('--limit <n>', 'only the first leads', checked(whole))
  .addOption(
    new Option(
      '--target <duration>',
      'first contact is due within; for invented leads: under a flow of their own with this target',
    )
      .argParser(checked(positiveDuration))
      .default(15 * 60_000, 'replay: PT15M'),
  )
  .option(
    '--horizon <duration>',
    'leads without contact that long after the last lead count as never reached (default: wait for all)',
    checked(positiveDuration),
  )
  .addHelpText(
    'after',
    '\nExamples:\n' +
      '  npm run demo\n' +
      '  npm run demo -- --rate 20 --count 1000 --seed 7\n' +
      '  npm run demo -- --target PT4S          invented leads under a flow of their own, with breaches to watch\n' +
      '  npm run demo -- --replay leads.csv.gz --contacts contacts.csv.gz --speed 6000 --limit 500 --target PT15M\n' +
      '\nPINGGO_DATA_DIR names the data directory of the running system, as for `npm start`.',
  );

/** Whether the person chose it, other than the default. */
const isGiven = (flag: string): boolean => program.getOptionValueSource(flag) === 'cli';

/** npm passes a terminal's Ctrl-C on, so one key press arrives twice. */
const SAME_KEY_PRESS_MS = 1000;
const stopping = new AbortController();
let stoppedAtMs = Infinity;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (Date.now() - stoppedAtMs > SAME_KEY_PRESS_MS) process.exit(130);
    stoppedAtMs = Math.min(stoppedAtMs, Date.now());
    stopping.abort();
  });
}

try {
  process.exitCode = await main(program.parse().opts<Flags>());
} catch (error) {
  const known = error instanceof UserError || error instanceof RangeError;
  console.error(known ? error.message : `The demo failed: ${messageOf(error)}`);
  process.exitCode = 1;
}
process.exit();

async function main(flags: Flags): Promise<number> {
  if (flags.replay !== undefined && flags.contacts === undefined) throw new UserError('--replay needs --contacts.');
  if (flags.contacts !== undefined && flags.replay === undefined) throw new UserError('--contacts needs --replay.');
  const system = await findSystem();
  const result =
    flags.replay === undefined
      ? await stream(system, { ...flags, targetMs: isGiven('target') ? flags.target : null }, stopping.signal)
      : await replay(
          system,
          {
            leads: flags.replay,
            contacts: flags.contacts!,
            speed: flags.speed,
            limit: flags.limit ?? null,
            targetMs: flags.target,
            horizonMs: flags.horizon ?? null,
          },
          stopping.signal,
        );
  return result === null ? 130 : result ? 0 : 1;
}
