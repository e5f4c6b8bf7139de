import { Button, CopyButton } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

/** Copies a text, and says so to those who do not see it. */
export function Copy({ text, words }: { text: string; words: string }) {
  const { t } = useTranslation('audit');
  return (
    <CopyButton value={text}>
      {({ copied, copy }) => (
        <>
          <Button
            size="compact-sm"
            variant="default"
            leftSection={copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
            onClick={copy}
          >
            {words}
          </Button>
          <span role="status">{copied && t('audit.copied')}</span>
        </>
      )}
    </CopyButton>
  );
}
