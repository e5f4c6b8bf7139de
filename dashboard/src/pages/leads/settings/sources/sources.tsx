import { useState } from 'react';
import { Route, Routes } from 'react-router';
import { SourceList } from './list';
import { SourcePage } from './source';
import './sources.css';

/** A secret that was made just now. Only memory has it: a page that is loaded again does not. */
export interface Fresh {
  sourceId: string;
  secret: string;
}

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
