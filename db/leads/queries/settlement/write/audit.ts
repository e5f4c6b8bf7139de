import type { AuditEffect } from '../../../../../domain/leads/lead/draft.js';
import type { LeadState } from '../../../../../domain/leads/lead/state.js';
import { audit } from '../../../../platform/schema/audit.js';
import { columnsOf, SETTLED_AT } from './columns.js';
import type { Part } from './part.js';

const entry = columnsOf(audit).from<{ lead: LeadState; entry: AuditEffect }>({
  actorType: ({ entry }) => entry.actor.type,
  actorId: ({ entry }) => entry.actor.id,
  action: ({ entry }) => entry.action,
  entityType: ({ entry }) => entry.entityType,
  entityId: ({ entry }) => entry.entityId,
  leadId: ({ lead, entry }) => entry.leadId ?? lead.id,
  before: ({ entry }) => entry.before,
  after: ({ entry }) => entry.after,
  traceId: ({ lead }) => lead.traceId,
});
const insert = entry.insert({ at: SETTLED_AT }, { inOrder: true });

export const newAudit: Part = {
  name: 'new_audit',
  rows: ({ drafts }) =>
    entry.rows(drafts.flatMap(({ lead, changes }) => changes.audit.map((one) => ({ lead, entry: one })))),
  sql: (rows, hasPart) =>
    `${insert(rows)}${hasPart('new_work_items') || hasPart('closed_work_items') ? ' RETURNING id' : ''}`,
};
