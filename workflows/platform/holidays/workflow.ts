import { proxyActivities } from '@temporalio/workflow';
import type { HolidayActivities, HolidaysResult } from '../../../activities/platform/holidays.js';

const { askForHolidays } = proxyActivities<HolidayActivities>({
  startToCloseTimeout: '4m',
  heartbeatTimeout: '1m',
  // The next run does the same.
  retry: { initialInterval: '5s', maximumAttempts: 2 },
});

/** From November on asks for the holidays of the year that comes, every hour on a Temporal Schedule: somewhere it is midnight. */
export async function holidaysWorkflow(): Promise<HolidaysResult> {
  return askForHolidays();
}
