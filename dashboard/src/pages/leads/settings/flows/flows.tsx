import { Route, Routes } from 'react-router';
import { FlowPage } from './editor/editor';
import { FlowList } from './list';

/** How leads are handled. */
export default function Flows() {
  return (
    <Routes>
      <Route index element={<FlowList />} />
      <Route path=":id" element={<FlowPage />} />
    </Routes>
  );
}
