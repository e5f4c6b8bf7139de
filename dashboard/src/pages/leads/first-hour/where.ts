import { PAGES } from '../../../../../domain/leads/vocabulary/pages.js';
import type { FirstHour, StepKey } from './data';

const at = (page: string, id: string): string => page.replace(':id', id);

/** Where a step is done; null: on the checklist's own page. */
export function whereOf(step: StepKey, { calendar, team, flow, source, lead, steps }: FirstHour): string | null {
  switch (step) {
    case 'HOURS':
      return calendar ? at(PAGES.calendar, calendar.id) : PAGES.calendars;
    case 'PEOPLE':
      return team && steps.some(({ missing }) => missing === 'NOT_IN_TEAM') ? at(PAGES.team, team.id) : PAGES.people;
    case 'FLOW':
      return flow ? at(PAGES.flow, flow.id) : PAGES.flows;
    case 'SOURCE':
      return source ? at(PAGES.source, source.id) : null;
    case 'LEAD':
    case 'CALL':
      return lead ? at(PAGES.lead, lead.id) : null;
  }
}
