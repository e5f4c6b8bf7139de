import { lazy, Suspense, useEffect, useSyncExternalStore, type ComponentType, type LazyExoticComponent } from 'react';
import { Route, Routes, useLocation } from 'react-router';
import { PAGES } from '../../../domain/leads/vocabulary/pages.js';
import { factorAsked, isSignedIn, onSessionChange } from '../api/session';
import { speakAs } from '../i18n';
import { useLive } from '../live/use-live';
import { lazyPage } from '../shared/lazy-page';
import { can, useMeQuery, type Me } from '../shared/me';
import { standStillAt } from '../shared/time';
import { Failed, Loading } from '../shared/states';
import { Frame } from './frame';
import { NoSuchPage } from './no-such-page';
import { pagesOf, type PageEntry } from './pages';
import { PUBLIC_PAGES } from './public-pages';

const SignIn = lazy(() => import('./sign-in'));
const Lead = lazyPage(['byHand'], () => import('../pages/leads/lead/lead'));
const NewLead = lazyPage(['byHand'], () => import('../pages/leads/by-hand/new-lead'));
const DeadLetter = lazy(() => import('../pages/leads/dead-letter/dead-letter'));
const DeadLetters = lazyPage(['deadLetters'], () => import('../pages/leads/dead-letters/dead-letters'));
const FirstHour = lazyPage(['firstHour', 'sources'], () => import('../pages/leads/first-hour/first-hour'));
const Operator = lazyPage(['operator'], () => import('./operator'));
const OwnPage = lazyPage(['me'], () => import('./own-page'));
const SecondFactor = lazyPage(['signIn'], () => import('../pages/platform/sign-in/second-factor'));
const SetUpFactor = lazyPage(['me', 'signIn'], () => import('../pages/platform/sign-in/set-up-factor'));
const VIEWS: Record<PageEntry['key'], LazyExoticComponent<ComponentType>> = {
  overview: lazy(() => import('../pages/leads/overview/overview')),
  leads: lazyPage(['leadList'], () => import('../pages/leads/list/leads')),
  myDay: lazyPage(['myDay'], () => import('../pages/leads/my-day/my-day')),
  workItems: lazy(async () => {
    const [{ default: WorkItems }, { default: Solve }] = await Promise.all([
      import('../pages/platform/work-items/work-items'),
      import('../pages/leads/work-items/solve'),
    ]);
    return { default: () => <WorkItems Solve={Solve} /> };
  }),
  audit: lazyPage(['audit'], () => import('../pages/platform/audit/audit')),
  notices: lazy(() => import('../pages/platform/notices/notices')),
  settings: lazyPage(['settings'], () => import('./settings')),
};

export function App() {
  const signedIn = useSyncExternalStore(onSessionChange, isSignedIn);
  const asked = useSyncExternalStore(onSessionChange, factorAsked);
  const { pathname } = useLocation();
  const open = PUBLIC_PAGES.find(({ to }) => to === pathname.replace(/\/+$/, ''));
  if (asked) {
    return (
      <Suspense fallback={<Loading />}>
        <SecondFactor key={asked.challenge} />
      </Suspense>
    );
  }
  if (open) {
    return (
      <Suspense fallback={<Loading />}>
        <open.View />
      </Suspense>
    );
  }
  if (signedIn) return <SignedIn />;
  return (
    <Suspense fallback={<Loading />}>
      <SignIn />
    </Suspense>
  );
}

function SignedIn() {
  const me = useMeQuery();
  const language = me.data?.language;
  useEffect(() => {
    if (language) void speakAs(language);
  }, [language]);
  const suspendedAt = me.data?.org?.suspendedAt;
  useEffect(() => standStillAt(suspendedAt ? Date.parse(suspendedAt) : null), [suspendedAt]);
  if (me.data?.mustSetUpFactor) {
    return (
      <Suspense fallback={<Loading />}>
        <SetUpFactor />
      </Suspense>
    );
  }
  if (me.data) return <Pages me={me.data} />;
  return me.error ? <Failed error={me.error} again={() => void me.refetch()} /> : <Loading />;
}

function Pages({ me }: { me: Me }) {
  useLive(can(me, 'live.read'));
  const pages = pagesOf(me);
  if (can(me, 'tenants.read')) {
    return (
      <Suspense fallback={<Loading />}>
        <Operator />
      </Suspense>
    );
  }
  return (
    <Frame me={me} pages={pages}>
      <Suspense fallback={<Loading />}>
        <Routes>
          {pages.map(({ key, to }) => {
            const View = VIEWS[key];
            return <Route key={key} path={key === 'settings' ? `${to}/*` : to} element={<View />} />;
          })}
          <Route path={PAGES.me} element={<OwnPage />} />
          {can(me, 'leads.write') && <Route path={PAGES.newLead} element={<NewLead />} />}
          <Route path={PAGES.lead} element={<Lead />} />
          {can(me, 'work_items.read') && <Route path={PAGES.deadLetters} element={<DeadLetters />} />}
          {can(me, 'organisation.read') && <Route path={PAGES.firstHour} element={<FirstHour />} />}
          <Route path={PAGES.deadLetter} element={<DeadLetter />} />
          <Route path="*" element={<NoSuchPage me={me} />} />
        </Routes>
      </Suspense>
    </Frame>
  );
}
