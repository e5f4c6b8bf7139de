import type { FlowDefinition, LadderStep } from './definition.js';

const namesPeople = ({ to = [], within }: LadderStep): boolean =>
  to.some((recipient) => typeof recipient === 'object') ||
  (within !== undefined && 'calendarOf' in within && within.calendarOf !== 'FLOW');

/** Those whom a flow's ladders and approvals name. */
export const peopleNamed = ({ clocks, routing }: FlowDefinition): string[] =>
  [
    ...clocks.flatMap(({ ladder }) => ladder.flatMap(({ to = [] }) => to)),
    ...routing.rules.flatMap(({ approval }) => approval?.by ?? []),
  ].flatMap((one) => (typeof one === 'string' ? [] : 'userId' in one ? [one.userId] : one.onCall));

/** Whether a flow asks about people and teams: whose calendar, who is at work, who is still there. */
export const asksForPeople = ({ clocks, routing }: FlowDefinition): boolean =>
  clocks.some(
    ({ target, ladder }) =>
      target.calendarOf === 'OWNER' || target.calendarOf === 'TEAM' || ladder.some((step) => namesPeople(step)),
  ) || routing.rules.some(({ approval }) => typeof approval?.by === 'object');

/** Whether a proof or a command is likely to have a clock planned over a calendar. */
export const plansLater = ({ clocks }: FlowDefinition): boolean =>
  clocks.some(
    ({ target, starts, recurring, pauseIn, ladder }) =>
      ladder.some(({ within }) => within !== undefined) ||
      (target.time === 'BUSINESS' &&
        (typeof starts === 'object' || starts === 'CONTACTED' || recurring === true || (pauseIn?.length ?? 0) > 0)),
  );
