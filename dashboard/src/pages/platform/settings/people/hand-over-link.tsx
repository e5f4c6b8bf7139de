import { Alert, Button, CopyButton, Group, Text, TextInput } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

/** A link that no mail carries: whoever asked for it hands it over. It is shown this once. */
export function HandOverLink({ link, name }: { link: string; name: string }) {
  const { t } = useTranslation('people');
  return (
    <Alert color="blue" variant="light" title={t('link.title', { name })} role="status">
      <Text size="sm" mb="xs">
        {t('link.hint')}
      </Text>
      <Group gap="xs" align="flex-end">
        <TextInput
          flex={1}
          miw={200}
          label={t('link.label')}
          readOnly
          value={link}
          onFocus={(event) => event.currentTarget.select()}
        />
        <CopyButton value={link}>
          {({ copied, copy }) => (
            <Button
              variant="default"
              onClick={copy}
              leftSection={copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
            >
              {t(copied ? 'link.copied' : 'link.copy')}
            </Button>
          )}
        </CopyButton>
      </Group>
    </Alert>
  );
}
