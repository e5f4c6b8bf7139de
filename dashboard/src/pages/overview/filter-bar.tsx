import { NativeSelect, SegmentedControl } from '@mantine/core';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useOrgZone } from '../../shared/instant';
import { instantOf, wallClockOf } from '../../shared/wall-clock';
import { RANGES, rangeOf, type Change, type Filters } from './filters';
import { useFlows, useSources, useTeams } from './queries';
import { TypedField } from '../../shared/typed-field';

interface Props {
  filters: Filters;
  change: (changed: Change) => void;
}

/** What the page is about: when, and which leads. */
export function FilterBar({ filters, change }: Props) {
  const { t } = useTranslation();
  const flows = useFlows().data ?? [];
  const teams = useTeams().data ?? [];
  const sources = useSources().data ?? [];
  const suggestions = useId();
  return (
    <div className="filters" role="group" aria-label={t('overview.filters')}>
      <SegmentedControl
        aria-label={t('overview.range')}
        value={filters.range}
        data={RANGES.map((value) => ({ value, label: t(`overview.ranges.${value}`) }))}
        onChange={(range) =>
          range === 'chosen'
            ? change({ range: null, from: rangeOf(filters).from, to: null })
            : change({ range, from: null, to: null })
        }
      />
      {filters.range === 'chosen' && <Between filters={filters} change={change} />}
      <NativeSelect
        aria-label={t('overview.flow')}
        data={optionsOf(t('overview.allFlows'), flows, filters.flowId)}
        value={filters.flowId ?? ''}
        onChange={(event) => change({ flowId: event.currentTarget.value })}
      />
      <NativeSelect
        aria-label={t('overview.team')}
        data={optionsOf(t('overview.allTeams'), teams, filters.teamId)}
        value={filters.teamId ?? ''}
        onChange={(event) => change({ teamId: event.currentTarget.value })}
      />
      <TypedField
        aria-label={t('overview.source')}
        placeholder={t('overview.allSources')}
        type="search"
        list={suggestions}
        value={filters.source ?? ''}
        onTyped={(source) => change({ source })}
      />
      <datalist id={suggestions}>
        {sources.map((source) => (
          <option key={source} value={source} />
        ))}
      </datalist>
    </div>
  );
}

/** The range's two ends, on the clocks of the org's time zone. */
function Between({ filters: { from, to }, change }: Props) {
  const { t } = useTranslation();
  const timeZone = useOrgZone();
  const ends = { from, to };
  return (
    <>
      {(['from', 'to'] as const).map((end) => (
        <TypedField
          key={end}
          type="datetime-local"
          // Half a year that is being typed is a year too.
          min="2000-01-01T00:00"
          aria-label={t(`overview.${end}`, { timeZone })}
          title={t(`overview.${end}`, { timeZone })}
          required={end === 'from'}
          value={wallClockOf(ends[end] ?? '', timeZone)}
          onTyped={(text) => change({ [end]: text && instantOf(text, timeZone) })}
        />
      ))}
    </>
  );
}

interface Named {
  id: string;
  name: string;
}

/** @param given what the address names is an option also while, or though, nobody knows it */
function optionsOf(all: string, items: Named[], given: string | undefined): { value: string; label: string }[] {
  const known = items.map(({ id, name }) => ({ value: id, label: name }));
  const unknown = given !== undefined && !items.some(({ id }) => id === given) ? [{ value: given, label: '…' }] : [];
  return [{ value: '', label: all }, ...known, ...unknown];
}
