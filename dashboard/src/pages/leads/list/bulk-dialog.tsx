import { Button, Modal, Textarea } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import type { PropsWithChildren } from 'react';
import { useTranslation } from 'react-i18next';
import { LONGEST_REASON } from '../parts/reason';

/** What is done to several leads: a press beside it does not throw away what was chosen. */
export function BulkDialog({ title, onClose, children }: PropsWithChildren<{ title: string; onClose: () => void }>) {
  const { t } = useTranslation();
  const isPhone = useMediaQuery('(max-width: 48em)', undefined, { getInitialValueInEffect: false });
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      size="xl"
      fullScreen={isPhone ?? false}
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': t('leads.close') }}
    >
      {children}
    </Modal>
  );
}

interface ReasonProps {
  value: string;
  onChange: (value: string) => void;
  required?: boolean;
  autoFocus?: boolean;
}

/** Why it is done, for the audit log of each lead. */
export function BulkReason({ value, onChange, required = false, autoFocus = false }: ReasonProps) {
  const { t } = useTranslation();
  return (
    <Textarea
      label={t('leads.bulk.reason')}
      description={t('leads.bulk.reasonWhy')}
      maxLength={LONGEST_REASON}
      autosize
      minRows={1}
      maxRows={4}
      required={required}
      data-autofocus={autoFocus || undefined}
      value={value}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  );
}

interface AgainProps {
  /** What came of each. */
  items: readonly { leadId: string; outcome: string }[];
  onAgain: (leadIds: string[]) => void;
}

/** Looks again at those to which it may be done still. */
export function Again({ items, onAgain }: AgainProps) {
  const { t } = useTranslation();
  const leadIds = items
    .filter(({ outcome }) => outcome === 'FAILED' || outcome === 'CHANGED')
    .map(({ leadId }) => leadId);
  if (leadIds.length === 0) return null;
  return (
    <Button variant="default" onClick={() => onAgain(leadIds)}>
      {t('leads.bulk.again', { count: leadIds.length })}
    </Button>
  );
}
