import { commandOf, idArgument } from '../command.js';
import { findPinggo } from '../find.js';
import { wordsOf, type Workings } from './workings.js';

/** `pinggo leads show` */
export const show = () =>
  commandOf<[string], object>('show', 'its clocks, its messages, and whether it is stuck', async (_, id) => {
    const { session } = await findPinggo();
    const lead = await session.get<Workings>(`/api/leads/${id}/workings`);
    return { words: wordsOf(lead), json: lead };
  }).argument('<id>', 'of the lead', idArgument);
