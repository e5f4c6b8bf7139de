import {
  ActionIcon,
  Button,
  Fieldset,
  Group,
  SegmentedControl,
  Select,
  Stack,
  TagsInput,
  Text,
  TextInput,
} from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconTrash } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../../../../../api/client';
import { InstantField } from '../../../../../../shared/instant-field';
import { useInstantFormat } from '../../../../lead/formats';
import { countryChoices, localeChoices } from '../../../../../../shared/places/choices';
import { useSources } from '../../../../../../shared/names';
import { useFlowNames } from '../names';
import type { Asked, TypedLead } from './asked';

interface LeadToTryProps {
  asked: Asked;
  change: (some: Partial<Asked>) => void;
}

/** Which lead, and when it comes in. */
export function LeadToTry({ asked, change }: LeadToTryProps) {
  const { t } = useTranslation('flowTry');
  return (
    <section className="try-lead" aria-label={t('lead')}>
      <SegmentedControl
        aria-label={t('which')}
        value={asked.by}
        onChange={(by) => change({ by })}
        data={[
          { value: 'TYPED', label: t('typed') },
          { value: 'STORED', label: t('stored') },
        ]}
      />
      {asked.by === 'STORED' ? (
        <PickLead value={asked.stored} onChange={(stored) => change({ stored })} />
      ) : (
        <TypedFields lead={asked.typed} change={(some) => change({ typed: { ...asked.typed, ...some } })} />
      )}
      <Group gap="xs" align="flex-end">
        <InstantField
          label={t('at')}
          description={asked.at === '' ? t('now') : undefined}
          at={asked.at}
          onTyped={(at) => change({ at })}
        />
        {asked.at !== '' && (
          <Button variant="default" size="sm" onClick={() => change({ at: '' })}>
            {t('backToNow')}
          </Button>
        )}
      </Group>
    </section>
  );
}

const TYPING_MS = 200;

/** One of the leads that are there, found as the search finds them; while nothing is typed the latest are offered. */
function PickLead({ value, onChange }: { value: Asked['stored']; onChange: (lead: Asked['stored']) => void }) {
  const { t } = useTranslation('flowTry');
  const { t: common } = useTranslation();
  const { moment } = useInstantFormat();
  const [typed, setTyped] = useState('');
  const [q] = useDebouncedValue(typed === value?.name ? '' : typed.trim(), TYPING_MS);
  const { data = [], isFetching } = useQuery({
    queryKey: ['leads', 'to-try', q],
    placeholderData: keepPreviousData,
    queryFn: async () =>
      q === ''
        ? (await api.GET('/api/leads', { params: { query: { sort: 'received', limit: 20 } } })).data!.items
        : (await api.GET('/api/search', { params: { query: { q } } })).data!.leads,
  });
  const found = data
    .filter(({ id }) => id !== value?.id)
    .map(({ id, name, receivedAt }) => ({ value: id, label: `${name ?? t('nameless')} · ${moment(receivedAt)}` }));
  return (
    <Select
      label={t('storedLead')}
      description={t('storedHint')}
      searchable
      clearable
      data={[...(value === null ? [] : [{ value: value.id, label: value.name }]), ...found]}
      filter={({ options }) => options}
      value={value?.id ?? null}
      onSearchChange={setTyped}
      nothingFoundMessage={isFetching ? common('state.loading') : common('list.nothing', { text: typed })}
      onChange={(id, option) => onChange(id === null || option === null ? null : { id, name: option.label })}
    />
  );
}

function TypedFields({ lead, change }: { lead: TypedLead; change: (some: Partial<TypedLead>) => void }) {
  const { t, i18n } = useTranslation('flowTry');
  const { t: common } = useTranslation();
  const { endpoints } = useFlowNames();
  const sources = useSources();
  const list = useId();
  return (
    <Stack gap="xs">
      <div className="try-fields">
        <TextInput
          label={common('lead.intake.field.name')}
          value={lead.name}
          onChange={({ currentTarget }) => change({ name: currentTarget.value })}
        />
        <TextInput
          label={common('lead.intake.field.email')}
          value={lead.email}
          onChange={({ currentTarget }) => change({ email: currentTarget.value })}
        />
        <TextInput
          label={common('lead.intake.field.phone')}
          placeholder="+40 722 123 456"
          value={lead.phone}
          onChange={({ currentTarget }) => change({ phone: currentTarget.value })}
        />
        <Select
          label={t('endpoint')}
          placeholder={t('noEndpoint')}
          clearable
          data={[...endpoints].map(([value, label]) => ({ value, label }))}
          value={lead.endpointId}
          onChange={(endpointId) => change({ endpointId })}
        />
        <TextInput
          label={common('lead.intake.field.source')}
          list={list}
          placeholder={lead.endpointId === null ? 'manual' : t('ofEndpoint')}
          value={lead.source}
          onChange={({ currentTarget }) => change({ source: currentTarget.value })}
        />
        <datalist id={list}>
          {sources.map((source) => (
            <option key={source} value={source} />
          ))}
        </datalist>
        <Select
          label={common('lead.intake.field.language')}
          clearable
          searchable
          data={localeChoices(i18n.language, lead.language || null)}
          value={lead.language || null}
          onChange={(language) => change({ language: language ?? '' })}
        />
        <Select
          label={common('lead.intake.field.country')}
          clearable
          searchable
          data={countryChoices(i18n.language)}
          value={lead.country}
          onChange={(country) => change({ country })}
        />
        <TagsInput label={common('lead.intake.field.tags')} value={lead.tags} onChange={(tags) => change({ tags })} />
      </div>
      <Attributes attributes={lead.attributes} onChange={(attributes) => change({ attributes })} />
    </Stack>
  );
}

type Attribute = TypedLead['attributes'][number];

function Attributes({ attributes, onChange }: { attributes: Attribute[]; onChange: (all: Attribute[]) => void }) {
  const { t } = useTranslation('flowTry');
  const { t: common } = useTranslation();
  const set = (index: number, some: Partial<Attribute>): void =>
    onChange(attributes.map((one, at) => (at === index ? { ...one, ...some } : one)));
  return (
    <Fieldset legend={common('lead.intake.field.attributes')} p="xs">
      <Stack gap={6}>
        {attributes.length === 0 && (
          <Text size="sm" c="dimmed">
            {t('noAttributes')}
          </Text>
        )}
        {attributes.map(({ key, value }, index) => (
          <Group key={index} gap={6} wrap="nowrap">
            <TextInput
              aria-label={t('attributeName', { number: index + 1 })}
              placeholder="budget"
              style={{ flex: 1, minWidth: 0 }}
              value={key}
              onChange={({ currentTarget }) => set(index, { key: currentTarget.value })}
            />
            <TextInput
              aria-label={t('attributeValue', { name: key || String(index + 1) })}
              placeholder="12000"
              style={{ flex: 1, minWidth: 0 }}
              value={value}
              onChange={({ currentTarget }) => set(index, { value: currentTarget.value })}
            />
            <ActionIcon
              variant="subtle"
              color="red"
              aria-label={t('attributeOff', { name: key || String(index + 1) })}
              onClick={() => onChange(attributes.filter((_, at) => at !== index))}
            >
              <IconTrash size={16} />
            </ActionIcon>
          </Group>
        ))}
        <Group>
          <Button size="compact-sm" variant="default" onClick={() => onChange([...attributes, { key: '', value: '' }])}>
            {t('attributeMore')}
          </Button>
        </Group>
      </Stack>
    </Fieldset>
  );
}
