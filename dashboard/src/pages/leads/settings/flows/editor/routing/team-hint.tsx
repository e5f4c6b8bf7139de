import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { skillOf } from './sentence';
import { useTeamMembers } from './team-members';

interface TeamHintProps {
  teamId: string;
  /** What is demanded, as it stands in the draft. */
  skills: unknown;
}

/** How many of a team could be asked at all: people, and those who know what is demanded. */
export function TeamHint({ teamId, skills }: TeamHintProps) {
  const { t } = useTranslation('flowRouting');
  const members = useTeamMembers(teamId);
  if (members === undefined) return null;
  const demands = Array.isArray(skills) ? skills.flatMap((one: unknown) => skillOf(one) ?? []) : [];
  const able = members.filter(({ skillLevels }) =>
    demands.every(({ skill, level }) => (skillLevels[skill] ?? 0) >= (level ?? 1)),
  );
  const isLacking = able.length === 0;
  return (
    <Text size="xs" c={isLacking ? 'orange.8' : 'dimmed'} mt={4}>
      {members.length === 0
        ? t('hint.nobody')
        : demands.length === 0
          ? t('hint.people', { count: members.length })
          : t('hint.able', { count: members.length, able: able.length })}
    </Text>
  );
}
