import { Kbd, Modal, Table, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { PageEntry } from './pages';

interface Props {
  pages: PageEntry[];
  opened: boolean;
  onClose: () => void;
}

/** The keys that do something, in a dialog. */
export function ShortcutList({ pages, opened, onClose }: Props) {
  const { t } = useTranslation();
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
      onClose={onClose}
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
