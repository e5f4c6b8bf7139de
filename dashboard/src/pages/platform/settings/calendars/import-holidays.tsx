import { Alert, Badge, Button, Checkbox, Group, Modal, Select, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, type Schemas } from '../../../../api/client';
import { serverNowMs } from '../../../../api/server-clock';
import { Failed, Loading } from '../../../../shared/states';
import type { Hours } from './data';
import { dateName } from './day-names';

type Known = Schemas['Holidays']['holidays'][number];

interface ImportProps {
  /** Dates that are holidays already. */
  known: ReadonlySet<string>;
  onTake: (holidays: Hours['holidays']) => void;
  onClose: () => void;
}

const KEPT = 'pinggo.holidays';

/** Holidays of a country or one of its regions in a year, to be ticked. What is taken in is the calendar's own from then on. */
export function ImportHolidays({ known, onTake, onClose }: ImportProps) {
  const { t, i18n } = useTranslation('calendars');
  const { language } = i18n;
  const now = new Date(serverNowMs());
  const thisYear = now.getUTCFullYear();
  const [country, setCountry] = useState<string | null>(() => localStorage.getItem(KEPT));
  const [region, setRegion] = useState<string | null>(null);
  // From November on it is the year that comes which is missing.
  const [year, setYear] = useState(String(now.getUTCMonth() >= 10 ? thisYear + 1 : thisYear));
  const [ticked, setTicked] = useState<ReadonlySet<string> | null>(null);
  const countries = useQuery({
    queryKey: ['holiday-countries', language],
    staleTime: Infinity,
    queryFn: async () => (await api.GET('/api/holidays/countries', { params: { query: { language } } })).data!.items,
  });
  const found = useQuery({
    queryKey: ['holidays', country, region, year, language],
    staleTime: Infinity,
    enabled: country !== null,
    queryFn: async () =>
      (
        await api.GET('/api/holidays', {
          params: { query: { country: country!, year: Number(year), language, ...(region !== null && { region }) } },
        })
      ).data!,
  });
  const holidays = found.data?.holidays ?? [];
  const isOffered = (one: Known): boolean => one.type === 'public' && !one.partOfDay && !known.has(one.date);
  const chosen = ticked ?? new Set(holidays.filter(isOffered).map(keyOf));
  const taken = holidays.filter((one) => chosen.has(keyOf(one)) && !known.has(one.date));
  const choose = (change: () => void): void => {
    setTicked(null);
    change();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('import.title')}
      size="lg"
      closeButtonProps={{ 'aria-label': t('import.cancel') }}
    >
      <Stack>
        <Group grow align="start">
          <Select
            label={t('import.country')}
            searchable
            data-autofocus
            data={(countries.data ?? []).map(({ code, name }) => ({ value: code, label: name }))}
            value={country}
            onChange={(value) =>
              choose(() => {
                setCountry(value);
                setRegion(null);
                if (value !== null) localStorage.setItem(KEPT, value);
              })
            }
          />
          {(found.data?.regions.length ?? 0) > 0 && (
            <Select
              label={t('import.region')}
              placeholder={t('import.wholeCountry')}
              searchable
              clearable
              data={found.data!.regions.map(({ code, name }) => ({ value: code, label: name }))}
              value={region}
              onChange={(value) => choose(() => setRegion(value))}
            />
          )}
          <Select
            label={t('import.year')}
            allowDeselect={false}
            data={[0, 1, 2].map((more) => String(thisYear + more))}
            value={year}
            onChange={(value) => value !== null && choose(() => setYear(value))}
          />
        </Group>
        {countries.error && <Failed error={countries.error} again={() => void countries.refetch()} />}
        {found.error && <Failed error={found.error} again={() => void found.refetch()} />}
        {country === null && <Text size="sm">{t('import.choose')}</Text>}
        {found.isLoading && <Loading />}
        {found.data && holidays.length === 0 && <Alert>{t('import.nothing')}</Alert>}
        {holidays.length > 0 && (
          <Stack gap={4} role="group" aria-label={t('holidays')}>
            {holidays.map((one) => (
              <Checkbox
                key={keyOf(one)}
                checked={known.has(one.date) || chosen.has(keyOf(one))}
                disabled={known.has(one.date)}
                label={
                  <Group gap="xs" component="span">
                    <span className="tabular">{dateName(one.date, language)}</span>
                    <span>{one.name}</span>
                    {(one.type !== 'public' || one.partOfDay || known.has(one.date)) && (
                      <Badge variant="default" size="sm">
                        {known.has(one.date)
                          ? t('import.there')
                          : one.partOfDay
                            ? t('import.partOfDay')
                            : t(`import.type.${one.type}`)}
                      </Badge>
                    )}
                  </Group>
                }
                onChange={({ currentTarget: { checked } }) => {
                  const next = new Set(chosen);
                  if (checked) next.add(keyOf(one));
                  else next.delete(keyOf(one));
                  setTicked(next);
                }}
              />
            ))}
          </Stack>
        )}
        <Group justify="flex-end" className="import-foot">
          <Button variant="default" onClick={onClose}>
            {t('import.cancel')}
          </Button>
          <Button
            disabled={taken.length === 0}
            onClick={() => {
              onTake(uniqueDates(taken).map(({ date, name }) => ({ date, name })));
              onClose();
            }}
          >
            {t('import.take', { count: uniqueDates(taken).length })}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

const keyOf = ({ date, name }: Known): string => `${date} ${name}`;

/** Of two on one date the first. */
const uniqueDates = (holidays: readonly Known[]): Known[] =>
  holidays.filter((one, index) => holidays.findIndex(({ date }) => date === one.date) === index);
