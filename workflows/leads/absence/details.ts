import { inMarkdown } from '../../../domain/platform/text/markdown.js';
import type { AbsenceView } from '../../../activities/leads/absence.js';

const iso = (ms: number): string => new Date(ms).toISOString();

const WORDS: Record<AbsenceView['state'], string> = {
  PLANNED: 'waits for its beginning',
  REPLANNING: 'plans the open leads anew',
  DONE: 'all open leads were planned anew',
  CANCELLED: 'was cancelled: nothing more is moved',
  ENDED: 'ended before all was planned anew: the others stay where they are',
  NOT_WANTED: 'the leads stay where they are, as was asked',
};

/** What the timer and the batches say of themselves in the Temporal UI. */
export const batchSummary = (view: AbsenceView | null): string =>
  view?.state === 'REPLANNING' ? `plan the next leads anew: ${view.done} of ${view.found} done` : 'look at the absence';

export const timerSummary = (view: AbsenceView): string =>
  `${view.told?.name ?? inMarkdown(view.userName)}: ${view.cause === 'TIME_OFF' ? 'time off begins' : 'deactivation'}`;

/** The absence as its workflow shows it: Markdown. */
export function detailsOf(view: AbsenceView): string {
  const { cause, userName, fromAtMs, toAtMs, state, found, done, left, told } = view;
  const span = told?.span ?? iso(fromAtMs) + (toAtMs === null ? '' : ` to ${iso(toAtMs)}`);
  return [
    `**${cause === 'TIME_OFF' ? 'Time off' : 'Deactivation'}** of ${told?.name ?? inMarkdown(userName)}, from ${span}`,
    `**${state}** ${WORDS[state]}`,
    ...(found > 0 ? [`| Found | Planned anew | Left |\n| --- | --- | --- |\n| ${found} | ${done} | ${left} |`] : []),
  ].join('\n\n');
}
