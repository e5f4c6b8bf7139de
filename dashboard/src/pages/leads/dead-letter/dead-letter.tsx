import './dead-letter.css';
import { Alert, List, Paper, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { PAGES } from '../../../../../domain/leads/vocabulary/pages.js';
import { api, type Schemas } from '../../../api/client';
import { Instant } from '../../../shared/instant';
import { useCan } from '../../../shared/me';
import { Failed, Loading } from '../../../shared/states';
import { Mend } from './mend';

/** What was sent and could not become a lead: why, what could be read of it, and what there is to do. */
export default function DeadLetter() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const letter = useQuery({
    queryKey: ['dead-letter', id],
    queryFn: async () => (await api.GET('/api/dead-letters/{id}', { params: { path: { id } } })).data!,
  });
  const { data, error } = letter;
  return (
    <Stack gap="md" maw={860}>
      <div>
        <Link to="/work-items">{t('deadLetter.back')}</Link>
        <Title order={1}>{t('deadLetter.title')}</Title>
      </div>
      {data ? (
        <Letter letter={data} />
      ) : error ? (
        <Failed error={error} again={() => void letter.refetch()} />
      ) : (
        <Loading />
      )}
    </Stack>
  );
}

function Letter({ letter }: { letter: Schemas['DeadLetter'] }) {
  const { t } = useTranslation();
  const canDecide = useCan('work_items.resolve');
  const canMap = useCan('endpoints.administer');
  return (
    <>
      <Text c="dimmed">
        {t('deadLetter.from', { endpoint: letter.endpointName ?? t('deadLetter.somewhere') })}{' '}
        <Instant at={letter.receivedAt} seconds />
      </Text>
      <Paper withBorder p="md">
        <Title order={2} size="h4">
          {t('deadLetter.why')}
        </Title>
        <List size="sm" mt="xs">
          {letter.issues.map(({ path, message }) => (
            <List.Item key={`${path} ${message}`}>{message}</List.Item>
          ))}
        </List>
        {canMap && letter.status === 'OPEN' && (
          <Text size="sm" mt="xs">
            <Link to={`${PAGES.sources}/${letter.endpointId}?tab=mapping`}>{t('deadLetter.toMapping')}</Link>
          </Text>
        )}
      </Paper>
      {letter.status === 'OPEN' ? canDecide && <Mend letter={letter} /> : <Decided letter={letter} />}
      <Paper withBorder p="md">
        <Title order={2} size="h4">
          {t('deadLetter.body')}
        </Title>
        <pre className="dead-letter-body" tabIndex={0} aria-label={t('deadLetter.body')}>
          {readable(letter.body)}
        </pre>
      </Paper>
    </>
  );
}

function Decided({ letter }: { letter: Schemas['DeadLetter'] }) {
  const { t } = useTranslation();
  const name = letter.decidedByName ?? t('workItems.somebody');
  return (
    <Alert role="status" color="teal">
      {t(letter.status === 'REPLAYED' ? 'deadLetter.replayedBy' : 'deadLetter.discardedBy', { name })}{' '}
      {letter.decidedAt !== null && <Instant at={letter.decidedAt} />}
      {letter.reason !== null && <Text size="sm">{letter.reason}</Text>}
      {letter.leadId !== null && <Link to={`/leads/${letter.leadId}`}>{t('deadLetter.toLead')}</Link>}
    </Alert>
  );
}

/** JSON one member a line; all else as it came. */
function readable(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
