import { Select, type SelectProps } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { serverNowMs } from '../../../../api/server-clock';

const DAYS = { MONTH: 30, QUARTER: 90, YEAR: 365, NEVER: null } as const;
export type End = keyof typeof DAYS;

/** When a key that is made now ends; null: never. */
export function expireAtOf(end: End): string | null {
  const days = DAYS[end];
  return days === null ? null : new Date(serverNowMs() + days * 24 * 60 * 60_000).toISOString();
}

/** Asks when a key ends. */
export function Ends(props: Omit<SelectProps, 'data' | 'label'>) {
  const { t } = useTranslation('apiKeys');
  return (
    <Select
      label={t('ends')}
      data={Object.keys(DAYS).map((value) => ({ value, label: t(`end.${value}`) }))}
      allowDeselect={false}
      {...props}
    />
  );
}
