import { Button, Group, SegmentedControl, Select, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { PAGES } from '../../../../shared/pages';
import type { Schemas } from '../../../../api/client';
import { useAddress } from '../../../../shared/address';
import { Instant } from '../../../../shared/instant';
import { useCan } from '../../../../shared/me';
import { SettingsTable, type SettingsColumn } from '../../../../shared/settings/settings-table';
import { Failed, Loading } from '../../../../shared/states';
import { KINDS, SPANS, STATES, useLetters, type Filters, type Letter } from './data';
import { LetterInFull } from './letter';
import { RequeueAll } from './requeue-all';

/** @param dead how many there are of each kind */
export function Letters({ dead }: { dead: Schemas['QueueCadence']['dead'] }) {
  const { t } = useTranslation('queue');
  const [address, setAddress] = useAddress();
  const mayDecide = useCan('dead_letters.decide');
  const [opened, setOpened] = useState<Letter | null>(null);
  const [askingAll, setAskingAll] = useState(false);
  const filters: Filters = {
    state: STATES.find((one) => one === address.get('state')) ?? 'OPEN',
    kind: KINDS.find((one) => one === address.get('kind')) ?? null,
    span: SPANS.find((one) => one === address.get('span')) ?? null,
  };
  const list = useLetters(filters);
  const letters = list.data?.pages.flatMap(({ items }) => items);
  const columns = useColumns(filters, setOpened);
  return (
    <Stack component="section" aria-label={t('letters')}>
      <Title order={2}>{t('letters')}</Title>
      <Text role="status">
        {dead.length === 0
          ? t('noneDead')
          : dead.map(({ kind, count }) => t('dead', { number: count, kind: t(`kind.${kind}`) })).join(' · ')}
      </Text>
      <Group>
        <SegmentedControl
          aria-label={t('which')}
          data={STATES.map((value) => ({ value, label: t(`state.${value}`) }))}
          value={filters.state}
          onChange={(value) => setAddress({ state: value === 'OPEN' ? null : value })}
        />
        <Select
          aria-label={t('kindLabel')}
          placeholder={t('allKinds')}
          clearable
          data={KINDS.map((value) => ({ value, label: t(`kind.${value}`) }))}
          value={filters.kind}
          onChange={(kind) => setAddress({ kind })}
        />
        <Select
          aria-label={t('spanLabel')}
          placeholder={t('anyTime')}
          clearable
          data={SPANS.map((value) => ({ value, label: t(`span.${value}`) }))}
          value={filters.span}
          onChange={(span) => setAddress({ span })}
        />
        {mayDecide && filters.state === 'OPEN' && (letters?.length ?? 0) > 0 && (
          <Button variant="default" onClick={() => setAskingAll(true)}>
            {t('requeueAll')}
          </Button>
        )}
      </Group>
      {list.error && <Failed error={list.error} again={() => void list.refetch()} />}
      {list.isPending && <Loading />}
      {letters && (
        <SettingsTable
          label={t('letters')}
          rows={letters}
          columns={columns}
          keyOf={({ kind, id, diedAt }) => `${kind} ${id} ${diedAt}`}
          textOf={({ what, error, reason }) => `${what} ${error ?? ''} ${reason ?? ''}`}
          empty={<Text role="status">{t(`empty.${filters.state}`)}</Text>}
        />
      )}
      {list.hasNextPage && (
        <Group>
          <Button variant="default" onClick={() => void list.fetchNextPage()} loading={list.isFetchingNextPage}>
            {t('more')}
          </Button>
        </Group>
      )}
      {opened && <LetterInFull letter={opened} onClose={() => setOpened(null)} />}
      {askingAll && <RequeueAll filters={filters} onClose={() => setAskingAll(false)} />}
    </Stack>
  );
}

function useColumns({ state }: Filters, open: (letter: Letter) => void): SettingsColumn<Letter>[] {
  const { t } = useTranslation('queue');
  return [
    {
      key: 'died',
      title: t('died'),
      sortBy: ({ diedAt }) => diedAt,
      cell: ({ diedAt }) => <Instant at={diedAt} seconds />,
    },
    {
      key: 'kind',
      title: t('kindLabel'),
      sortBy: ({ kind, what }) => `${kind} ${what}`,
      cell: (letter) => <What letter={letter} />,
    },
    { key: 'attempts', title: t('attempts'), sortBy: ({ attempts }) => attempts, cell: ({ attempts }) => attempts },
    {
      key: 'why',
      title: state === 'OPEN' ? t('error') : t('decided'),
      cell: (letter) => (state === 'OPEN' ? (letter.error ?? t('noError')) : <Decided letter={letter} />),
    },
    {
      key: 'do',
      title: t('do'),
      cell: (letter) => (
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => open(letter)}
          aria-label={t('openOf', { kind: t(`kind.${letter.kind}`), what: letter.what })}
        >
          {t('open')}
        </Button>
      ),
    },
  ];
}

function What({ letter: { kind, what, leadId, lead } }: { letter: Letter }) {
  const { t } = useTranslation('queue');
  const name = (lead as { name?: string | null } | null)?.name;
  return (
    <div>
      {t(`kind.${kind}`)}
      <Text size="sm" c="dimmed" ff="monospace">
        {what}
      </Text>
      {leadId !== null && <Link to={PAGES.lead.replace(':id', leadId)}>{name ?? t('lead')}</Link>}
    </div>
  );
}

function Decided({ letter: { decidedAt, decidedByName, reason } }: { letter: Letter }) {
  const { t } = useTranslation('queue');
  return (
    <div>
      {decidedByName ?? t('somebody')}
      {decidedAt !== null && (
        <>
          {' · '}
          <Instant at={decidedAt} />
        </>
      )}
      {reason !== null && (
        <Text size="sm" c="dimmed">
          {reason}
        </Text>
      )}
    </div>
  );
}
