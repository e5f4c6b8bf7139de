import { absenceActivities, type AbsenceActivities } from './leads/absence.js';
import { calendarChangeActivities, type CalendarChangeActivities } from './leads/calendar-change.js';
import { leadActivities, type LeadActivities, type LeadDeps } from './leads/lead.js';
import { accessMailActivities, type AccessMailActivities, type AccessMailDeps } from './platform/access-mails.js';
import { holidayActivities, type HolidayActivities, type HolidayDeps } from './platform/holidays.js';
import { noticeActivities, type NoticeActivities, type NoticeDeps } from './platform/notices.js';
import { retentionActivities, type RetentionActivities, type RetentionDeps } from './platform/retention.js';
import { sweepActivities, type SweepActivities } from './leads/sweep.js';
import type { ReconcileDeps } from '../settlement/sweep.js';

export type Activities = LeadActivities &
  SweepActivities &
  NoticeActivities &
  AccessMailActivities &
  AbsenceActivities &
  CalendarChangeActivities &
  HolidayActivities &
  RetentionActivities;

/** All activities over their dependencies; the only writers of what workflows cause. */
export function createActivities(
  lead: LeadDeps,
  sweep: ReconcileDeps,
  notices: NoticeDeps,
  accessMails: AccessMailDeps,
  retention: RetentionDeps,
  holidays: HolidayDeps,
): Activities {
  return {
    ...leadActivities(lead),
    ...sweepActivities(sweep),
    ...noticeActivities(notices),
    ...accessMailActivities(accessMails),
    // Bulk work, on the connections of bulk work.
    ...absenceActivities(sweep),
    ...calendarChangeActivities(sweep),
    ...holidayActivities(holidays),
    ...retentionActivities(retention),
  };
}
