import { leadPage } from './page.js';
import type { LeadView } from './view.js';

/** A lead as a settlement left it: what its workflow waits for and shows. */
export interface SettledView extends LeadView {
  /**
   * The clock of the process that settled it (epoch milliseconds): a workflow's own now stands still while its activity
   * works. Histories of before it was told do not have it.
   */
  settledAtMs?: number;
}

/**
 * Completes a view for its workflow. The link comes with the result, not with the workflow's code: a replay shows what was
 * shown.
 * @param publicUrl origin under which people reach the dashboard
 * @param settledAtMs now, by the clock of the process that settled it
 */
export const settledView = (view: LeadView, publicUrl: string, settledAtMs: number): SettledView => ({
  ...view,
  details: `[Open the lead in Pinggo](${leadPage(publicUrl, view.leadId)})\n\n${view.details}`,
  settledAtMs,
});

/** Whether one view was decided after another; of those that histories of before told, nobody knows. */
export const isNewer = (view: LeadView, than: LeadView | null): boolean =>
  than === null || (view.revision ?? 0) > (than.revision ?? 0);
