import { Button, Group, SegmentedControl, Stack, Text, Title } from '@mantine/core';
import { IconChecks, IconInbox } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useAddress } from '../../../shared/address';
import { useHeld } from '../../../shared/held';
import { News } from '../../../shared/news';
import { Failed, Loading, NotDone } from '../../../shared/states';
import { listOf, useSteady } from '../../../shared/steady';
import { useNotices, useReading, useUnread } from './data';
import { NoticeRow } from './notice-row';
import './notices.css';

/** What the person was told. */
export default function Notices() {
  const { t } = useTranslation();
  const [search, change] = useAddress();
  const isUnreadOnly = search.get('unread') === 'true';
  const list = useNotices(isUnreadOnly);
  const unread = useUnread().data ?? 0;
  const { readOne, readAll } = useReading();
  const { held, letGo, region } = useHeld();
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const { rows, waiting } = useSteady(items, held, listOf(isUnreadOnly, list.isPlaceholderData));
  const newest = rows[0]?.item.createdAt;
  // Said once, not at each of them.
  const isMailMissing = items.some(({ mail }) => mail === 'LOGGED');
  return (
    <Stack className="notices" gap="sm">
      <Group justify="space-between" align="baseline">
        <Title order={1}>{t('nav.notices')}</Title>
        <Text c="dimmed" role="status" className="tabular">
          {t('notices.unreadCount', { count: unread })}
        </Text>
      </Group>
      <Group justify="space-between" gap="xs">
        <SegmentedControl
          aria-label={t('notices.which')}
          data={[
            { value: 'all', label: t('notices.all') },
            { value: 'unread', label: t('notices.unread') },
          ]}
          value={isUnreadOnly ? 'unread' : 'all'}
          onChange={(value) => change({ unread: value === 'unread' ? 'true' : null })}
        />
        <Button
          variant="default"
          leftSection={<IconChecks size={18} aria-hidden />}
          disabled={unread === 0 || newest === undefined}
          onClick={() => newest !== undefined && readAll.mutate(newest)}
        >
          {t('notices.readAll')}
        </Button>
      </Group>
      {isMailMissing && (
        <Text size="sm" c="dimmed">
          {t('notices.noMail')}
        </Text>
      )}
      {list.error && <Failed error={list.error} again={() => void list.refetch()} />}
      {(readOne.error ?? readAll.error) && <NotDone error={(readOne.error ?? readAll.error)!} />}
      {list.isPending && <Loading />}
      {list.data && rows.length === 0 && (
        <Stack align="center" py="xl" gap="xs">
          <IconInbox size={48} stroke={1.3} aria-hidden />
          <Text>{t(isUnreadOnly ? 'notices.noneUnread' : 'notices.none')}</Text>
        </Stack>
      )}
      <Stack {...region}>
        <News text={waiting ? t('notices.newer') : null} onShow={letGo} />
        {rows.length > 0 && (
          <div className="notice-list" role="list">
            {rows.map(({ item }) => (
              <NoticeRow key={item.id} notice={item} onRead={() => readOne.mutate(item)} />
            ))}
          </div>
        )}
      </Stack>
      {list.hasNextPage && (
        <Button variant="default" size="md" onClick={() => void list.fetchNextPage()} loading={list.isFetchingNextPage}>
          {t('notices.more')}
        </Button>
      )}
    </Stack>
  );
}
