import { Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Certificates } from './certificates';
import { DeedList } from './deed-list';

/** The operators' own log. */
export default function Log() {
  const { t } = useTranslation('operator');
  return (
    <Stack>
      <div>
        <Title order={1}>{t('nav.log')}</Title>
        <Text c="dimmed">{t('logHint')}</Text>
      </div>
      <Certificates />
      <DeedList />
    </Stack>
  );
}
