import { commandOf, idArgument } from '../command.js';
import { findPinggo } from '../find.js';
import { factsOf, kindArgument, pathOf, type LetterInFull } from './letters.js';

/** `pinggo dlq discard` */
export const discard = () =>
  commandOf<[string, string], { reason: string }>(
    'discard',
    'say that nobody waits for it any more, and why',
    async ({ reason }, kind, id) => {
      const { session } = await findPinggo();
      const letter = await session.post<LetterInFull>(`${pathOf(kind, id)}/discard`, { reason });
      return { words: factsOf(letter), json: letter };
    },
  )
    .argument('<kind>', 'as listed', kindArgument)
    .argument('<id>', 'as listed', idArgument)
    .requiredOption('--reason <text>', 'why: it is kept with it, and in the audit log');
