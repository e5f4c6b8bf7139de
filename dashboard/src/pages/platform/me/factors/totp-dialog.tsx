import { Button, Code, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { encode } from 'uqr';
import { totpConfirmation } from '../../../../../../api/platform/contract/bodies/factors.js';
import { api, type Schemas } from '../../../../api/client';
import { useContractForm } from '../../../../shared/form/use-contract-form';
import { NotDone } from '../../../../shared/states';
import type { useProof } from './use-proof';

export type TotpSetup = Schemas['TotpSetup'];

interface TotpDialogProps {
  setup: TotpSetup;
  proved: ReturnType<typeof useProof>['proved'];
  confirmed: (recoveryCodes: string[] | null) => Promise<void>;
  onClose: () => void;
}

/** The secret as a picture and as text, and the code that shows that the app has it. */
export function TotpDialog({ setup, proved, confirmed, onClose }: TotpDialogProps) {
  const { t } = useTranslation('me');
  const form = useContractForm({ schema: totpConfirmation, initialValues: { code: '' } });
  return (
    <Modal opened onClose={onClose} title={t('factors.setUpTotp')} closeButtonProps={{ 'aria-label': t('close') }}>
      <form
        onSubmit={form.submits(async (body) => {
          const { data } = await proved(() => api.POST('/api/me/factors/totp/confirm', { body }));
          await confirmed(data!.recoveryCodes);
        })}
      >
        <Stack>
          <Text size="sm">{t('factors.scan')}</Text>
          <Qr text={setup.uri} label={t('factors.qr')} />
          <Text size="sm">{t('factors.orType')}</Text>
          <Code block className="secret">
            {setup.secret.match(/.{1,4}/g)!.join(' ')}
          </Code>
          {form.problem && <NotDone error={form.problem} />}
          <TextInput
            label={t('factors.code')}
            inputMode="numeric"
            autoComplete="one-time-code"
            data-autofocus
            {...form.getInputProps('code')}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('close')}
            </Button>
            <Button type="submit" loading={form.isSending}>
              {t('factors.confirm')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** Cameras want it dark on light, whatever the colours around it. */
function Qr({ text, label }: { text: string; label: string }) {
  const { size, data } = encode(text, { border: 2 });
  const dark = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : []))).join('');
  return (
    <svg className="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shapeRendering="crispEdges">
      <path d={dark} fill="#000" />
    </svg>
  );
}
