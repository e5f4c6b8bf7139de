import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { Deadline, Status } from '../../shared/badges';
import { LeadLink, Owner, SelectLead } from './cells';
import type { AllNames } from './names';
import type { RowsProps } from './rows-props';
import { useLeadRows } from './use-lead-rows';
import { useRowLink } from './use-row-link';
import type { LeadItem } from './windows';

const CARD_HEIGHT = 68;

/** The leads as a list of two lines each, for a phone. */
export function LeadCards({ rows: { items, gone }, names, selection, hasMore, see, covered }: RowsProps) {
  const { t } = useTranslation();
  const { selected, toggle } = selection;
  const { body, height, rows, reached, onFocus } = useLeadRows(items, {
    ...{ rowHeight: CARD_HEIGHT, covered, toggle, see },
  });
  return (
    <div
      role="list"
      ref={body}
      className="leads-body"
      aria-label={t('leads.title')}
      style={{ height }}
      onFocus={onFocus}
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
            isSelected={selected[lead.id] === true}
            isReached={lead.id === reached}
            names={names}
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
  names: AllNames;
  toggle: (id: string, isRange: boolean) => void;
}

const LeadCard = memo(({ lead, top, place, of, isGone, isSelected, isReached, names, toggle }: CardProps) => {
  const { t } = useTranslation();
  return (
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
      {...useRowLink(`/leads/${lead.id}`)}
    >
      <SelectLead {...{ lead, isSelected, isReached, toggle }} />
      <div className="lead-lines">
        <div>
          <LeadLink lead={lead} isReached={isReached} />
          {isGone ? t('leads.gone') : <Deadline at={lead.deadlineAt} breach={lead.breach} />}
        </div>
        <div>
          <Status status={lead.status} />
          <span className="lead-of">
            <Owner id={lead.ownerId} people={names.people} /> · {lead.source}
          </span>
        </div>
      </div>
    </div>
  );
});
