import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../../api/client';
import { NotDone } from '../../../shared/states';
import type { WorkItem } from './use-work-items';

interface Props {
  item: WorkItem;
  /** The dialog is gone. */
  onClosed: (resolved: boolean) => void;
}

/** Says that somebody cared, with a note for whoever reads it later. */
export function Resolve({ item, onClosed }: Props) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [opened, setOpened] = useState(true);
  // The mutation says so only when the list was read again, which may be after the dialog is gone.
  const [isDone, setDone] = useState(false);
  const [note, setNote] = useState('');
  const resolve = useMutation({
    mutationFn: async () => {
      const resolution = note.trim();
      await api.POST('/api/work-items/{id}/resolve', {
        params: { path: { id: item.id } },
        body: resolution === '' ? {} : { resolution },
      });
    },
    onSuccess: () => {
      notifications.show({ color: 'teal', message: t('workItems.done') });
      setDone(true);
      setOpened(false);
    },
    // Also when it is refused: then somebody else resolved it before.
    onSettled: () => queries.invalidateQueries({ queryKey: ['work-items'] }),
  });
  return (
    <Modal
      opened={opened}
      onClose={() => setOpened(false)}
      onExitTransitionEnd={() => onClosed(isDone)}
      title={t('workItems.resolveTitle')}
      closeButtonProps={{ 'aria-label': t('workItems.cancel') }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          resolve.mutate();
        }}
      >
        <Stack gap="sm">
          <Text size="sm">{item.summary}</Text>
          <Textarea
            label={t('workItems.note')}
            description={t('workItems.noteHint')}
            data-autofocus
            autosize
            minRows={3}
            maxRows={8}
            maxLength={2000}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
          {resolve.error && <NotDone error={resolve.error} />}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={() => setOpened(false)}>
              {t('workItems.cancel')}
            </Button>
            <Button type="submit" loading={resolve.isPending}>
              {t('workItems.resolve')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
