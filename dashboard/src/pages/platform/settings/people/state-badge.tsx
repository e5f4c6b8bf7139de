import { Badge, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { serverNowMs } from '../../../../api/server-clock';
import { Instant } from '../../../../shared/instant';
import type { Person, PersonState } from './data';

const COLOURS: Record<PersonState, string> = { ACTIVE: 'teal', AWAY: 'orange', INVITED: 'blue', DEACTIVATED: 'gray' };

/** How somebody stands, and until when. */
export function StateBadge({ person: { state, absence } }: { person: Pick<Person, 'state' | 'absence'> }) {
  const { t } = useTranslation('people');
  const until = state === 'AWAY' && absence && Date.parse(absence.from) <= serverNowMs() ? absence.to : null;
  return (
    <Group gap={6}>
      <Badge miw="max-content" variant="light" color={COLOURS[state]} tt="none" autoContrast>
        {t(`states.${state}`)}
      </Badge>
      {until !== null && (
        <Text size="sm" component="span">
          {t('until')} <Instant at={until} />
        </Text>
      )}
    </Group>
  );
}
