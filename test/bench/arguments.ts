import { parseArgs } from 'node:util';
import type { Figure } from './figure.js';
import { TEMPORAL_KINDS, type TemporalKind } from './temporal/server.js';

type Named = Pick<Figure, 'name' | 'title' | 'minutes'>;

export interface Flags {
  /** Names of the figures to measure; all of them without it. */
  only: string[] | null;
  rounds: number;
  quick: boolean;
  temporal: TemporalKind;
  /** Leads that are there before each figure. */
  filled: number;
  /** File of an earlier run. */
  compare: string | null;
  /** File of another run to compare with that one, instead of measuring. */
  with: string | null;
  out: string | null;
  profile: string | null;
  /** For every child process. */
  environment: Record<string, string>;
  keep: boolean;
  help: boolean;
}

/** What was asked for cannot be done; the message says what can. */
export class UsageError extends Error {}

/** @throws UsageError for anything that is not in the help */
export function parseFlags(args: string[], figures: readonly Named[]): Flags {
  const { values } = read(args);
  const names = figures.map(({ name }) => name);
  const only = values.only?.split(',').map((name) => name.trim()) ?? null;
  const unknown = only?.filter((name) => !names.includes(name)) ?? [];
  if (unknown.length > 0)
    throw new UsageError(`There is no figure ${unknown.join(', ')}; there are ${names.join(', ')}.`);
  const rounds = Number(values.rounds ?? (values.quick ? 1 : 3));
  if (!Number.isInteger(rounds) || rounds < 1) throw new UsageError('--rounds takes a whole number from 1 on.');
  const filled = Number(values.filled);
  if (!Number.isInteger(filled) || filled < 0) throw new UsageError('--filled takes a whole number of leads.');
  const temporal = TEMPORAL_KINDS.find((kind) => kind === values.temporal);
  if (!temporal) throw new UsageError(`--temporal takes ${TEMPORAL_KINDS.join(' or ')}.`);
  if (values.with !== undefined && values.compare === undefined)
    throw new UsageError('--with needs --compare: it names the later of two files.');
  return {
    only,
    rounds,
    quick: values.quick,
    temporal,
    filled,
    compare: values.compare ?? null,
    with: values.with ?? null,
    out: values.out ?? null,
    profile: values.profile ?? null,
    environment: Object.fromEntries(values.env.map(setting)),
    keep: values.keep,
    help: values.help,
  };
}

function read(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        only: { type: 'string' },
        rounds: { type: 'string' },
        quick: { type: 'boolean', default: false },
        temporal: { type: 'string', default: 'dev' },
        filled: { type: 'string', default: '0' },
        compare: { type: 'string' },
        with: { type: 'string' },
        out: { type: 'string' },
        profile: { type: 'string' },
        env: { type: 'string', multiple: true, default: [] },
        keep: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    throw new UsageError(`${(error as Error).message} See npm run bench -- --help.`);
  }
}

function setting(given: string): [string, string] {
  const [, name, value] = /^([A-Za-z_]\w*)=(.*)$/s.exec(given) ?? [];
  if (name === undefined || value === undefined) throw new UsageError(`--env takes NAME=VALUE, not ${given}.`);
  return [name, value];
}

const USAGE = `npm run bench -- [--only NAME,…] [--temporal dev|postgres] [--quick] [--rounds 3] [--filled LEADS]
                 [--compare FILE [--with FILE]] [--out FILE] [--profile DIR] [--env NAME=VALUE …] [--keep]

--temporal postgres: Temporal's server with Postgres, as docker-compose.yml has it. Built from its Go module at the first
    time, which takes minutes and needs Go; without it, the dev server that npm start has.
--quick: one round of sizes that still say whether a goal is met.
--filled: over so many leads that are there already, one in ten of them open.
--compare: what moved against the raw figures of an earlier run; --with: takes the later run from a file, too.
--out: where the raw figures go, instead of .pinggo-bench/.
--profile: CPU profiles of every process. --keep: leaves the logs.
--env: a setting for every process, product and baseline, to see what it does.
A goal that is missed is marked, never an error.

Minutes on two cores, three rounds (--quick), and what each measures:`;

/** The text of `--help`. */
export function helpText(figures: readonly Named[]): string {
  const cells = figures.map(({ name, title, minutes }) => ({
    name,
    title,
    time: minutes ? `${minutes.full} (${minutes.quick})` : '?',
  }));
  const width = (of: 'name' | 'time') => Math.max(0, ...cells.map((cell) => cell[of].length));
  const lines = cells.map(
    ({ name, time, title }) => `  ${name.padEnd(width('name'))}  ${time.padStart(width('time'))}  ${title}`,
  );
  return [USAGE, ...lines].join('\n');
}
