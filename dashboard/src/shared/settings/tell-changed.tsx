import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import i18next from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

/** So long a change can be undone from its notice. */
const UNDO_MS = 60_000;

/** Says that something was changed. @param undo changes it back; left out: that is not possible */
export function tellChanged(message: string, undo?: () => Promise<unknown>): void {
  const id = `changed-${crypto.randomUUID()}`;
  notifications.show({
    id,
    color: 'teal',
    autoClose: undo ? UNDO_MS : 5_000,
    closeButtonProps: { 'aria-label': i18next.t('frame.putAway') },
    message: undo ? <Undoable message={message} undo={undo} done={() => notifications.hide(id)} /> : message,
  });
}

interface UndoableProps {
  message: string;
  undo: () => Promise<unknown>;
  done: () => void;
}

function Undoable({ message, undo, done }: UndoableProps) {
  const { t } = useTranslation();
  const [state, setState] = useState<'OFFERED' | 'SENT' | 'FAILED'>('OFFERED');
  const start = (): void => {
    setState('SENT');
    undo().then(done, () => setState('FAILED'));
  };
  return (
    <Group justify="space-between" wrap="nowrap">
      <Text size="sm">{state === 'FAILED' ? t('undo.failed') : message}</Text>
      <Button size="compact-sm" variant="default" loading={state === 'SENT'} onClick={start}>
        {t(state === 'FAILED' ? 'state.again' : 'undo.undo')}
      </Button>
    </Group>
  );
}
