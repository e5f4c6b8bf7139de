import { Kbd, Modal, Table, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useCan } from '../shared/me';
import type { PageEntry } from './pages';

interface Props {
  pages: PageEntry[];
  opened: boolean;
  onClose: () => void;
}

/** The keys that do something, in a dialog. */
export function ShortcutList({ pages, opened, onClose }: Props) {
  const { t } = useTranslation();
  const [canWrite, canAssign] = [useCan('leads.write'), useCan('leads.assign')];
  const keys = [
    { keys: ['Ctrl', 'K'], what: t('shortcuts.find') },
    { keys: ['?'], what: t('shortcuts.help') },
    ...pages.map(({ key, letter }) => ({ keys: ['g', letter], what: t(`nav.${key}`) })),
    ...(canWrite ? [{ keys: ['g', 'c'], what: t('leads.add') }] : []),
    { keys: ['j'], what: t('shortcuts.down') },
    { keys: ['k'], what: t('shortcuts.up') },
    { keys: ['Enter'], what: t('shortcuts.enter') },
    ...(canAssign ? [{ keys: ['x'], what: t('shortcuts.select') }] : []),
    { keys: ['Esc'], what: t('shortcuts.close') },
  ];
  const ofLead = [
    ...(canWrite ? [{ keys: ['c'], what: t('lead.logIt.CALL_LOGGED') }] : []),
    ...(canAssign ? [{ keys: ['a'], what: t('lead.assign') }] : []),
    ...(canWrite ? [{ keys: ['p'], what: t('lead.pauseOrResume') }] : []),
    ...(canWrite ? [{ keys: ['e'], what: t('lead.editKey') }] : []),
  ];
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('shortcuts.title')}
      closeButtonProps={{ 'aria-label': t('finder.close') }}
    >
      <Keys keys={keys} />
      {ofLead.length > 0 && (
        <>
          <Title order={3} size="h5" mt="md" mb={4}>
            {t('lead.keys')}
          </Title>
          <Keys keys={ofLead} />
        </>
      )}
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
