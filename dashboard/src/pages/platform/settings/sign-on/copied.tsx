import { ActionIcon, CopyButton, TextInput } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

interface CopiedProps {
  label: string;
  hint?: string;
  value: string;
}

/** What is to be taken along to the provider or the DNS. */
export function Copied({ label, hint, value }: CopiedProps) {
  const { t } = useTranslation('signOn');
  return (
    <TextInput
      label={label}
      description={hint}
      value={value}
      readOnly
      onFocus={(event) => event.currentTarget.select()}
      rightSection={
        <CopyButton value={value}>
          {({ copied, copy }) => (
            <ActionIcon variant="subtle" aria-label={t(copied ? 'copied' : 'copy', { what: label })} onClick={copy}>
              {copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
            </ActionIcon>
          )}
        </CopyButton>
      }
    />
  );
}
