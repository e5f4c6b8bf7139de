import { Button, Group, Modal, Progress, Stack, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Failed, Loading, NotDone } from '../../../../shared/states';
import { useRun } from '../../../../shared/use-run';
import { countAll, requeueAll, type Done, type Filters } from './data';

/** Asks, says how many there are, and has them tried again. */
export function RequeueAll({ filters, onClose }: { filters: Filters; onClose: () => void }) {
  const { t } = useTranslation('queue');
  const queries = useQueryClient();
  // What dies from now on is none of these.
  const [nowMs] = useState(() => Date.now());
  const [done, setDone] = useState<Done | null>(null);
  const { error, isSending, run } = useRun();
  const counted = useQuery({
    queryKey: ['dlq', 'count', filters.kind, filters.span, nowMs],
    queryFn: () => countAll(filters, nowMs),
  });
  const found = done?.found ?? counted.data;
  const send = run(() =>
    requeueAll(filters, nowMs, setDone).finally(() => void queries.invalidateQueries({ queryKey: ['dlq', 'list'] })),
  );
  const isOver = done !== null && !isSending && error === null;
  return (
    <Modal opened onClose={onClose} title={t('requeueAllTitle')} closeButtonProps={{ 'aria-label': t('close') }}>
      <Stack>
        {counted.error && <Failed error={counted.error} again={() => void counted.refetch()} />}
        {found === undefined && !counted.error && <Loading />}
        {found !== undefined && <Text>{t('found', { count: found })}</Text>}
        <Text c="dimmed">{t('requeueAllHint')}</Text>
        {error && <NotDone error={error} />}
        {done && (
          <>
            <Progress
              aria-label={t('progress')}
              value={found ? (100 * (done.requeued + done.already + done.refused)) / found : 100}
            />
            <Text role="status">
              {t('done', { requeued: done.requeued, already: done.already, refused: done.refused })}
            </Text>
          </>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {isOver ? t('close') : t('cancel')}
          </Button>
          {!isOver && (
            <Button onClick={send} loading={isSending} disabled={!found}>
              {t('requeue')}
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  );
}
