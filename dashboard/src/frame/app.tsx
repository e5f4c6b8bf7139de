import { lazy, Suspense, useSyncExternalStore } from 'react';
import { Navigate, Route, Routes } from 'react-router';
import { isSignedIn, onSessionChange } from '../api/session';
import { Loading } from '../shared/states';
import { Frame } from './frame';
import { SignIn } from './sign-in';

const Overview = lazy(() => import('../pages/overview/overview'));
const Leads = lazy(() => import('../pages/leads/leads'));
const Lead = lazy(() => import('../pages/lead/lead'));

export function App() {
  const signedIn = useSyncExternalStore(onSessionChange, isSignedIn);
  if (!signedIn) return <SignIn />;
  return (
    <Frame>
      <Suspense fallback={<Loading />}>
        <Routes>
          <Route path="/" element={<Overview />} />
          <Route path="/leads" element={<Leads />} />
          <Route path="/leads/:id" element={<Lead />} />
          <Route path="*" element={<Navigate to="/" replace />} />
        </Routes>
      </Suspense>
    </Frame>
  );
}
