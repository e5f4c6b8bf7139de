import { VisuallyHidden } from '@mantine/core';
import { IconPlayerPause } from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { memo } from 'react';
import { deadlineWords, isPaused } from '../../../shared/badges';
import { useNow } from '../../../shared/time';
import type { RowWords } from './row-words';
import type { Selection } from './use-selection';
import type { LeadItem } from './windows';

export const nameOf = ({ name, email, phone }: Pick<LeadItem, 'name' | 'email' | 'phone'>, t: TFunction): string =>
  name ?? email ?? phone ?? t('leads.unnamed');

/** The team that a lead is with, and the flow that it follows. */
export function placeOf({ teamId, flow }: LeadItem, { names: { teams, flows } }: RowWords): string {
  const named = [teamId !== null && (teams.get(teamId) ?? '…'), flow !== null && (flows.get(flow.id) ?? '…')];
  return named.filter(Boolean).join(' · ') || '–';
}

export const ownerOf = (ownerId: string | null, { t, names: { people } }: RowWords): string =>
  ownerId === null ? t('leads.nobody') : (people.get(ownerId) ?? '…');

interface LeadCell {
  lead: LeadItem;
  words: RowWords;
  /** The row that Tab comes to: one of all. */
  isReached: boolean;
}

/** Its click is heard by the list. */
export const LeadLink = ({ lead, words: { t }, isReached }: LeadCell) => (
  <a href={`/leads/${lead.id}`} className="lead-link" tabIndex={isReached ? 0 : -1} data-lead={lead.id}>
    {nameOf(lead, t)}
  </a>
);

/** Quiet, unless it waits for somebody: a list full of coloured signs shows none. */
export const StatusWords = ({ status, words: { t } }: { status: LeadItem['status']; words: RowWords }) => (
  <span className={status === 'UNROUTED' ? 'unrouted' : undefined}>{t(`status.${status}`)}</span>
);

/** Counts down by itself: nothing else of its row is drawn anew. */
export const Countdown = memo(({ lead, words }: Pick<LeadCell, 'lead' | 'words'>) => {
  if (isPaused(lead)) return <Rest lead={lead} words={words} />;
  return <Left lead={lead} words={words} />;
});

/** Of a lead that is paused: until when. */
const Rest = ({ lead: { pausedUntil }, words: { t, short, full } }: Pick<LeadCell, 'lead' | 'words'>) => (
  <span className="due paused" title={pausedUntil === null ? undefined : full(pausedUntil)}>
    <IconPlayerPause size={12} aria-hidden />{' '}
    {pausedUntil === null ? (
      t('pause.badge')
    ) : (
      <>
        <VisuallyHidden>{t('pause.badge')}</VisuallyHidden> {t('lead.until', { at: short(pausedUntil) })}
      </>
    )}
  </span>
);

const Left = ({ lead: { deadlineAt, breach }, words }: Pick<LeadCell, 'lead' | 'words'>) => {
  const { text, className } = deadlineWords(words.t, { at: deadlineAt, breach, nowMs: useNow() });
  return (
    <span className={`due ${className}`} title={deadlineAt === null ? undefined : words.full(deadlineAt)}>
      {text}
    </span>
  );
};

/** An instant in short, and in full where it is pointed at. */
export const InstantCell = ({ at, words: { short, full } }: { at: string | null; words: RowWords }) =>
  at === null ? (
    '–'
  ) : (
    <time className="tabular" dateTime={at} title={full(at)}>
      {short(at)}
    </time>
  );

/** What somebody sent as an attribute. */
export const valueText = (value: unknown): string =>
  value === undefined || value === null || value === ''
    ? '–'
    : typeof value === 'string'
      ? value
      : typeof value === 'object'
        ? JSON.stringify(value)
        : String(value);

interface SelectLeadProps extends LeadCell {
  isSelected: boolean;
  toggle: (id: string, isRange: boolean) => void;
}

export const SelectLead = ({ lead, words: { t }, isSelected, isReached, toggle }: SelectLeadProps) => (
  <label className="lead-select">
    <input
      type="checkbox"
      aria-label={t('leads.select', { name: nameOf(lead, t) })}
      checked={isSelected}
      tabIndex={isReached ? 0 : -1}
      onChange={({ nativeEvent }) => toggle(lead.id, nativeEvent instanceof MouseEvent && nativeEvent.shiftKey)}
    />
  </label>
);

interface SelectAllProps {
  words: RowWords;
  selection: Selection;
  isAllSelected: boolean;
}

export const SelectAll = ({ words: { t }, selection: { ids, toggleAll }, isAllSelected }: SelectAllProps) => (
  <label className="lead-select">
    <input
      type="checkbox"
      aria-label={t('leads.selectAll')}
      checked={isAllSelected}
      ref={(box) => {
        if (box) box.indeterminate = ids.length > 0 && !isAllSelected;
      }}
      onChange={toggleAll}
    />
  </label>
);
