import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { askedByEmail } from '../../../../../api/platform/contract/bodies/links.js';
import { api } from '../../../api/client';
import { useContractForm } from '../../../shared/form/use-contract-form';
import { NotDone } from '../../../shared/states';

export type MailedWay = 'reset' | 'magic';

interface AskForMailProps {
  way: MailedWay;
  /** As it stands in the sign-in form. */
  email: string;
  onClose: () => void;
}

/** Asks for a mail by which somebody gets in. The answer is the same whether there is such an account or not. */
export default function AskForMail({ way, email, onClose }: AskForMailProps) {
  const { t } = useTranslation('links');
  const [asked, setAsked] = useState<string | null>(null);
  const form = useContractForm({ schema: askedByEmail, initialValues: { email } });
  return (
    <Modal opened onClose={onClose} title={t(`ask.${way}.title`)} closeButtonProps={{ 'aria-label': t('close') }}>
      {asked === null ? (
        <form
          noValidate
          onSubmit={form.submits(async (body) => {
            await (way === 'reset'
              ? api.POST('/api/auth/reset', { body })
              : api.POST('/api/auth/magic-link', { body }));
            setAsked(body.email.trim());
          })}
        >
          <Stack>
            {form.problem && <NotDone error={form.problem} />}
            <Text size="sm">{t(`ask.${way}.how`)}</Text>
            <TextInput
              label={t('email')}
              type="email"
              autoComplete="username"
              data-autofocus
              required
              withAsterisk={false}
              {...form.getInputProps('email')}
            />
            <Group justify="flex-end">
              <Button variant="default" onClick={onClose}>
                {t('cancel')}
              </Button>
              <Button type="submit" loading={form.isSending}>
                {t(`ask.${way}.submit`)}
              </Button>
            </Group>
          </Stack>
        </form>
      ) : (
        <Stack>
          <Text role="status" className="breaks">
            {t(`ask.${way}.sent`, { email: asked })}
          </Text>
          <Text size="sm" c="dimmed">
            {t('ask.nothing')}
          </Text>
          <Group justify="flex-end">
            <Button autoFocus onClick={onClose}>
              {t('close')}
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}
