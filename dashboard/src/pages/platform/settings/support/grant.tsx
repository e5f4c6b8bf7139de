import { Button, Group, Modal, NumberInput, Radio, Stack, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { newSupportBody } from '../../../../../../api/platform/contract/bodies/support.js';
import { api, type Schemas } from '../../../../api/client';
import { useContractForm } from '../../../../shared/form/use-contract-form';
import { NotDone } from '../../../../shared/states';

type SupportLevel = Schemas['SupportSession']['level'];
const LEVELS = ['READ', 'ACT'] as const satisfies readonly SupportLevel[];

interface Values extends Record<string, unknown> {
  level: SupportLevel;
  hours: number;
  reason: string;
}

/** Asks how an operator may look in, for how long and why, and says what follows. */
export function Grant({ onClose, onGranted }: { onClose: () => void; onGranted: () => void }) {
  const { t } = useTranslation('support');
  const form = useContractForm<Values>({
    schema: newSupportBody,
    initialValues: { level: 'READ', hours: 4, reason: '' },
  });
  const submit = form.submits(async (body) => {
    await api.POST('/api/support-sessions', { body });
    onGranted();
  });
  return (
    <Modal opened onClose={onClose} title={t('grantTitle')} closeButtonProps={{ 'aria-label': t('cancel') }}>
      <form onSubmit={submit} noValidate>
        <Stack>
          {form.problem && <NotDone error={form.problem} />}
          <Text size="sm">{t('follows')}</Text>
          <Radio.Group label={t('levelLabel')} {...form.getInputProps('level')}>
            <Stack gap="xs" mt={4}>
              {LEVELS.map((level) => (
                <Radio key={level} value={level} label={t(`level.${level}`)} description={t(`levelHint.${level}`)} />
              ))}
            </Stack>
          </Radio.Group>
          <NumberInput
            label={t('hours')}
            description={t('hoursHint')}
            min={1}
            max={24}
            allowDecimal={false}
            {...form.getInputProps('hours')}
          />
          <TextInput label={t('reason')} description={t('reasonHint')} required {...form.getInputProps('reason')} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('cancel')}
            </Button>
            <Button type="submit" loading={form.isSending}>
              {t('grant')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
