import { useState } from 'react';
import { Route, Routes } from 'react-router';
import type { Fresh } from './data';
import { SourceList } from './list';
import { SourcePage } from './source';
import './sources.css';

/** Where leads come in. */
export default function Sources() {
  const [fresh, setFresh] = useState<Fresh | null>(null);
  return (
    <Routes>
      <Route index element={<SourceList onMade={setFresh} />} />
      <Route path=":id" element={<SourcePage fresh={fresh} onFresh={setFresh} />} />
    </Routes>
  );
}
