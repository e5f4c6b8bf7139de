import { Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Failed, Loading } from '../../../../shared/states';
import { Cadence } from './cadence';
import { useCadence } from './data';
import { Letters } from './letters';

/** What could not be processed and lies dead, and what waits to be processed. */
export default function Queue() {
  const { t } = useTranslation('queue');
  const cadence = useCadence();
  return (
    <Stack>
      <div>
        <Title order={1}>{t('title')}</Title>
        <Text c="dimmed">{t('hint')}</Text>
      </div>
      <Letters dead={cadence.data?.dead ?? []} />
      {cadence.error && <Failed error={cadence.error} again={() => void cadence.refetch()} />}
      {cadence.isPending && <Loading />}
      {cadence.data && <Cadence cadence={cadence.data} />}
    </Stack>
  );
}
