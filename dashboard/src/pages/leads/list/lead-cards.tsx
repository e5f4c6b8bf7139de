import { memo } from 'react';
import { Countdown, LeadLink, ownerOf, SelectLead, StatusWords } from './cells';
import type { RowWords } from './row-words';
import type { RowsProps } from './rows-props';
import { useLeadRows } from './use-lead-rows';
import { useRowClicks } from './use-row-clicks';
import type { Selection } from './use-selection';
import type { LeadItem } from './windows';

const CARD_HEIGHT = 68;

/** The leads as a list of two lines each, for a phone. */
export function LeadCards({ rows: { items, gone }, words, selection, hasMore, see, covered }: RowsProps) {
  const toggle = selection?.toggle;
  const { body, height, rows, reached, onFocus } = useLeadRows(items, {
    rowHeight: CARD_HEIGHT,
    covered,
    toggle,
    see,
  });
  return (
    <div
      role="list"
      ref={body}
      className="leads-body"
      aria-label={words.t('leads.title')}
      style={{ height }}
      onFocus={onFocus}
      {...useRowClicks(items, hasMore)}
    >
      {rows.map(({ index, top }) => {
        const lead = items[index]!;
        return (
          <LeadCard
            key={lead.id}
            lead={lead}
            top={top}
            place={index + 1}
            of={hasMore ? -1 : items.length}
            isGone={gone.has(lead.id)}
            isSelected={selection?.selected[lead.id] === true}
            isReached={lead.id === reached}
            words={words}
            toggle={toggle}
          />
        );
      })}
    </div>
  );
}

interface CardProps {
  lead: LeadItem;
  /** From the top of the list, in pixels. */
  top: number;
  place: number;
  of: number;
  isGone: boolean;
  isSelected: boolean;
  isReached: boolean;
  words: RowWords;
  /** Undefined: it cannot be picked. */
  toggle: Selection['toggle'] | undefined;
}

const LeadCard = memo(({ lead, top, place, of, isGone, isSelected, isReached, words, toggle }: CardProps) => (
  <div
    role="listitem"
    aria-posinset={place}
    aria-setsize={of}
    className="lead-row lead-card"
    data-row={lead.id}
    data-breach={lead.breach}
    data-gone={isGone || undefined}
    data-selected={isSelected || undefined}
    style={{ transform: `translateY(${top}px)` }}
  >
    {toggle && <SelectLead {...{ lead, words, isSelected, isReached, toggle }} />}
    <div className="lead-lines">
      <div>
        <LeadLink {...{ lead, words, isReached }} />
        {isGone ? words.t('leads.gone') : <Countdown {...{ lead, words }} />}
      </div>
      <div>
        <StatusWords status={lead.status} words={words} />
        <span className="lead-of">
          {[lead.dueClock?.name, ownerOf(lead.ownerId, words), lead.source].filter(Boolean).join(' · ')}
        </span>
      </div>
    </div>
  </div>
));
