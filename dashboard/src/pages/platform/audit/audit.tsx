import { Group, Loader, Paper, Stack, Text, Title } from '@mantine/core';
import { useCallback, useRef, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { useHeld } from '../../../shared/held';
import { News } from '../../../shared/news';
import { Failed, Loading, NotDone } from '../../../shared/states';
import './audit.css';
import { Feed } from './feed';
import { FilterBar } from './filter-bar';
import { useFilters } from './filters';
import { Sealed } from './sealed';
import { TakeButtons, useTake } from './take';
import { useAudit } from './use-audit';

/** Less than this is no reading on. */
const TOP_PX = 16;
const onScroll = (listener: () => void): (() => void) => {
  window.addEventListener('scroll', listener, { passive: true });
  return () => window.removeEventListener('scroll', listener);
};
const isScrolled = (): boolean => window.scrollY > TOP_PX;

/** The audit log: who changed what, newest first. */
export default function Audit() {
  const { t } = useTranslation();
  const address = useFilters();
  const { filters, set, clear } = address;
  const title = useRef<HTMLHeadingElement>(null);
  const { held, region } = useHeld();
  const scrolled = useSyncExternalStore(onScroll, isScrolled);
  const { log, entries, isPending, waiting, many, show } = useAudit(filters, held || scrolled);
  const take = useTake(filters);
  const { fetchNextPage, isFetchNextPageError } = log;
  const more = useCallback(() => void fetchNextPage(), [fetchNextPage]);

  const showNew = (): void => {
    void show();
    window.scrollTo({ top: 0 });
    // The button goes; who came by keyboard goes on from the top.
    title.current?.focus();
  };

  return (
    <Stack gap="md">
      <Group justify="space-between" align="flex-start" wrap="nowrap">
        <div>
          <Title order={1} ref={title} tabIndex={-1}>
            {t('nav.audit')}
          </Title>
          <Text c="dimmed">{t('audit.subtitle')}</Text>
        </div>
        <TakeButtons take={take} />
      </Group>
      {take.error && (
        <NotDone error={take.error} what={t('state.noFile')} again={() => take.mutate(take.variables ?? 'csv')} />
      )}
      <Sealed />
      <FilterBar filters={filters} set={set} clear={clear} entries={entries} />
      <Stack gap="md" {...region}>
        <News
          text={waiting > 0 ? t(many ? 'audit.newMany' : 'audit.new', { count: waiting }) : null}
          onShow={showNew}
        />
        {log.isLoadingError && <Failed error={log.error} again={() => void log.refetch()} />}
        {isPending && !log.error && entries.length === 0 && <Loading />}
        {log.isSuccess && entries.length === 0 && !isPending && (
          <Text>{t(Object.keys(filters).length > 0 ? 'audit.noneFits' : 'audit.none')}</Text>
        )}
        {entries.length > 0 && !log.isLoadingError && (
          <Paper withBorder className={log.isPlaceholderData ? 'audit-sheet audit-old' : 'audit-sheet'}>
            <Feed
              entries={entries}
              busy={log.isFetchingNextPage || log.isPlaceholderData}
              more={log.hasNextPage && !isFetchNextPageError}
              onNearEnd={more}
              onOnly={(change) => {
                set(change);
                window.scrollTo({ top: 0 });
                title.current?.focus();
              }}
            />
          </Paper>
        )}
      </Stack>
      {log.isFetchingNextPage && <Loader size="sm" mx="auto" aria-hidden />}
      {isFetchNextPageError && <Failed error={log.error} again={more} />}
      {entries.length > 0 && !log.hasNextPage && !isPending && (
        <Text c="dimmed" ta="center" size="sm">
          {t('audit.end')}
        </Text>
      )}
    </Stack>
  );
}
