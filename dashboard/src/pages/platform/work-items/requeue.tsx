import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconSend } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../../api/client';
import { Failed } from '../../../shared/states';
import type { WorkItem } from './use-work-items';

/** Sends a message again that could not be delivered; the item goes by itself when it is. */
export function Requeue({ item }: { item: WorkItem }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const requeue = useMutation({
    mutationFn: async () => api.POST('/api/work-items/{id}/requeue', { params: { path: { id: item.id } } }),
    onSuccess: () => notifications.show({ color: 'teal', message: t('workItems.requeued') }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['work-items'] }),
  });
  return (
    <>
      <Button
        leftSection={<IconSend size={16} aria-hidden />}
        loading={requeue.isPending}
        onClick={() => requeue.mutate()}
      >
        {t('workItems.requeue')}
      </Button>
      {requeue.error && <Failed error={requeue.error} />}
    </>
  );
}
