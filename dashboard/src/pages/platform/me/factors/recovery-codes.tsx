import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { saveFile } from '../../../../shared/save-file';

/** Codes that are shown once: to be kept before anything else. */
export function RecoveryCodes({ codes, onClose }: { codes: string[]; onClose: () => void }) {
  const { t } = useTranslation('me');
  const save = (): void =>
    saveFile(new Blob([`${codes.join('\n')}\n`], { type: 'text/plain' }), 'pinggo-recovery-codes.txt');
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('factors.codes')}
      // They are gone with it: not by a slip.
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <Stack>
        <Text size="sm">{t('factors.codesHow')}</Text>
        <ul className="recovery-codes" aria-label={t('factors.codes')}>
          {codes.map((code) => (
            <li key={code}>{code}</li>
          ))}
        </ul>
        <Group justify="flex-end">
          <Button variant="default" onClick={save}>
            {t('factors.saveCodes')}
          </Button>
          <Button data-autofocus onClick={onClose}>
            {t('factors.codesKept')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
