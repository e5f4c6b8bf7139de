import { Kbd, Modal, Table, Title } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { PageEntry } from './pages';

const OPEN = 'pinggo:shortcuts';
/** How long `g` waits for the letter of a page. */
const SEQUENCE_MS = 1500;

export const openShortcuts = (): void => void window.dispatchEvent(new Event(OPEN));

/** Whether a key belongs to what somebody is typing, or to a dialog. */
export const isTaken = ({ target, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean =>
  ctrlKey ||
  metaKey ||
  altKey ||
  (target instanceof HTMLElement &&
    target.closest('input, textarea, select, [contenteditable], [role=dialog]') !== null);

/** `?` lists the keys; `g` and a letter goes to a page. */
export function Shortcuts({ pages }: { pages: PageEntry[] }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [opened, setOpened] = useState(false);
  useEffect(() => {
    const open = (): void => setOpened(true);
    let goingUntilMs = 0;
    const press = (event: KeyboardEvent): void => {
      if (isTaken(event)) return;
      if (event.key === '?') return open();
      const page = pages.find(({ letter }) => letter === event.key);
      if (page && Date.now() < goingUntilMs) {
        event.preventDefault();
        void navigate(page.to);
      }
      goingUntilMs = event.key === 'g' ? Date.now() + SEQUENCE_MS : 0;
    };
    window.addEventListener(OPEN, open);
    // Before the pages: the letter after `g` is not theirs.
    window.addEventListener('keydown', press, { capture: true });
    return () => {
      window.removeEventListener(OPEN, open);
      window.removeEventListener('keydown', press, { capture: true });
    };
  }, [pages, navigate]);

  const keys = [
    { keys: ['Ctrl', 'K'], what: t('shortcuts.find') },
    { keys: ['?'], what: t('shortcuts.help') },
    ...pages.map(({ key, letter }) => ({ keys: ['g', letter], what: t(`nav.${key}`) })),
    { keys: ['j'], what: t('shortcuts.down') },
    { keys: ['k'], what: t('shortcuts.up') },
    { keys: ['Enter'], what: t('shortcuts.enter') },
    { keys: ['x'], what: t('shortcuts.select') },
    { keys: ['Esc'], what: t('shortcuts.close') },
  ];
  const ofLead = [
    { keys: ['c'], what: t('lead.logIt.CALL_LOGGED') },
    ...(pages.some(({ key }) => key === 'leads') ? [{ keys: ['a'], what: t('lead.assign') }] : []),
    { keys: ['p'], what: t('lead.pauseOrResume') },
  ];
  return (
    <Modal
      opened={opened}
      onClose={() => setOpened(false)}
      title={t('shortcuts.title')}
      closeButtonProps={{ 'aria-label': t('finder.close') }}
    >
      <Keys keys={keys} />
      <Title order={3} size="h5" mt="md" mb={4}>
        {t('lead.keys')}
      </Title>
      <Keys keys={ofLead} />
    </Modal>
  );
}

function Keys({ keys }: { keys: { keys: string[]; what: string }[] }) {
  return (
    <Table>
      <Table.Tbody>
        {keys.map(({ keys, what }) => (
          <Table.Tr key={what}>
            <Table.Td>{what}</Table.Td>
            <Table.Td ta="right">
              {keys.map((key) => (
                <Kbd key={key} ml={4}>
                  {key}
                </Kbd>
              ))}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
