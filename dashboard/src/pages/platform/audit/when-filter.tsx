import { Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useZone } from '../../../shared/instant';
import { dayAfter, dayOf } from './days';
import type { Filters, InAddress } from './filters';

const SPANS = ['today', 'yesterday', 'days7', 'days30'] as const;
type Span = (typeof SPANS)[number];
const OTHER = 'other';

/** Days of the reader's time zone: some that are asked for often, or any. */
export function WhenFilter({ filters: { from, to }, set }: { filters: Filters; set: InAddress['set'] }) {
  const { t } = useTranslation();
  const timeZone = useZone();
  const today = dayOf(Date.now(), timeZone);
  const days: Record<Span, { from: string; to: string | null }> = {
    today: { from: today, to: today },
    yesterday: { from: dayAfter(today, -1), to: dayAfter(today, -1) },
    // Open at the end: what happens now is among them.
    days7: { from: dayAfter(today, -6), to: null },
    days30: { from: dayAfter(today, -29), to: null },
  };
  const known = SPANS.find((span) => days[span].from === from && days[span].to === (to ?? null));
  const [choosing, setChoosing] = useState(false);
  const isOther = choosing || (known === undefined && (from !== undefined || to !== undefined));
  const choose = (span: string | null): void => {
    setChoosing(span === OTHER);
    if (span === null) set({ from: null, to: null });
    else if (span !== OTHER) set(days[span as Span]);
  };
  return (
    <>
      <Select
        label={t('audit.when')}
        placeholder={t('audit.anyTime')}
        clearable
        data={[...SPANS, OTHER].map((span) => ({ value: span, label: t(`audit.spans.${span}`) }))}
        value={isOther ? OTHER : (known ?? null)}
        onChange={choose}
      />
      {isOther && (
        <>
          <TextInput
            type="date"
            label={t('audit.from')}
            value={from ?? ''}
            max={to ?? today}
            onChange={(event) => set({ from: event.currentTarget.value })}
          />
          <TextInput
            type="date"
            label={t('audit.to')}
            value={to ?? ''}
            min={from}
            max={today}
            onChange={(event) => set({ to: event.currentTarget.value })}
          />
        </>
      )}
    </>
  );
}
