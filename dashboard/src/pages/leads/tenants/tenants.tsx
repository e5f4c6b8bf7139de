import { Suspense } from 'react';
import { Route, Routes } from 'react-router';
import { lazyPage } from '../../../shared/lazy-page';
import { Loading } from '../../../shared/states';
import { TenantList } from './list';
import { NewTenant } from './new-tenant';
import { TenantPage } from './tenant';

const Diagnostics = lazyPage(['diagnostics'], () => import('./diagnostics'));

/** The organisations of the installation: all, one, what is wrong with it, and a new one. */
export default function Tenants() {
  return (
    <Suspense fallback={<Loading />}>
      <Routes>
        <Route index element={<TenantList />} />
        <Route path="new" element={<NewTenant />} />
        <Route path=":id" element={<TenantPage />} />
        <Route path=":id/diagnostics" element={<Diagnostics />} />
      </Routes>
    </Suspense>
  );
}
