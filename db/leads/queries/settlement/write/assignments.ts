import type { AssignmentState } from '../../../../../domain/leads/lead/state.js';
import { assignments } from '../../../schema/assignments.js';
import { columnsOf } from './columns.js';
import type { Part } from './part.js';

const assignment = columnsOf(assignments).from<{ leadId: string; assignment: AssignmentState }>({
  leadId: ({ leadId }) => leadId,
  sequence: ({ assignment }) => assignment.sequence,
  ownerId: ({ assignment }) => assignment.ownerId,
  teamId: ({ assignment }) => assignment.teamId,
  mode: ({ assignment }) => assignment.mode,
  assignedAt: ({ assignment }) => assignment.assignedAtMs,
  endedAt: ({ assignment }) => assignment.endedAtMs,
  explanation: ({ assignment }) => assignment.explanation,
});

export const changedAssignments: Part = {
  name: 'changed_assignments',
  rows: ({ drafts }) =>
    assignment.rows(
      drafts.flatMap(({ lead, changes }) =>
        Array.from(changes.assignments, (one) => ({ leadId: lead.id, assignment: one })),
      ),
    ),
  sql: assignment.upsert(['leadId', 'sequence'], ['endedAt'], { explanation: `coalesce(r.explanation, '{}')` }),
};
