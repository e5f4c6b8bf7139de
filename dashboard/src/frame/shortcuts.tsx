import { useEffect, useState } from 'react';
import { useNavigate } from 'react-router';
import { PAGES } from '../../../domain/leads/vocabulary/pages.js';
import { isTaken } from '../shared/is-taken';
import { useCan } from '../shared/me';
import { useLoaded } from '../shared/use-loaded';
import type { PageEntry } from './pages';

const OPEN = 'pinggo:shortcuts';
/** How long `g` waits for the letter of a page. */
const SEQUENCE_MS = 1500;

export const openShortcuts = (): void => void window.dispatchEvent(new Event(OPEN));

const load = () => import('./shortcut-list');

/** `?` lists the keys; `g` and a letter goes to a page, `g c` to a new lead. */
export function Shortcuts({ pages }: { pages: PageEntry[] }) {
  const navigate = useNavigate();
  const canAdd = useCan('leads.write');
  const [opened, setOpened] = useState(false);
  const [loaded, start] = useLoaded(load);
  useEffect(() => {
    const open = (): void => start(() => setOpened(true));
    let goingUntilMs = 0;
    const press = (event: KeyboardEvent): void => {
      if (isTaken(event)) return;
      if (event.key === '?') return open();
      const page = pages.find(({ letter }) => letter === event.key);
      const to = page?.to ?? (canAdd && event.key === 'c' ? PAGES.newLead : undefined);
      if (to !== undefined && Date.now() < goingUntilMs) {
        event.preventDefault();
        void navigate(to);
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
  }, [pages, canAdd, navigate, start]);

  return loaded && <loaded.ShortcutList pages={pages} opened={opened} onClose={() => setOpened(false)} />;
}
