import { setTimeout as delay } from 'node:timers/promises';
import { commandOf, countArgument, idArgument, progress } from '../command.js';
import { EXIT } from '../failure.js';
import { findPinggo } from '../find.js';
import { wordsOf, type Workings } from './workings.js';

interface Unstuck {
  startAsked: boolean;
  broughtForward: number;
  requeued: number;
}

const LOOK_EVERY_MS = 500;

/** `pinggo leads unstick` */
export const unstick = () =>
  commandOf<[string], { wait: number }>(
    'unstick',
    'have the machine look at it now: asks for its start, sends its dead messages again, tries now what was put off',
    async ({ wait }, id) => {
      const { session } = await findPinggo();
      const done = await session.post<Unstuck>(`/api/leads/${id}/unstick`);
      const untilMs = Date.now() + wait * 1_000;
      let lead = await session.get<Workings>(`/api/leads/${id}/workings`);
      while ((lead.isStuck || lead.messages.length > 0) && Date.now() < untilMs) {
        progress('It is being looked at …');
        await delay(LOOK_EVERY_MS);
        lead = await session.get<Workings>(`/api/leads/${id}/workings`);
      }
      const { startAsked, broughtForward, requeued } = done;
      return {
        words: [
          `start ${startAsked ? 'asked for' : 'not needed'}, sent again ${requeued}, brought forward ${broughtForward}`,
          ...wordsOf(lead),
        ],
        json: { ...done, lead },
        exitCode: lead.isStuck ? EXIT.REFUSED : EXIT.DONE,
      };
    },
  )
    .argument('<id>', 'of the lead', idArgument)
    .option('--wait <seconds>', 'for it to go on', countArgument, 15);
