import { Anchor, Button, Group, List, Paper, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { PAGES } from '../../../../shared/pages';
import { useCan } from '../../../../shared/me';
import { useNow } from '../../../../shared/time';

const PUT_AWAY = 'pinggo.firstSteps.putAway';
/** After it nobody needs to be told how to begin. */
const NEW_MS = 30 * 24 * 60 * 60_000;
const STEPS = [
  { key: 'hours', to: PAGES.calendars },
  { key: 'people', to: PAGES.people },
  { key: 'teams', to: PAGES.teams },
  { key: 'sources', to: PAGES.sources },
] as const;

/** What a new organisation does next, in the order in which it helps. */
export function FirstSteps({ createdAt }: { createdAt: string }) {
  const { t } = useTranslation('organisation');
  const now = useNow();
  const mayInvite = useCan('people.administer');
  const [isAway, setAway] = useState(() => localStorage.getItem(PUT_AWAY) !== null);
  if (isAway || !mayInvite || now - Date.parse(createdAt) > NEW_MS) return null;
  const putAway = (): void => {
    localStorage.setItem(PUT_AWAY, 'yes');
    setAway(true);
  };
  return (
    <Paper withBorder p="md" component="section" aria-label={t('first.title')}>
      <Stack gap="sm">
        <Title order={2} size="h4">
          {t('first.title')}
        </Title>
        <Text size="sm">{t('first.text')}</Text>
        <List type="ordered" size="sm" spacing="xs">
          {STEPS.map(({ key, to }) => (
            <List.Item key={key}>
              <Anchor component={Link} to={to} inherit underline="always">
                {t(`first.${key}`)}
              </Anchor>{' '}
              {t(`first.${key}Why`)}
            </List.Item>
          ))}
        </List>
        <Group>
          <Button variant="default" size="xs" onClick={putAway}>
            {t('first.putAway')}
          </Button>
        </Group>
      </Stack>
    </Paper>
  );
}
