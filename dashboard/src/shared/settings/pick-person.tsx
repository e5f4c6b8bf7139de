import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';

interface PickPersonProps {
  label: string;
  description?: string;
  /** Who is chosen; null: nobody. */
  value: string | null;
  /** The name of who is chosen: they may be none of those that are offered. */
  name?: string | undefined;
  onChange: (id: string | null, name: string) => void;
  /** Who is not offered. */
  without?: readonly string[];
  error?: React.ReactNode;
  clearable?: boolean;
  disabled?: boolean;
}

const TYPING_MS = 200;

/** One of the org's people, found by what is typed: there may be thousands. */
export function PickPerson({ value, name, onChange, without = [], clearable = true, ...field }: PickPersonProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const [q] = useDebouncedValue(typed === name ? '' : typed, TYPING_MS);
  const { data = [], isFetching } = useQuery({
    queryKey: ['people', 'to-pick', q],
    placeholderData: keepPreviousData,
    queryFn: async () =>
      (await api.GET('/api/users', { params: { query: { q, sort: 'name', limit: 30 } } })).data!.items,
  });
  const found = data
    .filter(({ id, state }) => id !== value && state !== 'DEACTIVATED' && !without.includes(id))
    .map((person) => ({ value: person.id, label: person.name }));
  const chosen = value === null ? [] : [{ value, label: name ?? data.find(({ id }) => id === value)?.name ?? '…' }];
  const all = [...chosen, ...found];
  return (
    <Select
      {...field}
      searchable
      clearable={clearable}
      data={all}
      // The API has filtered by more than what stands in a name.
      filter={({ options }) => options}
      value={value}
      onSearchChange={setTyped}
      nothingFoundMessage={t(isFetching ? 'state.loading' : 'list.nothing', { text: typed })}
      onChange={(id, option) => onChange(id, option?.label ?? '')}
    />
  );
}
