import { Alert } from '@mantine/core';
import { IconPlayerPause } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Instant } from '../shared/instant';
import { useMe } from '../shared/me';

/** Over every page of a suspended organisation: since when, and what that means. */
export default function Suspended() {
  const { t } = useTranslation('suspended');
  const since = useMe()?.org?.suspendedAt;
  if (!since) return null;
  return (
    <Alert color="yellow" variant="outline" mb="md" role="status" icon={<IconPlayerPause size={20} aria-hidden />}>
      {t('since')} <Instant at={since} />. {t('means')}
    </Alert>
  );
}
