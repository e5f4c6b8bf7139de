import { same } from '../../platform/text/same.js';
import type { FlowDefinition, FlowDraft } from './definition.js';

/** What differs of two states of a draft, by member: of a draft that is saved at every pause, the audit log need not hold the rest each time. */
export function changedMembers(
  before: FlowDraft | FlowDefinition,
  after: FlowDraft | FlowDefinition,
): { before: FlowDraft; after: FlowDraft } {
  const [was, is]: FlowDraft[] = [{ ...before }, { ...after }];
  const changed = [...new Set([...Object.keys(was!), ...Object.keys(is!)])].filter(
    (member) => !same(was![member], is![member]),
  );
  const only = (rules: FlowDraft): FlowDraft =>
    Object.fromEntries(changed.filter((member) => member in rules).map((member) => [member, rules[member]]));
  return { before: only(was!), after: only(is!) };
}
