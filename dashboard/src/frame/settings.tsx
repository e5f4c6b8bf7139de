import { NavLink as Item } from '@mantine/core';
import { Suspense, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, NavLink, Route, Routes, useLocation } from 'react-router';
import { PAGES } from '../../../domain/leads/vocabulary/pages.js';
import { useMe } from '../shared/me';
import { Loading } from '../shared/states';
import { NoSuchPage } from './no-such-page';
import { sectionsOf } from './settings-sections';
import './settings.css';

/** Where a company keeps its own house: the sections beside each other, and the one that is open. */
export default function Settings() {
  const { t } = useTranslation('settings');
  const { pathname } = useLocation();
  const me = useMe();
  const nav = useRef<HTMLElement>(null);
  // On a phone they are one row, and the one that is open may be beyond its end.
  useEffect(() => {
    nav.current?.querySelector('[data-active]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [pathname, me]);
  if (!me) return <Loading />;
  const sections = sectionsOf(me);
  return (
    <div className="settings">
      <nav ref={nav} aria-label={t('label')} className="settings-nav">
        {sections.map(({ key, to, icon: Sign }) => (
          <Item
            key={key}
            component={NavLink}
            to={to}
            label={t(`section.${key}`)}
            leftSection={<Sign size={16} aria-hidden />}
            active={pathname.startsWith(to)}
            variant="filled"
            className="nav-item"
          />
        ))}
      </nav>
      <div className="settings-page">
        <Suspense fallback={<Loading />}>
          <Routes>
            {sections.map(({ key, to, View }) => (
              <Route key={key} path={`${to.slice(PAGES.settings.length + 1)}/*`} element={<View />} />
            ))}
            {sections[0] && <Route index element={<Navigate to={sections[0].to} replace />} />}
            <Route path="*" element={<NoSuchPage me={me} />} />
          </Routes>
        </Suspense>
      </div>
    </div>
  );
}
