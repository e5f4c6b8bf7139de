import { setCurrentDetails, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import type { LeadView } from '../../../domain/leads/view/view.js';
import { attributesOf } from './messages.js';

/** What there is none of is as good as false. */
const comparable = (value: unknown): unknown => (value instanceof Date ? value.getTime() : value || null);

/**
 * Shows the lead in the Temporal UI. An upsert is a billed Action: it happens on real change only, all in one.
 * @param atItsEnd whether that is worth one too, where the lead has ended: the workflow's result and status say it
 */
export function publish(view: LeadView, { atItsEnd }: { atItsEnd: boolean }): void {
  setCurrentDetails(view.details);
  if (!view.open && !atItsEnd) return;
  const known = workflowInfo().typedSearchAttributes;
  const changes = attributesOf(view).filter(({ key, value }) => comparable(known.get(key)) !== comparable(value));
  if (changes.length > 0) upsertSearchAttributes(changes);
}
