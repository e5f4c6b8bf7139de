import { Button, SegmentedControl, Text, Title, VisuallyHidden } from '@mantine/core';
import { useIdle, useMediaQuery } from '@mantine/hooks';
import { IconArrowsSort, IconChecks, IconPlus, IconZoomExclamation } from '@tabler/icons-react';
import { lazy, Suspense, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { PAGES } from '../../../../../domain/leads/vocabulary/pages.js';
import { useHeld } from '../../../shared/held';
import { useCan } from '../../../shared/me';
import { useAllNames } from '../../../shared/names';
import { Failed, Loading, NotDone } from '../../../shared/states';
import { listOf } from '../../../shared/steady';
import type { ActKind, ActTarget } from './acts';
import type { BulkTarget } from './bulk';
import { CsvButton } from './csv-button';
import { FilterBar, FilterButton } from './filter-bar';
import { FilterChips } from './filter-chips';
import { attributesIn, shownColumns, STANDARD } from './column-ids';
import { countOf, useFilters } from './filters';
import { LeadCards } from './lead-cards';
import { LeadTable } from './lead-table';
import './leads.css';
import { useRowWords } from './row-words';
import { useScrollPlace } from './scroll-place';
import { SelectionBar } from './selection-bar';
import { sortingOf } from './sorting';
import { useCsv } from './use-csv';
import { useLeadList } from './use-lead-list';
import { useSelection } from './use-selection';
import { useSteadyRows } from './use-steady-rows';
import { useViews } from './use-views';
import { ViewBar } from './view-bar';
import { ViewTold } from './view-told';

const BulkAssign = lazy(() => import('./bulk-assign'));
const BulkAct = lazy(() => import('./bulk-act'));

/** A pointer that was left lying on the list, as on a wall, holds it no longer. */
const IDLE_MS = 60_000;
/** The frame's header stays over what is scrolled. */
const HEADER_HEIGHT = 56;

/** The execution list. Its filters are the address's, so that a list can be kept, shared and gone back to. */
export default function Leads() {
  const { t } = useTranslation();
  const isPhone = useMediaQuery('(max-width: 48em)', undefined, { getInitialValueInEffect: false });
  const views = useViews();
  const query = useFilters(views.view);
  const { filters, sort, order } = query;
  const chosen = query.columns ?? views.all?.columns ?? null;
  const mayTakeAlong = useCan('tower.read');
  // Who may list neither teams nor flows would read of none how they are called.
  const mayName = useCan('teams.read');
  const columns = useMemo(
    () => shownColumns(chosen).filter((id) => mayName || !['place', 'team', 'flow'].includes(id)),
    [chosen, mayName],
  );
  const of = JSON.stringify([sort, order, filters]);
  const sorting = sortingOf(query);
  const names = useAllNames();
  const words = useRowWords(names);
  const leads = useLeadList(query, isPhone ? STANDARD : columns, views.isOpening);
  const { held, region } = useHeld();
  const isIdle = useIdle(IDLE_MS, { initialState: false });
  const [isPicked, setPicked] = useState(false);
  const { release, ...rows } = useSteadyRows(leads.list, (held && !isIdle) || isPicked, listOf(of, leads.isPrevious));
  const picking = useSelection(rows.items, of);
  const mayAssign = useCan('leads.assign');
  const mayWrite = useCan('leads.write');
  const selection = mayAssign || mayWrite ? picking : null;
  if (isPicked !== picking.ids.length > 0) setPicked(!isPicked);
  const csv = useCsv(filters, attributesIn(columns));
  const [target, setTarget] = useState<BulkTarget | null>(null);
  const [asked, setAsked] = useState<{ kind: ActKind; target: ActTarget } | null>(null);
  useScrollPlace(of);
  const count = countOf(filters);
  const isUrgency = sort === 'urgency';
  const Rows = isPhone ? LeadCards : LeadTable;
  const Fields = isPhone ? FilterButton : FilterBar;

  return (
    <div className="leads">
      <div className="leads-top">
        <Title order={1}>{t('leads.title')}</Title>
        <Text c="dimmed" role="status" className="leads-count tabular">
          {leads.list && t(leads.hasMore ? 'leads.moreThan' : 'leads.count', { count: rows.items.length })}
        </Text>
        <SegmentedControl
          aria-label={t('leads.sort')}
          data={(['urgency', 'received'] as const).map((value) => ({
            value,
            label: t(`leads.by.${value}`),
          }))}
          // By another column it is neither.
          value={order === undefined ? sort : ''}
          onChange={(value) => query.set({ sort: value === 'urgency' ? null : value, order: null })}
        />
        {isUrgency && mayTakeAlong && <CsvButton csv={csv} />}
        {mayWrite && (
          <Button component={Link} to={PAGES.newLead} leftSection={<IconPlus size={16} aria-hidden />}>
            {t('leads.add')}
          </Button>
        )}
      </div>
      <ViewBar views={views} query={query} words={words} columns={isPhone ? null : columns} />
      <ViewTold views={views} filters={filters} />
      <Fields query={query} names={names} />
      <FilterChips query={query} />
      {csv.error && <NotDone error={csv.error} what={t('state.noFile')} again={csv.start} />}
      {leads.failure && <Failed error={leads.failure} again={leads.again} />}
      {leads.error && (
        <div>
          <Failed error={leads.error} again={leads.again} />
          {count > 0 && (
            <Button mt="sm" onClick={query.clear}>
              {t('leads.clear', { count })}
            </Button>
          )}
        </div>
      )}
      {!leads.list && !leads.error && <Loading />}
      {leads.list && rows.items.length === 0 && !leads.hasMore && (
        <div className="leads-none">
          {isUrgency && count === 0 ? (
            <IconChecks size={32} aria-hidden />
          ) : (
            <IconZoomExclamation size={32} aria-hidden />
          )}
          <Text>{t(count > 0 ? 'leads.none' : isUrgency ? 'leads.allDone' : 'leads.noneYet')}</Text>
        </div>
      )}
      <VisuallyHidden id="leads-keys">
        {t('leads.keys')} {selection && t('leads.keyToSelect')}
      </VisuallyHidden>
      {rows.items.length > 0 && (
        <div
          {...region}
          className="leads-list"
          data-previous={leads.isPrevious || undefined}
          aria-busy={leads.isPrevious}
        >
          <div className="leads-waiting" role="status">
            {rows.waiting && (
              <Button
                size="compact-sm"
                radius="xl"
                variant="default"
                leftSection={<IconArrowsSort size={14} aria-hidden />}
                onClick={release}
              >
                {t('leads.waiting')}
              </Button>
            )}
          </div>
          <Rows
            rows={rows}
            hasMore={leads.hasMore}
            words={words}
            selection={selection}
            sorting={sorting}
            columns={chosen === null && mayName ? null : columns}
            see={leads.see}
            covered={HEADER_HEIGHT}
          />
        </div>
      )}
      {leads.hasMore && !leads.failure && rows.items.length > 0 && (
        <Text c="dimmed" ta="center" size="sm">
          {t('state.loading')}
        </Text>
      )}
      {selection && (
        <SelectionBar
          count={selection.ids.length}
          onAssign={mayAssign ? () => setTarget({ leadIds: selection.ids }) : undefined}
          onAssignAll={mayAssign && isUrgency ? () => setTarget({ filter: filters }) : undefined}
          onAct={(kind, isAll) =>
            setAsked({ kind, target: isAll ? { filter: { filters, sort, order } } : { leadIds: selection.ids } })
          }
          onClear={selection.clear}
        />
      )}
      <Suspense>
        {target && (
          <BulkAssign
            target={target}
            words={words}
            onClose={(isDone) => {
              setTarget(null);
              if (isDone) picking.clear();
            }}
          />
        )}
        {asked && (
          <BulkAct
            {...asked}
            words={words}
            onClose={(isDone) => {
              setAsked(null);
              if (isDone) picking.clear();
            }}
          />
        )}
      </Suspense>
    </div>
  );
}
