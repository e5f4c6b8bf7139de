import { Button, CloseButton, Text } from '@mantine/core';
import { IconUserShare } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

interface SelectionBarProps {
  count: number;
  onAssign: () => void;
  /** Undefined: the list has no such assignment. */
  onAssignAll: (() => void) | undefined;
  onClear: () => void;
}

/** What can be done with the leads that are picked; over the list, so that nothing in it moves. */
export function SelectionBar({ count, onAssign, onAssignAll, onClear }: SelectionBarProps) {
  const { t } = useTranslation();
  if (count === 0) return null;
  return (
    <div className="selection-bar" role="group" aria-label={t('leads.selection')}>
      <Text fw={600} size="sm" role="status" className="tabular">
        {t('leads.selected', { count })}
      </Text>
      <Button leftSection={<IconUserShare size={16} aria-hidden />} onClick={onAssign}>
        {t('leads.assign')}
      </Button>
      {onAssignAll && (
        <Button variant="default" onClick={onAssignAll}>
          {t('leads.assignAll')}
        </Button>
      )}
      <CloseButton aria-label={t('leads.clearSelection')} onClick={onClear} size="lg" />
    </div>
  );
}
