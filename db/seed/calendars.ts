import type { CalendarDefinition, Weekday } from '../../domain/engine/calendars/types.js';

const DAYS: readonly Weekday[] = ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'];
const WORKDAYS = DAYS.slice(0, 5);

const weekly = (days: readonly Weekday[], from: string, to: string) => days.map((day) => ({ day, from, to }));

export const bucharestOffice: CalendarDefinition = {
  timeZone: 'Europe/Bucharest',
  weekly: [...weekly(WORKDAYS, '09:00', '18:00'), { day: 'SAT', from: '10:00', to: '14:00' }],
  holidays: [
    { date: '2026-11-30', name: 'St Andrew’s Day' },
    { date: '2026-12-01', name: 'National Day' },
    { date: '2026-12-25', name: 'Christmas Day' },
    { date: '2026-12-26', name: 'Second Day of Christmas' },
    { date: '2027-01-01', name: 'New Year’s Day' },
    { date: '2027-01-02', name: 'Day after New Year' },
    { date: '2027-05-01', name: 'Labour Day' },
    { date: '2027-12-01', name: 'National Day' },
    { date: '2027-12-25', name: 'Christmas Day' },
  ],
  specialDates: [
    { date: '2026-12-24', intervals: [{ from: '09:00', to: '13:00' }] },
    { date: '2026-12-31', intervals: [{ from: '09:00', to: '13:00' }] },
  ],
};

export const newYorkOffice: CalendarDefinition = {
  timeZone: 'America/New_York',
  weekly: weekly(WORKDAYS, '08:00', '19:00'),
  holidays: [
    { date: '2026-11-26', name: 'Thanksgiving Day' },
    { date: '2026-12-25', name: 'Christmas Day' },
    { date: '2027-01-01', name: 'New Year’s Day' },
    { date: '2027-05-31', name: 'Memorial Day' },
    { date: '2027-07-05', name: 'Independence Day (observed)' },
    { date: '2027-09-06', name: 'Labor Day' },
    { date: '2027-11-25', name: 'Thanksgiving Day' },
  ],
  specialDates: [{ date: '2026-11-27', intervals: [{ from: '10:00', to: '15:00' }] }],
};

/** Open at any hour of any day. */
export const aroundTheClock = (timeZone: string): CalendarDefinition => ({
  timeZone,
  weekly: weekly(DAYS, '00:00', '24:00'),
  holidays: [],
  specialDates: [],
});
