import { Button, Group, Select, Stack, Table, Text, TextInput, Title } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { api, type Schemas } from '../../api/client';
import { Deadline, Status } from '../../shared/badges';
import { usePeople } from '../../shared/people';
import { Failed, Loading } from '../../shared/states';

interface Page {
  items: Schemas['LeadItem'][];
  nextCursor: string | null;
}

const FILTERS = ['status', 'breach', 'ownerId', 'teamId', 'flowId', 'source', 'from', 'to', 'q'] as const;
const STATUSES = ['RECEIVED', 'QUALIFIED', 'OFFERED', 'ASSIGNED', 'UNROUTED', 'CONTACTED'] as const;
const BREACHES = ['breached', 'at_risk', 'none'] as const;
/** The execution list. Its filters are the address's, so that a list can be kept, shared and gone back to. */
export default function Leads() {
  const { t } = useTranslation();
  const people = usePeople();
  const [search, setSearch] = useSearchParams();
  const filters = Object.fromEntries(FILTERS.flatMap((name) => (search.get(name) ? [[name, search.get(name)!]] : [])));
  const set = (name: (typeof FILTERS)[number], value: string | null): void => {
    setSearch(
      (before) => {
        if (value) before.set(name, value);
        else before.delete(name);
        return before;
      },
      { replace: true },
    );
  };
  const type = useDebouncedCallback((text: string) => set('q', text.trim()), 250);
  const leads = useInfiniteQuery({
    queryKey: ['leads', filters],
    placeholderData: keepPreviousData,
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam: cursor }) => {
      const query = { ...filters, limit: 50, ...(cursor ? { cursor } : {}) } as object;
      // The same path answers CSV too, which this does not ask for.
      return (await api.GET('/api/control-tower/leads', { params: { query } })).data as unknown as Page;
    },
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  });
  const items = leads.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Stack>
      <div>
        <Title order={1}>{t('leads.title')}</Title>
        <Text>{t('leads.subtitle')}</Text>
      </div>
      <Group>
        <TextInput
          aria-label={t('leads.search')}
          placeholder={t('leads.search')}
          defaultValue={search.get('q') ?? ''}
          onChange={(event) => type(event.currentTarget.value)}
        />
        <Select
          aria-label={t('leads.status')}
          placeholder={t('leads.status')}
          clearable
          data={STATUSES.map((value) => ({ value, label: t(`status.${value}`) }))}
          value={search.get('status')}
          onChange={(value) => set('status', value)}
        />
        <Select
          aria-label={t('leads.breach')}
          placeholder={t('leads.breach')}
          clearable
          data={BREACHES.map((value) => ({ value, label: t(`breachOf.${value}`) }))}
          value={search.get('breach')}
          onChange={(value) => set('breach', value)}
        />
        <Select
          aria-label={t('leads.owner')}
          placeholder={t('leads.owner')}
          clearable
          searchable
          data={[...people].map(([value, label]) => ({ value, label }))}
          value={search.get('ownerId')}
          onChange={(value) => set('ownerId', value)}
        />
      </Group>
      {leads.error && <Failed error={leads.error} again={() => void leads.refetch()} />}
      {leads.isPending && <Loading />}
      {leads.data && items.length === 0 && <Text>{t('leads.none')}</Text>}
      {items.length > 0 && (
        <Table.ScrollContainer minWidth={640}>
          <Table highlightOnHover>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('leads.name')}</Table.Th>
                <Table.Th>{t('leads.due')}</Table.Th>
                <Table.Th>{t('leads.status')}</Table.Th>
                <Table.Th>{t('leads.owner')}</Table.Th>
                <Table.Th>{t('leads.source')}</Table.Th>
                <Table.Th>{t('leads.score')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {items.map((lead) => (
                <Table.Tr key={lead.id}>
                  <Table.Td>
                    <Link to={`/leads/${lead.id}`}>{lead.name ?? t('leads.unnamed')}</Link>
                  </Table.Td>
                  <Table.Td>
                    <Deadline at={lead.deadlineAt} breach={lead.breach} />
                  </Table.Td>
                  <Table.Td>
                    <Status status={lead.status} />
                  </Table.Td>
                  <Table.Td>{lead.ownerId === null ? t('leads.nobody') : (people.get(lead.ownerId) ?? '…')}</Table.Td>
                  <Table.Td>{lead.source}</Table.Td>
                  <Table.Td className="tabular">{lead.score ?? '–'}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      {leads.hasNextPage && (
        <Button variant="default" onClick={() => void leads.fetchNextPage()} loading={leads.isFetchingNextPage}>
          {t('leads.more')}
        </Button>
      )}
    </Stack>
  );
}
