import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

export default function TryIt() {
  const { t } = useTranslation('flows');
  return <Text>{t('part.try')}</Text>;
}
