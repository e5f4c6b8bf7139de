import { Button, Group, Modal, Stack } from '@mantine/core';
import { useEffect, useState, type FormEvent, type PropsWithChildren } from 'react';
import { useTranslation } from 'react-i18next';

interface DialogProps {
  title: string;
  /** What the button says that does it. */
  submit: string;
  disabled?: boolean;
  /** @returns false: there is something to be said first, and the dialog stays */
  onSubmit: () => unknown;
  onClose: () => void;
}

/** A question before something is done. Enter does it, Esc does not. */
export function Dialog({
  title,
  submit,
  disabled = false,
  onSubmit,
  onClose,
  children,
}: PropsWithChildren<DialogProps>) {
  const { t } = useTranslation();
  useFocusBack();
  const send = (event: FormEvent): void => {
    event.preventDefault();
    if (disabled) return;
    if (onSubmit() !== false) onClose();
  };
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('lead.cancel') }}>
      <form onSubmit={send}>
        <Stack>
          {children}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('lead.cancel')}
            </Button>
            <Button type="submit" disabled={disabled}>
              {submit}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** Whoever had the focus before has it again: a dialog that is taken away as a whole does not give it back by itself. */
function useFocusBack(): void {
  const [before] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      if (before instanceof HTMLElement) before.focus();
    },
    [before],
  );
}
