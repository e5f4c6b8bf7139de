import { Suspense, useEffect, type PropsWithChildren } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'react-router';
import { PAGES } from '../../../domain/leads/vocabulary/pages.js';
import { isOnItsWay } from '../shared/first-hour-way';
import { lazyPage } from '../shared/lazy-page';
import { can, type Me } from '../shared/me';
import { Account } from './account';
import { Bell } from './bell';
import { FindButton, Finder } from './finder';
import { KeptFrom } from './kept-from';
import type { PageEntry } from './pages';
import { Shell } from './shell';
import { Shortcuts } from './shortcuts';
import { useTold } from '../shared/title';

const Suspended = lazyPage(['suspended'], () => import('./suspended'));
const Support = lazyPage(['support'], () => import('./support'));
const WayBack = lazyPage(['firstHour'], () => import('../pages/leads/first-hour/way-back'));

/** What is around every page: navigation, search, notices, the person, and whether what is shown is live. */
export function Frame({ me, pages, children }: PropsWithChildren<{ me: Me; pages: PageEntry[] }>) {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const page = pages.find(({ to }) => (to === '/' ? pathname === '/' : pathname.startsWith(to)));
  const { waiting, name } = useTold();
  const title = name ?? (page && t(`nav.${page.key}`));
  useEffect(() => {
    const counted = waiting > 0 ? `(${waiting}) ${title}` : title;
    document.title = title ? `${counted} · Pinggo` : 'Pinggo';
  }, [title, waiting]);

  const tools = (
    <>
      {pages.length > 0 && <FindButton />}
      {can(me, 'notices.own') && pages.length > 0 && <Bell />}
      <Account me={me} />
    </>
  );
  const items = pages.map(({ to, key, icon, badge }) => ({
    to,
    label: t(`nav.${key}`),
    icon,
    isHere: page?.to === to,
    badge,
  }));
  return (
    <>
      <Shell whose={me.org?.name} tools={tools} items={items}>
        {me.org?.suspendedAt && (
          <Suspense fallback={null}>
            <Suspended />
          </Suspense>
        )}
        {me.org?.support && (
          <Suspense fallback={null}>
            <Support />
          </Suspense>
        )}
        <KeptFrom me={me} />
        {isOnItsWay() && pathname !== PAGES.firstHour && (
          <Suspense fallback={null}>
            <WayBack />
          </Suspense>
        )}
        {children}
      </Shell>
      <Finder me={me} pages={pages} />
      <Shortcuts pages={pages} />
    </>
  );
}
