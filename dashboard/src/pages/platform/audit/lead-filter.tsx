import { Select, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, type Schemas } from '../../../api/client';

type Found = { id: string; name: string | null; email: string | null; phone: string | null; status: Status };
type Status = Schemas['LeadItem']['status'];

const MIN_LETTERS = 2;

/** Looks for leads by the beginning of what they are called; a whole id finds its lead. */
function useLeads(asked: string): Found[] {
  const found = useQuery({
    queryKey: ['search', asked],
    enabled: asked.length >= MIN_LETTERS,
    placeholderData: keepPreviousData,
    queryFn: async () => (await api.GET('/api/search', { params: { query: { q: asked } } })).data!,
  });
  return asked.length >= MIN_LETTERS ? (found.data?.leads ?? []) : [];
}

/** @param value the lead's id */
export function LeadFilter({ value, onChange }: { value: string | null; onChange: (id: string | null) => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [asked] = useDebouncedValue(text.trim(), 200);
  const chosen = useLeads(value ?? '').find(({ id }) => id === value);
  const leads = new Map([...(chosen ? [chosen] : []), ...useLeads(asked)].map((lead) => [lead.id, lead]));
  const data = [...leads.values()].map(({ id, name }) => ({ value: id, label: name ?? t('leads.unnamed') }));
  // The log may tell of a lead that is found no more.
  if (value !== null && !leads.has(value)) data.unshift({ value, label: value });
  return (
    <Select
      label={t('audit.lead')}
      placeholder={t('audit.anyLead')}
      searchable
      clearable
      data={data}
      // The server has looked already.
      filter={({ options }) => options}
      nothingFoundMessage={asked.length < MIN_LETTERS ? t('audit.typeLead') : t('audit.noLead')}
      value={value}
      onChange={onChange}
      onSearchChange={setText}
      renderOption={({ option }) => {
        const lead = leads.get(option.value);
        return (
          <div>
            <Text size="sm">{option.label}</Text>
            <Text size="xs" c="dimmed">
              {[lead?.email ?? lead?.phone, lead && t(`status.${lead.status}`)].filter(Boolean).join(' · ')}
            </Text>
          </div>
        );
      }}
    />
  );
}
