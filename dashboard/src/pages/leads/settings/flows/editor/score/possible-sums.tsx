import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useAt } from '../editing';
import { possibleSums } from './sums';

/** Which scores the rules can come to, and whether the threshold tells leads apart. */
export function PossibleSums() {
  const { t } = useTranslation('flowConditions');
  const sums = possibleSums(useAt(['scoring']));
  if (sums === null) return null;
  const { lowest, highest, all, qualified } = sums;
  return (
    <Text size="sm" role="status">
      {all === null ? t('sums.range', { lowest, highest }) : t('sums.all', { sums: all.join(', ') })}
      {qualified !== null && ` ${t(`sums.${qualified}`)}`}
    </Text>
  );
}
