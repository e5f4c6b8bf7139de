import { Route, Routes } from 'react-router';
import { TeamList } from './list';
import { NewTeam } from './new-team';
import { TeamPage } from './team';

/** The teams of the organisation. */
export default function Teams() {
  return (
    <Routes>
      <Route index element={<TeamList />} />
      <Route path="new" element={<NewTeam />} />
      <Route path=":id" element={<TeamPage />} />
    </Routes>
  );
}
