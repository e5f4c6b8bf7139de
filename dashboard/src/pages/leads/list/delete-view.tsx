import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { NotDone } from '../../../shared/states';
import { useRun } from '../../../shared/use-run';
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
  const { error, isSending, run } = useRun();
  const send = run(async () => {
    await deleteView(view, views.again);
    views.open(null);
    await views.again();
    onClose();
  });
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
          <Button color="red" loading={isSending} onClick={send}>
            {t('view.deleteNow')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
