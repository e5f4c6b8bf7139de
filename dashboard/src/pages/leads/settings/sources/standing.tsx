import { Badge } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Source } from './data';

type StandingOf = Source['activity']['standing'];

const COLOURS: Record<StandingOf, string> = {
  WELL: 'teal',
  FAILING: 'red',
  SILENT: 'gray',
  SWITCHED_OFF: 'gray',
  DELETED: 'gray',
};

/** How a source does. */
export function Standing({ standing }: { standing: StandingOf }) {
  const { t } = useTranslation('sources');
  return <Badge color={COLOURS[standing]}>{t(`standing.${standing}`)}</Badge>;
}
