import type { EscalationState } from '../../../../../domain/leads/lead/state.js';
import { escalations } from '../../../schema/escalations.js';
import { columnsOf } from './columns.js';
import type { Part, Settlement } from './part.js';

const escalation = columnsOf(escalations).from<{ leadId: string; fired: EscalationState }>({
  key: ({ fired }) => fired.key,
  leadId: ({ leadId }) => leadId,
  clockId: ({ fired }) => fired.clockId,
  clockKey: ({ fired }) => fired.clockKey,
  cycle: ({ fired }) => fired.cycle,
  stepKey: ({ fired }) => fired.stepKey,
  repeat: ({ fired }) => fired.repeat,
  action: ({ fired }) => fired.action,
  dueAt: ({ fired }) => fired.dueAtMs,
  firedAt: ({ fired }) => fired.firedAtMs,
  overtaken: ({ fired }) => fired.overtaken,
  compensatedAt: ({ fired }) => fired.compensatedAtMs,
  acknowledgedAt: ({ fired }) => fired.acknowledgedAtMs,
});

/** Marked in this settlement. Those that were fired in it too are inserted with their mark already. */
const markedBefore = ({ drafts }: Settlement, mark: 'compensated' | 'acknowledged'): EscalationState[] =>
  drafts.flatMap(({ changes }) => [...changes[mark]].filter((one) => !changes.escalations.includes(one)));

export const newEscalations: Part = {
  name: 'new_escalations',
  rows: ({ drafts }) =>
    escalation.rows(
      drafts.flatMap(({ lead, changes }) => changes.escalations.map((fired) => ({ leadId: lead.id, fired }))),
    ),
  // No ON CONFLICT: under the lead's lock a second firing can only be a bug, and the unique key must stop it loudly.
  sql: escalation.insert(),
};

const compensation = columnsOf(escalations).from<EscalationState>({
  key: ({ key }) => key,
  compensatedAt: ({ compensatedAtMs }) => compensatedAtMs,
});

export const compensatedEscalations: Part = {
  name: 'compensated_escalations',
  rows: (settlement) => compensation.rows(markedBefore(settlement, 'compensated')),
  sql: compensation.update('key', {}, { where: 't.compensated_at IS NULL' }),
};

const acknowledgement = columnsOf(escalations).from<EscalationState>({
  key: ({ key }) => key,
  acknowledgedAt: ({ acknowledgedAtMs }) => acknowledgedAtMs,
});

export const acknowledgedEscalations: Part = {
  name: 'acknowledged_escalations',
  rows: (settlement) => acknowledgement.rows(markedBefore(settlement, 'acknowledged')),
  sql: acknowledgement.update('key', {}, { where: 't.acknowledged_at IS NULL' }),
};
