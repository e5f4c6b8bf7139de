import { Badge } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Webhook } from './data';

const COLOURS: Record<Webhook['standing'], string> = {
  ACTIVE: 'teal',
  FAILING: 'orange',
  OFF: 'gray',
  DISABLED: 'red',
};

/** How a webhook does. */
export function Standing({ standing }: Pick<Webhook, 'standing'>) {
  const { t } = useTranslation('webhooks');
  return <Badge color={COLOURS[standing]}>{t(`standing.${standing}`)}</Badge>;
}
