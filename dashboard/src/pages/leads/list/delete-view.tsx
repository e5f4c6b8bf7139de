import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asError } from '../../../shared/as-error';
import { NotDone } from '../../../shared/states';
import type { ViewState } from './use-views';
import type { SavedView } from './view-address';
import { deleteView } from './view-changes';

interface DeleteViewProps {
  view: SavedView;
  views: ViewState;
  onClose: () => void;
}

/** The question before a view is deleted, with what follows. */
export default function DeleteView({ view, views, onClose }: DeleteViewProps) {
  const { t } = useTranslation('leadList');
  const [error, setError] = useState<Error | null>(null);
  const [isSending, setSending] = useState(false);
  const send = async (): Promise<void> => {
    setSending(true);
    try {
      await deleteView(view, views.again);
      views.open(null);
      await views.again();
      onClose();
    } catch (failure) {
      setError(asError(failure));
      setSending(false);
    }
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('view.deleteTitle', { name: view.name })}
      closeButtonProps={{ 'aria-label': t('view.cancel') }}
    >
      <Stack>
        <Text>{t(view.shared ? 'view.deleteShared' : 'view.deleteOwn')}</Text>
        {error && <NotDone error={error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            {t('view.cancel')}
          </Button>
          <Button color="red" loading={isSending} onClick={() => void send()}>
            {t('view.deleteNow')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
