import { Button, CloseButton, Menu, Text } from '@mantine/core';
import {
  IconChevronUp,
  IconFolderOpen,
  IconPlayerPause,
  IconPlayerPlay,
  IconTag,
  IconUserShare,
  IconX,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ActKind } from './acts';

const ACTS: readonly { kind: ActKind; Sign: typeof IconTag }[] = [
  { kind: 'PAUSE', Sign: IconPlayerPause },
  { kind: 'RESUME', Sign: IconPlayerPlay },
  { kind: 'CLOSE', Sign: IconX },
  { kind: 'REOPEN', Sign: IconFolderOpen },
  { kind: 'TAG', Sign: IconTag },
];

interface SelectionBarProps {
  count: number;
  /** Undefined: who picks may give nobody leads. */
  onAssign: (() => void) | undefined;
  /** Undefined: the list has no such assignment. */
  onAssignAll: (() => void) | undefined;
  /** @param isAll of all that fit the filters, instead of those that are picked */
  onAct: (kind: ActKind, isAll: boolean) => void;
  onClear: () => void;
}

/** What can be done with the leads that are picked; over the list, so that nothing in it moves. */
export function SelectionBar({ count, onAssign, onAssignAll, onAct, onClear }: SelectionBarProps) {
  const { t } = useTranslation();
  const { t: own } = useTranslation('leadList');
  if (count === 0) return null;
  return (
    <div className="selection-bar" role="group" aria-label={t('leads.selection')}>
      <Text fw={600} size="sm" role="status" className="tabular">
        {t('leads.selected', { count })}
      </Text>
      {onAssign && (
        <Button leftSection={<IconUserShare size={16} aria-hidden />} onClick={onAssign}>
          {t('leads.assign')}
        </Button>
      )}
      {onAssignAll && (
        <Button variant="default" onClick={onAssignAll}>
          {t('leads.assignAll')}
        </Button>
      )}
      <Menu position="top" withinPortal={false} withInitialFocusPlaceholder={false} transitionProps={{ duration: 0 }}>
        <Menu.Target>
          <Button variant="default" rightSection={<IconChevronUp size={16} aria-hidden />}>
            {own('act.menu')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {ACTS.map(({ kind, Sign }) => (
            <Menu.Item key={kind} leftSection={<Sign size={16} aria-hidden />} onClick={() => onAct(kind, false)}>
              {own(`act.one.${kind}`)}
            </Menu.Item>
          ))}
          <Menu.Divider />
          {ACTS.map(({ kind, Sign }) => (
            <Menu.Item key={kind} leftSection={<Sign size={16} aria-hidden />} onClick={() => onAct(kind, true)}>
              {own(`act.titleAll.${kind}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <CloseButton aria-label={t('leads.clearSelection')} onClick={onClear} size="lg" />
    </div>
  );
}
