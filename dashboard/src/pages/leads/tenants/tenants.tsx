import { Route, Routes } from 'react-router';
import { TenantList } from './list';
import { NewTenant } from './new-tenant';
import { TenantPage } from './tenant';

/** The organisations of the installation: all, one, and a new one. */
export default function Tenants() {
  return (
    <Routes>
      <Route index element={<TenantList />} />
      <Route path="new" element={<NewTenant />} />
      <Route path=":id" element={<TenantPage />} />
    </Routes>
  );
}
