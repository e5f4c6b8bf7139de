import { Badge, Group, Text } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { serverNowMs } from '../../../../api/server-clock';
import { loadAreas } from '../../../../i18n/areas';
import { Instant } from '../../../../shared/instant';
import type { Person, PersonState } from './data';

const InvitationState = lazy(async () => {
  const [part] = await Promise.all([import('./invitation-state'), loadAreas('links')]);
  return part;
});

const COLOURS: Record<PersonState, string> = { ACTIVE: 'teal', AWAY: 'orange', INVITED: 'blue', DEACTIVATED: 'gray' };

/** How somebody stands, and until when. */
export function StateBadge({ person }: { person: Pick<Person, 'state' | 'absence' | 'invited' | 'invitation'> }) {
  const { t } = useTranslation('people');
  const { state, absence } = person;
  const until = state === 'AWAY' && absence && Date.parse(absence.from) <= serverNowMs() ? absence.to : null;
  return (
    <Group gap={6}>
      <Badge miw="max-content" variant="light" color={COLOURS[state]} tt="none" c="var(--mantine-color-text)">
        {t(`states.${state}`)}
      </Badge>
      {state === 'INVITED' && (
        <Suspense fallback={null}>
          <InvitationState person={person} />
        </Suspense>
      )}
      {until !== null && (
        <Text size="sm" component="span">
          {t('until')} <Instant at={until} />
        </Text>
      )}
    </Group>
  );
}
