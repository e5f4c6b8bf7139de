import { Button, Group, Modal, Stack, Switch, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { leadViewForm } from '../../../../../api/leads/contract/bodies/lead-views';
import { useContractForm } from '../../../shared/form/use-contract-form';
import { useCan } from '../../../shared/me';
import { NotDone } from '../../../shared/states';
import type { ViewState } from './use-views';
import type { Said, SavedView } from './view-address';
import { createView, renameView } from './view-changes';

interface ViewDialogProps {
  /** What is renamed or shared; null: a new one is saved. */
  view: SavedView | null;
  views: ViewState;
  said: Said;
  onClose: () => void;
}

/** How a view is called, and who sees it. */
export default function ViewDialog({ view, views, said, onClose }: ViewDialogProps) {
  const { t } = useTranslation('leadList');
  const mayShare = useCan('views.share');
  const form = useContractForm({
    schema: leadViewForm,
    initialValues: { name: view?.name ?? '', shared: view?.shared ?? false },
  });
  const act = async (values: { name: string; shared: boolean }): Promise<void> => {
    if (view) await renameView(view, values);
    else views.saved(await createView(said, values));
    await views.again();
    onClose();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(view ? 'view.renameTitle' : 'view.saveTitle')}
      closeButtonProps={{ 'aria-label': t('view.cancel') }}
    >
      <form noValidate onSubmit={form.submits(act)}>
        <Stack>
          {form.problem && <NotDone error={form.problem} />}
          {!view && <Text size="sm">{t('view.saveHint')}</Text>}
          <TextInput
            label={t('view.name')}
            data-autofocus
            autoComplete="off"
            maxLength={80}
            disabled={view !== null && !view.can.change}
            key={form.key('name')}
            {...form.getInputProps('name')}
          />
          {(view ? view.can.share : mayShare) && (
            <Switch
              label={t('view.share')}
              description={t('view.shareHint')}
              {...form.getInputProps('shared', { type: 'checkbox' })}
            />
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('view.cancel')}
            </Button>
            <Button type="submit" loading={form.isSending}>
              {t('view.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
