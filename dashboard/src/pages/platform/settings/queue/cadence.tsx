import { Stack, Table, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { PAGES } from '../../../../../../domain/leads/vocabulary/pages.js';
import type { Schemas } from '../../../../api/client';
import { Instant } from '../../../../shared/instant';

type Cadence = Schemas['QueueCadence'];

const AGES = ['SECONDS', 'MINUTE', 'MINUTES', 'HOUR', 'LONGER'] as const;

/** What waits: how long already, how often it was tried, and when it is tried next. */
export function Cadence({ cadence: { queues, retries } }: { cadence: Cadence }) {
  const { t } = useTranslation('queue');
  return (
    <Stack component="section" aria-label={t('waits')}>
      <div>
        <Title order={2}>{t('waits')}</Title>
        <Text c="dimmed">{t('waitsHint')}</Text>
      </div>
      {queues.length === 0 ? <Text role="status">{t('nothingWaits')}</Text> : <Queues queues={queues} />}
      {retries.length > 0 && <Retries retries={retries} />}
    </Stack>
  );
}

function Queues({ queues }: Pick<Cadence, 'queues'>) {
  const { t } = useTranslation('queue');
  return (
    <Table.ScrollContainer minWidth={720}>
      <Table aria-label={t('waits')} verticalSpacing="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('queueLabel')}</Table.Th>
            <Table.Th>{t('waiting')}</Table.Th>
            {AGES.map((age) => (
              <Table.Th key={age}>{t(`age.${age}`)}</Table.Th>
            ))}
            <Table.Th>{t('tried')}</Table.Th>
            <Table.Th>{t('mostAttempts')}</Table.Th>
            <Table.Th>{t('nextAttempt')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {queues.map(({ queue, what, waiting, byAge, tried, mostAttempts, nextAttemptAt }) => (
            <Table.Tr key={`${queue} ${what}`}>
              <Table.Td>
                {t(`queue.${queue}`)}
                <Text size="sm" c="dimmed" ff="monospace">
                  {what}
                </Text>
              </Table.Td>
              <Table.Td>{waiting}</Table.Td>
              {AGES.map((age, index) => (
                <Table.Td key={age}>{byAge[index]}</Table.Td>
              ))}
              <Table.Td>{tried}</Table.Td>
              <Table.Td>{mostAttempts}</Table.Td>
              <Table.Td>{nextAttemptAt === null ? '–' : <Instant at={nextAttemptAt} seconds />}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function Retries({ retries }: Pick<Cadence, 'retries'>) {
  const { t } = useTranslation('queue');
  return (
    <>
      <Title order={3} size="h4">
        {t('retries')}
      </Title>
      <Table.ScrollContainer minWidth={720}>
        <Table aria-label={t('retries')} verticalSpacing="sm">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('queueLabel')}</Table.Th>
              <Table.Th>{t('born')}</Table.Th>
              <Table.Th>{t('attempts')}</Table.Th>
              <Table.Th>{t('nextAttempt')}</Table.Th>
              <Table.Th>{t('error')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {retries.map(({ id, topic, leadId, attempts, nextAttemptAt, bornAt, error }) => (
              <Table.Tr key={id}>
                <Table.Td>
                  <Text size="sm" ff="monospace">
                    {topic}
                  </Text>
                  {leadId !== null && <Link to={PAGES.lead.replace(':id', leadId)}>{t('lead')}</Link>}
                </Table.Td>
                <Table.Td>
                  <Instant at={bornAt} seconds />
                </Table.Td>
                <Table.Td>{attempts}</Table.Td>
                <Table.Td>
                  <Instant at={nextAttemptAt} seconds />
                </Table.Td>
                <Table.Td>{error ?? '–'}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </>
  );
}
