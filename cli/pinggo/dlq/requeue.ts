import type { Session } from '../../demo/session.js';
import { commandOf, idArgument, instantArgument, progress, type Said } from '../command.js';
import { EXIT, Failure } from '../failure.js';
import { findPinggo } from '../find.js';
import { factsOf, kindArgument, pathOf, type LetterInFull } from './letters.js';

interface Options {
  all?: boolean;
  kind?: string;
  from?: string;
  to?: string;
  dryRun?: boolean;
}

interface Answer {
  found: number;
  requeued: number;
  already: number;
  refused: number;
  to: string;
  nextCursor: string | null;
}

async function requeueOne(session: Session, kind: string, id: string): Promise<Said> {
  const letter = await session.post<LetterInFull>(`${pathOf(kind, id)}/requeue`);
  return { words: ['It is tried again right now.', ...factsOf(letter)], json: letter };
}

/** A hundred after the other, up to the instant at which the first of them was asked for. */
async function requeueAll(session: Session, { kind, from, to, dryRun }: Options): Promise<Said> {
  const range = { ...(kind && { kinds: [kind] }), ...(from && { from }) };
  const done = { found: 0, requeued: 0, already: 0, refused: 0 };
  let until = to;
  let cursor: string | null = null;
  do {
    const answer: Answer = await session.post('/api/dlq/requeue', {
      ...range,
      ...(until && { to: until }),
      ...(dryRun && { dryRun }),
      ...(cursor !== null && { cursor }),
    });
    done.found ||= answer.found;
    done.requeued += answer.requeued;
    done.already += answer.already;
    done.refused += answer.refused;
    until = answer.to;
    cursor = answer.nextCursor;
    if (cursor !== null) progress(`${done.requeued + done.already + done.refused} of ${done.found} …`);
  } while (cursor !== null);
  const { found, requeued, already, refused } = done;
  return {
    words: [
      dryRun
        ? `${found} lie dead within these filters. Nothing was done.`
        : `Sent again: ${requeued}. Somebody was faster: ${already}. Still not possible: ${refused}.`,
    ],
    json: { ...done, dryRun: dryRun ?? false, to: until },
    ...(refused > 0 && { exitCode: EXIT.REFUSED }),
  };
}

/** `pinggo dlq requeue` */
export const requeue = () =>
  commandOf<[string | undefined, string | undefined], Options>(
    'requeue',
    'have one tried again, once; or with --all many, by kind and time',
    async (options, kind, id) => {
      const { all = false } = options;
      if (all ? kind !== undefined : id === undefined)
        throw new Failure('Name the kind and the id of one, or give --all.', EXIT.MISUSED);
      if (!all && (options.kind ?? options.from ?? options.to ?? options.dryRun) !== undefined)
        throw new Failure('--kind, --from, --to and --dry-run go with --all.', EXIT.MISUSED);
      const { session } = await findPinggo();
      return all ? requeueAll(session, options) : requeueOne(session, kind!, id!);
    },
  )
    .argument('[kind]', 'as listed', kindArgument)
    .argument('[id]', 'as listed', idArgument)
    .option('--all', 'all that these filters let through, the oldest first')
    .option('--kind <kind>', 'only these', kindArgument)
    .option('--from <instant>', 'that died since; or how long ago: PT1H', instantArgument)
    .option('--to <instant>', 'that died before', instantArgument)
    .option('--dry-run', 'only say how many there are');
