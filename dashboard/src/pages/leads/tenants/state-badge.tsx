import { Badge } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { TenantState } from './data';

const COLOURS: Record<TenantState, string> = { ACTIVE: 'teal', SUSPENDED: 'yellow', DELETED: 'gray' };

export function StateBadge({ state }: { state: TenantState }) {
  const { t } = useTranslation('operator');
  return <Badge color={COLOURS[state]}>{t(`state.${state}`)}</Badge>;
}
