import type { CalendarDefinition, Weekday } from '../../engine/calendars/types.js';
import { primaryLanguage } from '../../engine/routing/language.js';

/** What is there from the first moment has names: in the organisation's language, and to be changed like all others. */
interface FirstNames {
  calendar: string;
  team: string;
}

const NAMES: Readonly<Record<string, FirstNames>> = {
  en: { calendar: 'Office hours', team: 'Sales' },
  ro: { calendar: 'Program de lucru', team: 'Vânzări' },
  ru: { calendar: 'Рабочие часы', team: 'Продажи' },
};

/** In English where there are no words of the language. @param locale BCP 47 */
export const firstNames = (locale: string): FirstNames => NAMES[primaryLanguage(locale)] ?? NAMES['en']!;

const WORKDAYS: readonly Weekday[] = ['MON', 'TUE', 'WED', 'THU', 'FRI'];

/** Monday to Friday, nine to six. Holidays are the organisation's to choose. */
export const officeHours = (timeZone: string): CalendarDefinition => ({
  timeZone,
  weekly: WORKDAYS.map((day) => ({ day, from: '09:00', to: '18:00' })),
  holidays: [],
  specialDates: [],
});
