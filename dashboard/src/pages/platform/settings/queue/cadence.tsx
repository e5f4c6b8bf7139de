import { Stack, Table, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { PAGES } from '../../../../shared/pages';
import type { Schemas } from '../../../../api/client';
import { Instant } from '../../../../shared/instant';
import '../../../../shared/settings/settings-table.css';

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
    <Table aria-label={t('waits')} className="settings-table" verticalSpacing="sm">
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
            <Table.Td data-label={t('queueLabel')}>
              <div>
                {t(`queue.${queue}`)}
                <Text size="sm" c="dimmed" ff="monospace">
                  {what}
                </Text>
              </div>
            </Table.Td>
            <Table.Td data-label={t('waiting')}>{waiting}</Table.Td>
            {AGES.map((age, index) => (
              <Table.Td key={age} data-label={t(`age.${age}`)}>
                {byAge[index]}
              </Table.Td>
            ))}
            <Table.Td data-label={t('tried')}>{tried}</Table.Td>
            <Table.Td data-label={t('mostAttempts')}>{mostAttempts}</Table.Td>
            <Table.Td data-label={t('nextAttempt')}>
              {nextAttemptAt === null ? '–' : <Instant at={nextAttemptAt} seconds />}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Retries({ retries }: Pick<Cadence, 'retries'>) {
  const { t } = useTranslation('queue');
  return (
    <>
      <Title order={3} size="h4">
        {t('retries')}
      </Title>
      <Table aria-label={t('retries')} className="settings-table" verticalSpacing="sm">
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
              <Table.Td data-label={t('queueLabel')}>
                <div>
                  <Text size="sm" ff="monospace">
                    {topic}
                  </Text>
                  {leadId !== null && <Link to={PAGES.lead.replace(':id', leadId)}>{t('lead')}</Link>}
                </div>
              </Table.Td>
              <Table.Td data-label={t('born')}>
                <Instant at={bornAt} seconds />
              </Table.Td>
              <Table.Td data-label={t('attempts')}>{attempts}</Table.Td>
              <Table.Td data-label={t('nextAttempt')}>
                <Instant at={nextAttemptAt} seconds />
              </Table.Td>
              <Table.Td data-label={t('error')}>{error ?? '–'}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </>
  );
}
