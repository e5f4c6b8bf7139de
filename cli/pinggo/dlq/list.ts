import { Option } from 'commander';
import { columns, commandOf, countArgument, idArgument, instantArgument } from '../command.js';
import { findPinggo } from '../find.js';
import { kindArgument, type Letter } from './letters.js';

interface Options {
  kind?: string;
  state: string;
  lead?: string;
  from?: string;
  to?: string;
  limit: number;
}

const LARGEST_PAGE = 200;

/** `pinggo dlq list` */
export const list = () =>
  commandOf<[], Options>('list', 'what lies dead, the newest first', async (options) => {
    const { session } = await findPinggo();
    const letters: Letter[] = [];
    let cursor: string | null = null;
    do {
      const query = new URLSearchParams({
        state: options.state,
        limit: String(Math.min(LARGEST_PAGE, options.limit - letters.length)),
        ...(options.kind && { kind: options.kind }),
        ...(options.lead && { leadId: options.lead }),
        ...(options.from && { from: options.from }),
        ...(options.to && { to: options.to }),
        ...(cursor !== null && { cursor }),
      });
      const page: { items: Letter[]; nextCursor: string | null } = await session.get(`/api/dlq?${query.toString()}`);
      letters.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== null && letters.length < options.limit);
    const words = letters.map(({ kind, id, what, diedAt, attempts, error, reason }) => [
      kind,
      id,
      what,
      diedAt,
      String(attempts),
      (reason ?? error ?? '').slice(0, 80),
    ]);
    return {
      words:
        letters.length === 0
          ? ['Nothing of this lies dead.']
          : columns(['KIND', 'ID', 'WHAT', 'DIED', 'TRIES', 'WHY'], words),
      json: { items: letters, more: cursor !== null },
    };
  })
    .option('--kind <kind>', 'only these', kindArgument)
    .addOption(
      new Option('--state <state>', 'open ones, or what became of others')
        .choices(['OPEN', 'REQUEUED', 'DISCARDED'])
        .default('OPEN'),
    )
    .option('--lead <id>', 'only those about this lead', idArgument)
    .option('--from <instant>', 'that died since; or how long ago: PT1H', instantArgument)
    .option('--to <instant>', 'that died before', instantArgument)
    .option('--limit <n>', 'at most so many', countArgument, 100);
