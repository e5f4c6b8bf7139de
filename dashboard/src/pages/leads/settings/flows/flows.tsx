import { Route, Routes } from 'react-router';
import { FlowPage } from './editor/editor';
import { FlowList } from './list';
import { NewFlow } from './new/new-flow';

/** How leads are handled. */
export default function Flows() {
  return (
    <Routes>
      <Route index element={<FlowList />} />
      <Route path="new" element={<NewFlow />} />
      <Route path=":id" element={<FlowPage />} />
    </Routes>
  );
}
