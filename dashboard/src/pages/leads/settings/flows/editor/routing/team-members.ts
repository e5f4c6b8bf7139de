import { useQuery } from '@tanstack/react-query';
import { api, type Schemas } from '../../../../../../api/client';
import { readAll } from '../../../../../../shared/settings/read-all';

type Member = Pick<Schemas['User'], 'id' | 'name' | 'role' | 'state' | 'skillLevels'>;

/** The people of a team who take leads; undefined: not known yet. */
export function useTeamMembers(teamId: string | null): Member[] | undefined {
  const { data } = useQuery({
    queryKey: ['people', 'ofTeam', teamId],
    staleTime: 60_000,
    enabled: teamId !== null && teamId !== '',
    retry: false,
    queryFn: async () =>
      readAll(
        async (cursor) =>
          (
            await api.GET('/api/users', {
              params: { query: { limit: 200, teamId: teamId!, ...(cursor && { cursor }) } },
            })
          ).data!,
      ),
  });
  return data?.filter(({ role, state }) => role === 'REP' && state !== 'DEACTIVATED');
}

/** How many of these people have each skill, the most first. */
export function skillsOf(members: readonly Pick<Member, 'skillLevels'>[]): { skill: string; people: number }[] {
  const counts = new Map<string, number>();
  for (const { skillLevels } of members)
    for (const skill of Object.keys(skillLevels)) counts.set(skill, (counts.get(skill) ?? 0) + 1);
  return [...counts]
    .map(([skill, people]) => ({ skill, people }))
    .sort((a, b) => b.people - a.people || a.skill.localeCompare(b.skill));
}
