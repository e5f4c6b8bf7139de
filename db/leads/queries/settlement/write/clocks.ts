import type { ClockState } from '../../../../../domain/engine/sla/clock.js';
import { clocks } from '../../../schema/clocks.js';
import { columnsOf } from './columns.js';
import type { Part } from './part.js';

const clock = columnsOf(clocks).from<{ leadId: string; clock: ClockState }>({
  id: ({ clock }) => clock.id,
  leadId: ({ leadId }) => leadId,
  key: ({ clock }) => clock.key,
  cycle: ({ clock }) => clock.cycle,
  status: ({ clock }) => clock.status,
  startedAt: ({ clock }) => clock.startedAtMs,
  targetMs: ({ clock }) => clock.targetMs,
  atRiskAt: ({ clock }) => clock.atRiskAtMs,
  atRiskSeenAt: ({ clock }) => clock.atRiskSeenAtMs,
  deadlineAt: ({ clock }) => clock.deadlineAtMs,
  breachedAt: ({ clock }) => clock.breachedAtMs,
  metAt: ({ clock }) => clock.metAtMs,
  correctedAt: ({ clock }) => clock.correctedAtMs,
  supersededAt: ({ clock }) => clock.supersededAtMs,
  cancelledAt: ({ clock }) => clock.cancelledAtMs,
  pauses: ({ clock }) => clock.pauses,
  steps: ({ clock }) => clock.steps,
  receipt: ({ clock }) => clock.receipt,
});

export const newClocks: Part = {
  name: 'new_clocks',
  rows: ({ drafts }) =>
    clock.rows(
      drafts.flatMap(({ lead, changes }) => Array.from(changes.newClocks, (one) => ({ leadId: lead.id, clock: one }))),
    ),
  sql: clock.insert(),
};

export const changedClocks: Part = {
  name: 'changed_clocks',
  rows: ({ drafts }) =>
    clock.rows(
      drafts.flatMap(({ lead, changes }) => Array.from(changes.clocks, (one) => ({ leadId: lead.id, clock: one }))),
    ),
  sql: clock.update(
    'id',
    // One that was not computed anew stays as it is stored.
    { receipt: 'coalesce(r.receipt, t.receipt)' },
    { fixed: ['leadId', 'key', 'cycle', 'startedAt', 'targetMs'] },
  ),
};
