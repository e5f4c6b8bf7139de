import { Button, Center, Group, SegmentedControl, Select, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useHeld } from '../../../shared/held';
import { useCan } from '../../../shared/me';
import { News } from '../../../shared/news';
import { Failed, Loading } from '../../../shared/states';
import { listOf, useSteady } from '../../../shared/steady';
import { Card } from './card';
import { Resolve } from './resolve';
import { useFilters, useWorkItems, type Solving, type WorkItem } from './use-work-items';
import './work-items.css';

const KINDS = [
  'UNROUTED',
  'NOT_REASSIGNED',
  'NO_FLOW',
  'CLOCK_NOT_STARTED',
  'RECIPIENT_MISSING',
  'UNREADABLE_LEAD',
  'NOT_SETTLED',
  'DEAD_LETTER',
  'HOLIDAYS_MISSING',
] as const satisfies readonly WorkItem['kind'][];

/** What a person must do because the machine could not. @param Solve the product's buttons for an item */
export default function WorkItems({ Solve }: { Solve: Solving }) {
  const { t } = useTranslation();
  const canResolve = useCan('work_items.resolve');
  const [filters, set] = useFilters();
  const { list, items } = useWorkItems(filters);
  const title = useRef<HTMLHeadingElement>(null);
  const { held, region, letGo } = useHeld();
  const [resolving, setResolving] = useState<WorkItem | null>(null);
  const opener = useRef<HTMLElement>(null);
  const of = listOf(filters, list.isPlaceholderData);
  const { rows, waiting } = useSteady(items, held || resolving !== null, of);

  const isEmpty = list.isSuccess && rows.length === 0 && !list.isPlaceholderData;
  return (
    <Stack gap="md" maw={860}>
      <div>
        <Title order={1} ref={title} tabIndex={-1}>
          {t('nav.workItems')}
        </Title>
        <Text c="dimmed">{t('workItems.subtitle')}</Text>
      </div>
      <Group justify="space-between">
        <SegmentedControl
          aria-label={t('workItems.status')}
          data={(['open', 'resolved'] as const).map((value) => ({ value, label: t(`workItems.${value}Ones`) }))}
          value={filters.status}
          onChange={(status) => set({ status: status })}
        />
        <Select
          aria-label={t('workItems.kind')}
          placeholder={t('workItems.kind')}
          clearable
          data={KINDS.map((value) => ({ value, label: t(`workItems.kinds.${value}`) }))}
          value={filters.kind}
          onChange={(kind) => set({ kind })}
        />
      </Group>
      <Stack gap="md" {...region}>
        <News
          text={waiting ? t('workItems.waiting') : null}
          onShow={() => {
            letGo();
            title.current?.focus();
          }}
        />
        {list.error && <Failed error={list.error} again={() => void list.refetch()} />}
        {list.isPending && !list.error && <Loading />}
        {isEmpty && filters.status === 'open' && filters.kind === null && <Nothing />}
        {isEmpty && !(filters.status === 'open' && filters.kind === null) && <Text>{t('workItems.none')}</Text>}
        {rows.length > 0 && (
          <Stack gap="sm">
            {rows.map(({ item, gone }) => (
              <Card
                key={item.id}
                item={item}
                gone={gone}
                Solve={Solve}
                onResolve={
                  canResolve
                    ? (button) => {
                        opener.current = button;
                        setResolving(item);
                      }
                    : undefined
                }
              />
            ))}
          </Stack>
        )}
      </Stack>
      {list.hasNextPage && (
        <Button variant="default" onClick={() => void list.fetchNextPage()} loading={list.isFetchingNextPage}>
          {t('workItems.more')}
        </Button>
      )}
      {resolving && (
        <Resolve
          item={resolving}
          onClosed={(resolved) => {
            setResolving(null);
            // The button that opened it goes with an item that is resolved.
            (!resolved && opener.current?.isConnected ? opener : title).current?.focus();
          }}
        />
      )}
    </Stack>
  );
}

function Nothing() {
  const { t } = useTranslation();
  return (
    <Center py={64}>
      <Stack align="center" gap="xs">
        <ThemeIcon size={64} radius="xl" variant="light" color="teal">
          <IconCircleCheck size={40} aria-hidden />
        </ThemeIcon>
        <Title order={2} size="h3">
          {t('workItems.nothing')}
        </Title>
        <Text c="dimmed" ta="center" maw={420}>
          {t('workItems.nothingHint')}
        </Text>
      </Stack>
    </Center>
  );
}
