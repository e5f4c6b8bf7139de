import type { AuditRow } from '../../../db/platform/queries/audit.js';
import { changesOf } from '../../../domain/platform/audit/changes.js';
import { sentenceOf } from '../../../domain/platform/audit/sentence.js';
import { iso } from '../../http/contract.js';
import type { Product } from '../product.js';
import type { CsvRow } from '../../http/csv.js';

/**
 * An entry of the audit log as people read it.
 * @param names by the ids and keys that occur in it
 * @param inZone tells the times of a sentence in the org's zone
 */
export function auditItemOf(
  row: AuditRow,
  names: ReadonlyMap<string, string>,
  { sentences, partsOf }: Pick<Product['audit'], 'sentences' | 'partsOf'>,
  inZone: (sentence: string) => string,
) {
  const { id, action, leadId, before, after, traceId } = row;
  const nameOf = (one: string | null): string | null => (one === null ? null : (names.get(one) ?? null));
  const actor = { type: row.actorType, id: row.actorId, name: nameOf(row.actorId) };
  const entity = { type: row.entityType, id: row.entityId, name: nameOf(row.entityId) };
  return {
    id,
    at: iso(row.at),
    actor,
    action,
    entity,
    leadId,
    leadName: nameOf(leadId),
    text: inZone(sentenceOf({ actor, action, entity, leadId, before, after }, names, sentences)),
    changes: changesOf(before, after, names, partsOf),
    before,
    after,
    traceId,
  };
}
export type AuditItem = ReturnType<typeof auditItemOf>;

export const AUDIT_COLUMNS = [
  'id',
  'at',
  'actorType',
  'actorId',
  'action',
  'entityType',
  'entityId',
  'leadId',
  'text',
  'changes',
  'before',
  'after',
  'traceId',
];

/** What a change was in words stands in `changes`, one after the other; the sides as JSON. */
export function auditCsvRow({ actor, entity, changes, before, after, ...item }: AuditItem): CsvRow {
  return {
    ...item,
    actorType: actor.type,
    actorId: actor.id,
    entityType: entity.type,
    entityId: entity.id,
    changes: changes.map(({ text }) => text).join('; '),
    before: before === null ? null : JSON.stringify(before),
    after: after === null ? null : JSON.stringify(after),
  };
}
