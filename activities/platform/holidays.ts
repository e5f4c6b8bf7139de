import { Context } from '@temporalio/activity';
import type { Logger } from 'pino';
import type { Database } from '../../db/client.js';
import { keepHolidayItems } from '../../db/platform/queries/holiday-items.js';
import { allOrgs } from '../../db/platform/queries/orgs.js';

export interface HolidaysResult {
  /** Calendars for whose holidays somebody is asked since this run. */
  asked: number;
  errors: number;
}

export interface HolidayActivities {
  /** Asks for holidays that calendars miss, org by org. What is asked for already is not asked again. */
  askForHolidays(): Promise<HolidaysResult>;
}

export interface HolidayDeps {
  db: Database;
  /** As `pinggo_relay`. */
  relayDb: Database;
  /** Now, in epoch milliseconds. */
  clock: () => number;
  log: Logger;
}

export function holidayActivities({ db, relayDb, clock, log }: HolidayDeps): HolidayActivities {
  return {
    async askForHolidays() {
      const { cancellationSignal: signal, heartbeat } = Context.current();
      const result: HolidaysResult = { asked: 0, errors: 0 };
      for (const orgId of await allOrgs(relayDb)) {
        signal.throwIfAborted();
        try {
          result.asked += await db.inOrg(orgId, (tx) => keepHolidayItems(tx, new Date(clock())));
        } catch (error) {
          result.errors += 1;
          log.error({ job: 'holidays', orgId, err: error }, 'an org could not be asked for its holidays');
        }
        heartbeat(result);
      }
      if (result.asked > 0) log.info({ job: 'holidays', ...result }, 'holidays were asked for');
      return result;
    },
  };
}
