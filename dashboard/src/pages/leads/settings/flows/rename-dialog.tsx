import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { flowNames } from '../../../../../../api/leads/contract/bodies/flow-templates.js';
import { api } from '../../../../api/client';
import { useContractForm } from '../../../../shared/form/use-contract-form';
import { tellChanged } from '../../../../shared/settings/tell-changed';
import { NotDone } from '../../../../shared/states';
import type { Flow } from './data';

const schema = flowNames.pick({ name: true });

/** Gives a flow another name. Its key stays: leads and programs know it by that. */
export function RenameDialog({ flow, onClose }: { flow: Flow; onClose: () => void }) {
  const { t } = useTranslation('flows');
  const queries = useQueryClient();
  const form = useContractForm<{ name: string }>({ schema, initialValues: { name: flow.name } });
  const rename = async (name: string): Promise<void> => {
    const { data } = await api.PATCH('/api/flows/{id}', { params: { path: { id: flow.id } }, body: { name } });
    queries.setQueryData(['flow', flow.id], data);
    void queries.invalidateQueries({ queryKey: ['flows'] });
  };
  const submit = form.submits(async ({ name }) => {
    await rename(name);
    tellChanged(t('rename.done', { name }), () => rename(flow.name));
    onClose();
  });
  return (
    <Modal opened onClose={onClose} title={t('rename.title')} closeButtonProps={{ 'aria-label': t('cancel') }}>
      <form onSubmit={submit} noValidate>
        <Stack>
          {form.problem && <NotDone error={form.problem} />}
          <TextInput label={t('new.name')} data-autofocus required {...form.getInputProps('name')} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('cancel')}
            </Button>
            <Button type="submit" loading={form.isSending}>
              {t('do.rename')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
