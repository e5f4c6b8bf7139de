import { Route, Routes } from 'react-router';
import CalendarPage from './calendar-page';
import { CalendarList } from './list';
import { NewCalendar } from './new-calendar';
import './calendars.css';

/** Business time: the calendars of the org, and each of them. */
export default function Calendars() {
  return (
    <Routes>
      <Route index element={<CalendarList />} />
      <Route path="new" element={<NewCalendar />} />
      <Route path=":id" element={<CalendarPage />} />
    </Routes>
  );
}
