import type { ComponentType } from 'react';
import { Route, Routes } from 'react-router';
import type { HandoverProps } from '../../away/handover';
import { ImportPeople } from './import';
import { PeopleList } from './list';
import { NewPerson } from './new-person';
import { PersonPage } from './person';

/** Who belongs to the organisation. @param Handover the product's view of who takes over what */
export default function People({ Handover }: { Handover: ComponentType<HandoverProps> }) {
  return (
    <Routes>
      <Route index element={<PeopleList />} />
      <Route path="new" element={<NewPerson />} />
      <Route path="import" element={<ImportPeople />} />
      <Route path=":id" element={<PersonPage Handover={Handover} />} />
    </Routes>
  );
}
