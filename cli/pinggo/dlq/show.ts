import { commandOf, idArgument } from '../command.js';
import { findPinggo } from '../find.js';
import { factsOf, kindArgument, pathOf, type LetterInFull } from './letters.js';

/** `pinggo dlq show` */
export const show = () =>
  commandOf<[string, string], object>(
    'show',
    'one of them, with what became of it; whom it is about is shown to admins only',
    async (_, kind, id) => {
      const { session } = await findPinggo();
      const letter = await session.get<LetterInFull>(pathOf(kind, id));
      const payload =
        letter.payload === null
          ? ['payload: for admins of its organisation only']
          : ['payload:', JSON.stringify(letter.payload, null, 2)];
      return { words: [...factsOf(letter), ...payload], json: letter };
    },
  )
    .argument('<kind>', 'as listed', kindArgument)
    .argument('<id>', 'as listed', idArgument);
