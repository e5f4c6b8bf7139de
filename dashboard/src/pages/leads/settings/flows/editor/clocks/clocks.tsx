import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

export default function Clocks() {
  const { t } = useTranslation('flows');
  return <Text>{t('part.clocks')}</Text>;
}
