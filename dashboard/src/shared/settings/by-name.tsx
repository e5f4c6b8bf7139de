import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useState, type PropsWithChildren } from 'react';
import { useTranslation } from 'react-i18next';
import { NotDone } from '../states';
import { useRun } from '../use-run';

interface ByNameProps {
  title: string;
  /** Of what it is done to: typed again before it is done. */
  name: string;
  /** What the button says that does it. */
  submit: string;
  /** @throws what it could not be done for: it is said, and the dialog stays */
  act: () => Promise<unknown>;
  onClose: () => void;
}

/** The question before something that cannot simply be taken back. What follows stands in it as its children. */
export function ByName({ title, name, submit, act, onClose, children }: PropsWithChildren<ByNameProps>) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const { error, isSending, run } = useRun();
  const fits = isSame(typed, name);
  const send = run(async () => {
    await act();
    onClose();
  });
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('byName.cancel') }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (fits) send();
        }}
      >
        <Stack>
          {children}
          {error && <NotDone error={error} />}
          <TextInput
            label={t('byName.type', { name })}
            autoComplete="off"
            data-autofocus
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('byName.cancel')}
            </Button>
            <Button type="submit" color="red" disabled={!fits} loading={isSending}>
              {submit}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

const isSame = (typed: string, name: string): boolean =>
  typed.trim().localeCompare(name.trim(), undefined, { sensitivity: 'base' }) === 0;
