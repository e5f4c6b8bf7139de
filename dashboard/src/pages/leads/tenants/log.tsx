import { Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Certificates } from './certificates';
import { DeedList } from './deed-list';
import { PageHead } from '../../../shared/page-head';

/** The operators' own log. */
export default function Log() {
  const { t } = useTranslation('operator');
  return (
    <Stack>
      <PageHead title={t('nav.log')} hint={t('logHint')} />
      <Certificates />
      <DeedList />
    </Stack>
  );
}
