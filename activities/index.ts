import { absenceActivities, type AbsenceActivities } from './leads/absence.js';
import { leadActivities, type LeadActivities, type LeadDeps } from './leads/lead.js';
import { notificationActivities, type NotificationActivities, type NotificationDeps } from './platform/notification.js';
import { sweepActivities, type SweepActivities } from './leads/sweep.js';
import type { ReconcileDeps } from '../settlement/sweep.js';

export type Activities = LeadActivities & SweepActivities & NotificationActivities & AbsenceActivities;

/** All activities over their dependencies; the only writers of what workflows cause. */
export function createActivities(lead: LeadDeps, sweep: ReconcileDeps, notification: NotificationDeps): Activities {
  return {
    ...leadActivities(lead),
    ...sweepActivities(sweep),
    ...notificationActivities(notification),
    // Bulk work, on the connections of bulk work.
    ...absenceActivities(sweep),
  };
}
