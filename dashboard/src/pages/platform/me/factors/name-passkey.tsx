import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { passkeyChange } from '../../../../../../api/platform/contract/bodies/factors.js';
import { useContractForm } from '../../../../shared/form/use-contract-form';
import { NotDone } from '../../../../shared/states';

interface NamePasskeyProps {
  title: string;
  name: string;
  send: (name: string) => Promise<void>;
  onClose: () => void;
}

/** How a passkey is called, so that its person knows which device it is on. */
export function NamePasskey({ title, name, send, onClose }: NamePasskeyProps) {
  const { t } = useTranslation('me');
  const form = useContractForm({ schema: passkeyChange, initialValues: { name } });
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('close') }}>
      <form onSubmit={form.submits(({ name: typed }) => send(typed))}>
        <Stack>
          {form.problem && <NotDone error={form.problem} />}
          <TextInput
            label={t('factors.passkeyName')}
            description={t('factors.passkeyNameHow')}
            data-autofocus
            autoComplete="off"
            {...form.getInputProps('name')}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('close')}
            </Button>
            <Button type="submit" loading={form.isSending}>
              {t('factors.keep')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
