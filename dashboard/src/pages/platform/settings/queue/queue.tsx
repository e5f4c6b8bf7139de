import { Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { PageHead } from '../../../../shared/page-head';
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
      <PageHead title={t('title')} hint={t('hint')} />
      <Letters dead={cadence.data?.dead ?? []} />
      {cadence.error && <Failed error={cadence.error} again={() => void cadence.refetch()} />}
      {cadence.isPending && <Loading />}
      {cadence.data && <Cadence cadence={cadence.data} />}
    </Stack>
  );
}
