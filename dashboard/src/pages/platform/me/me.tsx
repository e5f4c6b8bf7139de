import { Stack, Title } from '@mantine/core';
import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Loading } from '../../../shared/states';
import { PARTS } from './parts';

/** The own page of whoever is signed in. */
export default function OwnPage() {
  const { t } = useTranslation('me');
  return (
    <Stack maw={760}>
      <Title order={1}>{t('title')}</Title>
      {PARTS.map(({ key, View }) => (
        <Suspense key={key} fallback={<Loading />}>
          <View />
        </Suspense>
      ))}
    </Stack>
  );
}
