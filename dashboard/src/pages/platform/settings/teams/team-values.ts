import { newTeam, teamChange } from '../../../../../../api/platform/contract/bodies/teams.js';
import type { Team } from './data';

/** A team as the form has it. */
export interface TeamValues extends Record<string, unknown> {
  name: string;
  managerId: string | null;
  onCall: string[];
  fallbackTeamId: string | null;
  calendarId: string | null;
}

export const NEW_TEAM: TeamValues = { name: '', managerId: null, onCall: [], fallbackTeamId: null, calendarId: null };

export const valuesOf = ({ name, managerId, onCall, fallbackTeamId, calendarId }: Team): TeamValues => ({
  name,
  managerId,
  onCall,
  fallbackTeamId,
  calendarId,
});

/** What of the form differs from the team; none: undefined. */
export function changeOf(team: Team, values: TeamValues): Partial<TeamValues> | undefined {
  const was = valuesOf(team);
  const changed = (Object.keys(was) as (keyof TeamValues)[]).filter(
    (field) => JSON.stringify(was[field]) !== JSON.stringify(values[field]),
  );
  return changed.length === 0 ? undefined : Object.fromEntries(changed.map((field) => [field, values[field]]));
}

export { newTeam, teamChange };
