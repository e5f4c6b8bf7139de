import { NativeSelect, SegmentedControl } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useZone } from '../../../shared/instant';
import { InstantField } from '../../../shared/instant-field';
import { optionsOf, useFlows, useTeams } from '../../../shared/names';
import { SourceField } from '../../../shared/source-field';
import { RANGES, rangeOf, type Change, type Filters } from './filters';

interface Props {
  filters: Filters;
  change: (changed: Change) => void;
}

/** What the page is about: when, and which leads. */
export function FilterBar({ filters, change }: Props) {
  const { t } = useTranslation();
  const flows = useFlows();
  const teams = useTeams();
  return (
    <div className="overview-filters" role="group" aria-label={t('overview.filters')}>
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
        data={[{ value: '', label: t('overview.allFlows') }, ...optionsOf(flows, filters.flowId)]}
        value={filters.flowId ?? ''}
        onChange={(event) => change({ flowId: event.currentTarget.value })}
      />
      <NativeSelect
        aria-label={t('overview.team')}
        data={[{ value: '', label: t('overview.allTeams') }, ...optionsOf(teams, filters.teamId)]}
        value={filters.teamId ?? ''}
        onChange={(event) => change({ teamId: event.currentTarget.value })}
      />
      <SourceField
        label={t('overview.source')}
        placeholder={t('overview.allSources')}
        value={filters.source}
        onTyped={(source) => change({ source })}
      />
    </div>
  );
}

/** The range's two ends, on the clocks of the reader's time zone. */
function Between({ filters: { from, to }, change }: Props) {
  const { t } = useTranslation();
  const timeZone = useZone();
  const ends = { from, to };
  return (
    <>
      {(['from', 'to'] as const).map((end) => (
        <InstantField
          key={end}
          aria-label={t(`overview.${end}`, { timeZone })}
          title={t(`overview.${end}`, { timeZone })}
          required={end === 'from'}
          at={ends[end]}
          onTyped={(at) => change({ [end]: at })}
        />
      ))}
    </>
  );
}
