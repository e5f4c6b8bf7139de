import { NativeSelect, Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { BREACHES } from '../../../../../domain/leads/vocabulary/breaches';
import { isEnded } from '../../../../../domain/leads/vocabulary/ended';
import { LEAD_STATUSES } from '../../../../../domain/leads/vocabulary/status';
import { useZone } from '../../../shared/instant';
import { InstantField } from '../../../shared/instant-field';
import { useCan } from '../../../shared/me';
import { optionsOf, type AllNames } from '../../../shared/names';
import { SourceField } from '../../../shared/source-field';
import { TypedField } from '../../../shared/typed-field';
import { several, type ListFilters } from './filters';
import { PickMany } from './pick-many';

const OPEN_STATUSES = LEAD_STATUSES.filter((status) => !isEnded(status));
const ALL_STATUSES = [...OPEN_STATUSES, ...LEAD_STATUSES.filter(isEnded)];
const WORST_FIRST = BREACHES.toReversed();
const LONGEST_TEXT = 200;

export interface FieldsProps {
  query: ListFilters;
  names: AllNames;
}

export function Text({ query: { filters, set } }: FieldsProps) {
  const { t } = useTranslation();
  return (
    <TypedField
      type="search"
      className="filter-text"
      aria-label={t('leads.search')}
      placeholder={t('leads.search')}
      maxLength={LONGEST_TEXT}
      value={filters.q ?? ''}
      onTyped={(q) => set({ q })}
    />
  );
}

/** What is asked most. */
export function FirstFields({ query: { filters, sort, set }, names }: FieldsProps) {
  const { t } = useTranslation();
  // Whose leads are all their own chooses no owner.
  const mayChooseOwner = useCan('people.read');
  // Leads that have ended are in no list by urgency.
  const statuses = sort === 'urgency' ? OPEN_STATUSES : ALL_STATUSES;
  return (
    <>
      <PickMany
        name={t('leads.status')}
        any={t('leads.anyStatus')}
        options={statuses.map((value) => ({ value, label: t(`status.${value}`) }))}
        picked={several(filters.status)}
        onPick={(picked) => set({ status: picked.join(',') })}
      />
      <PickMany
        name={t('leads.breach')}
        any={t('leads.anyBreach')}
        options={WORST_FIRST.map((value) => ({ value, label: t(`breachOf.${value}`) }))}
        picked={several(filters.breach)}
        onPick={(picked) => set({ breach: picked.join(',') })}
      />
      {mayChooseOwner && (
        <Select
          aria-label={t('leads.owner')}
          placeholder={t('leads.anyOwner')}
          searchable
          clearable
          clearButtonProps={{ 'aria-label': t('leads.anyOwner') }}
          nothingFoundMessage={t('leads.nobodyFound')}
          data={optionsOf(names.people, filters.ownerId)}
          value={filters.ownerId ?? null}
          onChange={(ownerId) => set({ ownerId })}
        />
      )}
    </>
  );
}

/** What is asked now and then. */
export function MoreFields({ query: { filters, set }, names }: FieldsProps) {
  const { t } = useTranslation();
  const timeZone = useZone();
  const [mayChooseTeam, mayChooseFlow] = [useCan('teams.read'), useCan('flows.read')];
  const without = (label: string) => [{ value: '', label }];
  return (
    <>
      <NativeSelect
        aria-label={t('leads.paused')}
        data={[
          ...without(t('leads.pausedOrNot')),
          { value: 'true', label: t('leads.onlyPaused') },
          { value: 'false', label: t('leads.notPaused') },
        ]}
        value={filters.paused ?? ''}
        onChange={({ currentTarget }) => set({ paused: currentTarget.value })}
      />
      {mayChooseTeam && (
        <NativeSelect
          aria-label={t('leads.team')}
          data={[...without(t('leads.anyTeam')), ...optionsOf(names.teams, filters.teamId)]}
          value={filters.teamId ?? ''}
          onChange={({ currentTarget }) => set({ teamId: currentTarget.value })}
        />
      )}
      {mayChooseFlow && (
        <NativeSelect
          aria-label={t('leads.flow')}
          data={[...without(t('leads.anyFlow')), ...optionsOf(names.flows, filters.flowId)]}
          value={filters.flowId ?? ''}
          onChange={({ currentTarget }) => set({ flowId: currentTarget.value })}
        />
      )}
      <SourceField
        label={t('leads.source')}
        placeholder={t('leads.anySource')}
        value={filters.source}
        onTyped={(source) => set({ source })}
      />
      {(['from', 'to'] as const).map((end) => (
        <InstantField
          key={end}
          label={t(`leads.${end}`)}
          className="filter-end"
          title={t('leads.zone', { what: t(`leads.${end}`), timeZone })}
          at={filters[end]}
          onTyped={(at) => set({ [end]: at })}
        />
      ))}
    </>
  );
}
