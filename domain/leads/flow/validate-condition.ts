import { checkCondition as check, type FieldGuide, type Report } from '../../engine/conditions/check.js';
import type { Condition, ConditionOp, ConditionValue } from '../../engine/conditions/definition.js';
import { fieldKind, isKnown, knownFields, type ConditionPhase } from '../vocabulary/condition-fields.js';
import { LEAD_STATUSES } from '../vocabulary/status.js';
import { calendarProblem, type FlowContext } from './flow-context.js';

/**
 * Reports conditions that could never be asked, or never hold, because of their field, operator or value.
 * @param phase when it is asked: what is known of the lead then
 */
export function checkCondition(
  condition: Condition,
  path: string,
  report: Report,
  phase: ConditionPhase,
  context: Pick<FlowContext, 'calendars'>,
): void {
  check(condition, path, report, fieldsOf(phase, context));
}

const fieldsOf = (phase: ConditionPhase, context: Pick<FlowContext, 'calendars'>): FieldGuide => ({
  kindOf: fieldKind,
  names: () => knownFields(phase),
  notAskedHere: (field) => (isKnown(field, phase) ? null : notKnown(field, phase)),
  valueProblem: (field, op, value) => {
    if (op === 'inBusinessTime') return calendarProblem(value as string, context);
    return field === 'status' ? statusProblem(op, value) : null;
  },
});

const notKnown = (field: string, phase: ConditionPhase): string =>
  phase === 'MATCH'
    ? `The lead's ${field} is not known yet where the flow is chosen and the lead is scored.`
    : `The lead's ${field} can only be asked by a ladder step.`;

function statusProblem(op: ConditionOp, value: ConditionValue | undefined): string | null {
  if (op !== 'eq' && op !== 'ne' && op !== 'in') return null;
  const unknown = [value].flat().find((one) => !(LEAD_STATUSES as readonly unknown[]).includes(one));
  return unknown === undefined ? null : `"${String(unknown)}" is no status: use ${LEAD_STATUSES.join(', ')}.`;
}
