import { Checkbox } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { AllNames, Names } from './names';
import type { LeadItem } from './windows';

/** The team that a lead is with, and the flow that it follows. */
export function placeOf({ teamId, flow }: LeadItem, { teams, flows }: AllNames): string {
  const named = [teamId !== null && (teams.get(teamId) ?? '…'), flow !== null && (flows.get(flow.id) ?? '…')];
  return named.filter(Boolean).join(' · ') || '–';
}

export function ColumnName({
  of,
}: {
  of: 'name' | 'due' | 'status' | 'owner' | 'place' | 'source' | 'score' | 'received';
}) {
  const { t } = useTranslation();
  return t(`leads.${of}`);
}

export function LeadLink({ lead, isReached }: { lead: LeadItem; isReached: boolean }) {
  const { t } = useTranslation();
  return (
    <Link to={`/leads/${lead.id}`} className="lead-link" tabIndex={isReached ? 0 : -1} data-lead={lead.id}>
      {nameOf(lead) ?? t('leads.unnamed')}
    </Link>
  );
}

export const nameOf = ({ name, email, phone }: Pick<LeadItem, 'name' | 'email' | 'phone'>): string | null =>
  name ?? email ?? phone;

export function Owner({ id, people }: { id: string | null; people: Names }) {
  const { t } = useTranslation();
  return id === null ? <span className="nobody">{t('leads.nobody')}</span> : (people.get(id) ?? '…');
}

interface SelectProps {
  lead: LeadItem;
  isSelected: boolean;
  isReached: boolean;
  toggle: (id: string, isRange: boolean) => void;
}

export function SelectLead({ lead, isSelected, isReached, toggle }: SelectProps) {
  const { t } = useTranslation();
  return (
    <Checkbox
      size="sm"
      className="lead-select"
      aria-label={t('leads.select', { name: nameOf(lead) ?? t('leads.unnamed') })}
      checked={isSelected}
      tabIndex={isReached ? 0 : -1}
      onChange={({ nativeEvent }) => toggle(lead.id, nativeEvent instanceof MouseEvent && nativeEvent.shiftKey)}
    />
  );
}

interface SelectAllProps {
  isAllSelected: boolean;
  isSomeSelected: boolean;
  toggleAll: () => void;
}

export function SelectAll({ isAllSelected, isSomeSelected, toggleAll }: SelectAllProps) {
  const { t } = useTranslation();
  return (
    <Checkbox
      size="sm"
      aria-label={t('leads.selectAll')}
      checked={isAllSelected}
      indeterminate={isSomeSelected && !isAllSelected}
      onChange={toggleAll}
    />
  );
}
