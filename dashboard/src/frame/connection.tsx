import { Alert } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useConnection } from '../live/use-live';

/** Says that what is shown may be old, for as long as nothing new can arrive. */
export function ConnectionNotice() {
  const { t } = useTranslation();
  const [lost] = useDebouncedValue(useConnection() === 'lost', 500);
  return (
    <div role="status">
      {lost && (
        <Alert color="orange" mb="md" variant="light" icon={<IconPlugConnectedX aria-hidden />}>
          {t('frame.offline')}
        </Alert>
      )}
    </div>
  );
}
