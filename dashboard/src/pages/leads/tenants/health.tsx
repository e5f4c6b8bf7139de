import { Group, List, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { IconCheck, IconCircleDashed } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Instant } from '../../../shared/instant';
import { spanWords, useNow } from '../../../shared/time';
import type { Tenant } from './data';

/** How an organisation is, in numbers, and how ready, with what that is made of. */
export function Health({ tenant }: { tenant: Tenant }) {
  const { t } = useTranslation('operator');
  const nowMs = useNow();
  const { health, readiness } = tenant;
  const when = (at: string | null): ReactNode => (at === null ? t('never') : <Instant at={at} />);
  const figures: [string, ReactNode][] = [
    [t('lastLead'), when(health.lastLeadAt)],
    [t('leadsOfMonth'), health.leadsOfMonth],
    [t('openLeads'), health.openLeads],
    [t('breached'), health.breached],
    [
      t('outbox'),
      health.waitingSince === null
        ? t('nothingWaits')
        : t('waits', { count: health.waiting, span: spanWords(nowMs - Date.parse(health.waitingSince)) }),
    ],
    [t('undeliverable'), health.undeliverable],
    [t('deadLetters'), health.deadLetters],
    [t('people'), health.people],
    [t('lastSignIn'), when(health.lastSignInAt)],
  ];
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }}>
      <Paper withBorder p="md" component="section" aria-label={t('health')}>
        <Title order={2} mb="sm">
          {t('health')}
        </Title>
        <Stack gap={4}>
          {figures.map(([name, value]) => (
            <Group key={name} justify="space-between" wrap="nowrap">
              <Text size="sm">{name}</Text>
              <Text size="sm" fw={600} className="tabular">
                {value}
              </Text>
            </Group>
          ))}
        </Stack>
      </Paper>
      <Paper withBorder p="md" component="section" aria-label={t('readiness')}>
        <Title order={2} mb="sm">
          {t('readyBy', { score: readiness.score })}
        </Title>
        <List spacing={4} size="sm">
          {readiness.parts.map(({ part, done }) => (
            <List.Item
              key={part}
              icon={done ? <IconCheck size={16} aria-hidden /> : <IconCircleDashed size={16} aria-hidden />}
            >
              {t(`part.${part}`)} {!done && <Text span c="dimmed" size="sm">{`(${t('missing')})`}</Text>}
            </List.Item>
          ))}
        </List>
      </Paper>
    </SimpleGrid>
  );
}
