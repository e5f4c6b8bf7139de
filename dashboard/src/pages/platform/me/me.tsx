import { Stack, Title } from '@mantine/core';
import { Suspense, type ComponentType, type LazyExoticComponent } from 'react';
import { useTranslation } from 'react-i18next';
import { Loading } from '../../../shared/states';

export interface OwnPart {
  key: string;
  View: LazyExoticComponent<ComponentType>;
}

/** The own page of whoever is signed in: its cards, one below the other. */
export default function OwnPage({ parts }: { parts: readonly OwnPart[] }) {
  const { t } = useTranslation('me');
  return (
    <Stack maw={760}>
      <Title order={1}>{t('title')}</Title>
      {parts.map(({ key, View }) => (
        <Suspense key={key} fallback={<Loading />}>
          <View />
        </Suspense>
      ))}
    </Stack>
  );
}
