import { Alert, Button, Group, List, Modal, Stack, Table, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Instant } from '../../../../shared/instant';
import { Failed, Loading, NotDone } from '../../../../shared/states';
import { CALENDARS, hoursOf, previewOf, type Preview } from './data';
import type { Edited } from './editor';
import { asError } from '../../../../shared/as-error';

interface AskApplyProps {
  id: string;
  edited: Edited;
  /** @throws what it could not be saved for: it is said, and the dialog stays */
  save: (edited: Edited, applyTo: 'NEW' | 'RUNNING') => Promise<void>;
  onClose: () => void;
}

/** Other hours: which running deadlines they would move, from when to when, and whether they shall. */
export function AskApply({ id, edited, save, onClose }: AskApplyProps) {
  const { t } = useTranslation('calendars');
  const [error, setError] = useState<Error | null>(null);
  const [sending, setSending] = useState<'NEW' | 'RUNNING' | null>(null);
  const pages = useInfiniteQuery({
    queryKey: [CALENDARS, 'preview', id, hoursOf(edited)],
    gcTime: 0,
    initialPageParam: '',
    queryFn: ({ pageParam }) => previewOf(id, hoursOf(edited), pageParam || undefined),
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
  const preview = pages.data?.pages[0];
  const apply = async (applyTo: 'NEW' | 'RUNNING'): Promise<void> => {
    setError(null);
    setSending(applyTo);
    try {
      await save(edited, applyTo);
      onClose();
    } catch (failure) {
      setError(asError(failure));
    } finally {
      setSending(null);
    }
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('ask.title')}
      size="xl"
      closeButtonProps={{ 'aria-label': t('ask.cancel') }}
    >
      <Stack>
        {preview ? (
          <>
            <Counts preview={preview} />
            {preview.moved > 0 && <Moves items={pages.data!.pages.flatMap(({ items }) => items)} />}
            {pages.hasNextPage && (
              <Button
                variant="default"
                size="xs"
                w="fit-content"
                loading={pages.isFetchingNextPage}
                onClick={() => void pages.fetchNextPage()}
              >
                {t('ask.more')}
              </Button>
            )}
            <Text size="sm" c="dimmed">
              {t('ask.newOnly')}
            </Text>
          </>
        ) : pages.error ? (
          <Failed error={pages.error} again={() => void pages.refetch()} />
        ) : (
          <Loading />
        )}
        {error && <NotDone error={error} />}
        <Group justify="flex-end">
          <Button variant="subtle" onClick={onClose}>
            {t('ask.cancel')}
          </Button>
          {preview && (
            <Button
              variant={preview.moved > 0 ? 'default' : 'filled'}
              loading={sending === 'NEW'}
              disabled={sending !== null}
              onClick={() => void apply('NEW')}
            >
              {preview.moved > 0 ? t('ask.forNew') : t('save')}
            </Button>
          )}
          {preview && preview.moved > 0 && (
            <Button loading={sending === 'RUNNING'} disabled={sending !== null} onClick={() => void apply('RUNNING')}>
              {t('ask.forRunning', { count: preview.moved })}
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  );
}

function Counts({ preview }: { preview: Preview }) {
  const { t } = useTranslation('calendars');
  const { moved, leads, earlier, later, breached, atRisk, kept, standing, earliestAt, latestAt } = preview;
  if (moved === 0)
    return (
      <Text role="status">
        {t('ask.nothing')} {standing > 0 && t('ask.standing', { count: standing })}
      </Text>
    );
  return (
    <div role="status">
      <Text fw={600}>
        {t('ask.moved', { count: moved })} {t('ask.ofLeads', { count: leads })}
      </Text>
      <List size="sm">
        {earlier > 0 && <List.Item>{t('ask.earlier', { count: earlier })}</List.Item>}
        {later > 0 && <List.Item>{t('ask.later', { count: later })}</List.Item>}
        {kept > 0 && <List.Item>{t('ask.kept', { count: kept })}</List.Item>}
        {standing > 0 && <List.Item>{t('ask.standing', { count: standing })}</List.Item>}
        {earliestAt !== null && latestAt !== null && (
          <List.Item>
            {t('ask.range')} <Instant at={earliestAt} /> – <Instant at={latestAt} />
          </List.Item>
        )}
      </List>
      {(breached > 0 || atRisk > 0) && (
        <Alert color="orange" mt="sm" title={t('ask.atOnce')}>
          {breached > 0 && <Text size="sm">{t('ask.breached', { count: breached })}</Text>}
          {atRisk > 0 && <Text size="sm">{t('ask.atRisk', { count: atRisk })}</Text>}
        </Alert>
      )}
    </div>
  );
}

function Moves({ items }: { items: Preview['items'] }) {
  const { t } = useTranslation('calendars');
  return (
    <Table className="settings-table" aria-label={t('ask.list')} verticalSpacing="xs">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('ask.lead')}</Table.Th>
          <Table.Th>{t('ask.clock')}</Table.Th>
          <Table.Th>{t('ask.isDue')}</Table.Th>
          <Table.Th>{t('ask.wouldBeDue')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {items.map((item) => (
          <Table.Tr key={`${item.leadId} ${item.clockKey} ${item.cycle}`}>
            <Table.Td data-label={t('ask.lead')}>
              <Link to={`/leads/${item.leadId}`} target="_blank">
                {item.leadName ?? t('ask.unnamed')}
              </Link>
              {item.ownerName !== null && (
                <Text size="xs" c="dimmed">
                  {item.ownerName}
                </Text>
              )}
            </Table.Td>
            <Table.Td data-label={t('ask.clock')}>{item.clockName}</Table.Td>
            <Table.Td data-label={t('ask.isDue')}>
              <Instant at={item.deadlineAt} />
            </Table.Td>
            <Table.Td data-label={t('ask.wouldBeDue')}>
              <Instant at={item.wouldBeAt} />
              {item.becomes !== null && (
                <Text size="xs" fw={600}>
                  {t(`ask.becomes.${item.becomes}`)}
                </Text>
              )}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
