import { IconBuildings, IconHistory, IconLifebuoy, type Icon } from '@tabler/icons-react';
import { lazy, Suspense, useEffect, type ComponentType, type LazyExoticComponent } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, Route, Routes, useLocation } from 'react-router';
import { PAGES } from '../../../domain/leads/vocabulary/pages.js';
import { lazyPage } from '../shared/lazy-page';
import { useMe } from '../shared/me';
import { NotThere } from '../shared/not-there';
import { Loading } from '../shared/states';
import { useTold } from '../shared/title';
import { Account } from './account';
import { Shell } from './shell';

interface OperatorPage {
  /** The name of its words in the area `operator`: `nav.tenants`. */
  key: 'tenants' | 'support' | 'log';
  to: string;
  icon: Icon;
  View: LazyExoticComponent<ComponentType>;
}

/** The pages of who runs the installation, in the order of their navigation. */
const OPERATOR_PAGES: readonly OperatorPage[] = [
  {
    key: 'tenants',
    to: PAGES.tenants,
    icon: IconBuildings,
    View: lazy(() => import('../pages/leads/tenants/tenants')),
  },
  {
    key: 'support',
    to: PAGES.supportAccess,
    icon: IconLifebuoy,
    View: lazyPage(['support'], () => import('../pages/platform/support/grants')),
  },
  { key: 'log', to: PAGES.operatorLog, icon: IconHistory, View: lazy(() => import('../pages/leads/tenants/log')) },
];
const OwnPage = lazyPage(['me'], () => import('./own-page'));

/** The operator's own area: the organisations of the installation, and nothing that is in them. */
export default function Operator() {
  const { t } = useTranslation('operator');
  const { t: common } = useTranslation();
  const me = useMe()!;
  const { pathname } = useLocation();
  const page = OPERATOR_PAGES.find(({ to }) => pathname.startsWith(to));
  const { name } = useTold();
  const title = name ?? (page && t(`nav.${page.key}`));
  useEffect(() => {
    document.title = title ? `${title} · Pinggo` : 'Pinggo';
  }, [title]);
  const items = OPERATOR_PAGES.map(({ to, key, icon }) => ({
    to,
    label: t(`nav.${key}`),
    icon,
    isHere: page?.to === to,
  }));
  return (
    <Shell whose={t('area')} tools={<Account me={me} />} items={items}>
      <Suspense fallback={<Loading />}>
        <Routes>
          <Route path="/" element={<Navigate to={PAGES.tenants} replace />} />
          {OPERATOR_PAGES.map(({ key, to, View }) => (
            <Route key={key} path={`${to}/*`} element={<View />} />
          ))}
          <Route path={PAGES.me} element={<OwnPage />} />
          <Route path="*" element={<NotThere title={common('frame.noPage')} text={common('frame.noPageWhy')} />} />
        </Routes>
      </Suspense>
    </Shell>
  );
}
