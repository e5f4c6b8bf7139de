import { ActionIcon, Kbd, Text, UnstyledButton } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { Me } from '../shared/me';
import { useLoaded } from '../shared/use-loaded';
import type { PageEntry } from './pages';

const OPEN = 'pinggo:finder';
const IS_MAC = /mac|iphone|ipad/i.test(navigator.userAgent);

const openFinder = (): void => void window.dispatchEvent(new Event(OPEN));

/** The visible way into the finder, for whoever does not know its keys. */
export function FindButton() {
  const { t } = useTranslation();
  return (
    <>
      <UnstyledButton className="find" onClick={openFinder} visibleFrom="sm">
        <IconSearch size={16} aria-hidden />
        <Text size="sm" span>
          {t('finder.open')}
        </Text>
        <Kbd size="xs">{IS_MAC ? '⌘ K' : 'Ctrl K'}</Kbd>
      </UnstyledButton>
      <ActionIcon variant="default" size="lg" onClick={openFinder} hiddenFrom="sm" aria-label={t('finder.open')}>
        <IconSearch size={18} aria-hidden />
      </ActionIcon>
    </>
  );
}

const load = () => import('./finder-dialog');

/** The finder (`Ctrl-K`, `/`): loaded by who uses it, as no page needs it to be shown. */
export function Finder({ me, pages }: { me: Me; pages: PageEntry[] }) {
  const [loaded, start] = useLoaded(load);
  useEffect(() => {
    const open = (): void => start((dialog) => dialog.openFinderDialog());
    window.addEventListener(OPEN, open);
    return () => window.removeEventListener(OPEN, open);
  }, [start]);
  useHotkeys([
    ['mod+K', openFinder],
    ['/', openFinder],
  ]);
  return loaded && <loaded.FinderDialog me={me} pages={pages} />;
}
