import { Anchor, Button, Group, SegmentedControl, Select, Stack, Text, Title } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { DEAD_LETTER_STATUSES } from '../../../../../domain/leads/vocabulary/dead-letters.js';
import { PAGES } from '../../../../../domain/leads/vocabulary/pages.js';
import { api, type Schemas } from '../../../api/client';
import { useAddress } from '../../../shared/address';
import { Instant } from '../../../shared/instant';
import { useCan } from '../../../shared/me';
import { readAll } from '../../../shared/settings/read-all';
import { SettingsTable, type SettingsColumn } from '../../../shared/settings/settings-table';
import { Failed, Loading } from '../../../shared/states';
import { useTellName } from '../../../shared/title';

type Letter = Schemas['DeadLetterItem'];
type Status = Letter['status'];

const PAGE = 50;

const useLetters = (status: Status, endpointId: string | null) =>
  useInfiniteQuery({
    queryKey: ['dead-letter', 'list', status, endpointId],
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam: cursor }) =>
      (
        await api.GET('/api/dead-letters', {
          params: {
            query: { status, limit: PAGE, ...(endpointId !== null && { endpointId }), ...(cursor && { cursor }) },
          },
        })
      ).data!,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  });

/** By the deliveries' own names where the sources may not be read. */
const useSourceNames = (may: boolean) =>
  useQuery({
    queryKey: ['endpoints', 'names'],
    enabled: may,
    queryFn: () =>
      readAll(
        async (cursor) =>
          (await api.GET('/api/endpoints', { params: { query: { limit: 200, ...(cursor && { cursor }) } } })).data!,
      ),
  });

/** What came in and could become no lead: what waits, and what became of the others. */
export default function DeadLetters() {
  const { t } = useTranslation('deadLetters');
  useTellName(t('title'));
  const [address, setAddress] = useAddress();
  const status = DEAD_LETTER_STATUSES.find((one) => one === address.get('status')) ?? 'OPEN';
  const endpointId = address.get('endpointId');
  const list = useLetters(status, endpointId);
  const maySeeSources = useCan('endpoints.read');
  const sources = useSourceNames(maySeeSources);
  const letters = list.data?.pages.flatMap(({ items }) => items);
  const nameOf = (letter: Letter): string => letter.endpointName ?? t('somewhere');
  const columns: SettingsColumn<Letter>[] = [
    {
      key: 'received',
      title: t('received'),
      sortBy: ({ receivedAt }) => receivedAt,
      cell: ({ receivedAt }) => <Instant at={receivedAt} />,
    },
    { key: 'source', title: t('source'), sortBy: nameOf, cell: nameOf },
    { key: 'why', title: t('why'), cell: ({ issues }) => issues.map(({ message }) => message).join(' ') },
    { key: 'outcome', title: t('outcome'), cell: (letter) => <Outcome letter={letter} /> },
    {
      key: 'open',
      title: t('open'),
      cell: (letter) => (
        <Anchor
          component={Link}
          to={PAGES.deadLetter.replace(':id', letter.id)}
          aria-label={t('openOf', { name: nameOf(letter) })}
          underline="always"
        >
          {t('open')}
        </Anchor>
      ),
    },
  ];
  return (
    <Stack maw={1100}>
      <div>
        {maySeeSources && <Link to={PAGES.sources}>{t('toSources')}</Link>}
        <Title order={1}>{t('title')}</Title>
        <Text c="dimmed">{t('hint')}</Text>
      </div>
      <Group>
        <SegmentedControl
          aria-label={t('which')}
          data={DEAD_LETTER_STATUSES.map((value) => ({ value, label: t(`status.${value}`) }))}
          value={status}
          onChange={(value) => setAddress({ status: value === 'OPEN' ? null : value })}
        />
        {maySeeSources && (
          <Select
            aria-label={t('source')}
            placeholder={t('allSources')}
            clearable
            searchable
            data={(sources.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
            value={endpointId}
            onChange={(value) => setAddress({ endpointId: value })}
          />
        )}
      </Group>
      {list.error && <Failed error={list.error} again={() => void list.refetch()} />}
      {list.isPending && <Loading />}
      {letters && (
        <SettingsTable
          label={t('title')}
          rows={letters}
          columns={columns}
          keyOf={({ id }) => id}
          textOf={(letter) => `${nameOf(letter)} ${letter.issues.map(({ message }) => message).join(' ')}`}
          empty={<Text role="status">{t(`empty.${status}`)}</Text>}
        />
      )}
      {list.hasNextPage && (
        <Group>
          <Button variant="default" onClick={() => void list.fetchNextPage()} loading={list.isFetchingNextPage}>
            {t('more')}
          </Button>
        </Group>
      )}
    </Stack>
  );
}

function Outcome({ letter: { status, decidedByName, leadId, reason } }: { letter: Letter }) {
  const { t } = useTranslation('deadLetters');
  if (status === 'OPEN') return t('waits');
  const name = decidedByName ?? t('somebody');
  return (
    <div>
      {status === 'REPLAYED' && leadId !== null ? (
        <Link to={PAGES.lead.replace(':id', leadId)}>{t('takenIn', { name })}</Link>
      ) : (
        t('discarded', { name })
      )}
      {reason !== null && (
        <Text size="sm" c="dimmed">
          {reason}
        </Text>
      )}
    </div>
  );
}
