import type { HttpDeps } from './http/deps.js';
import type { LeadsDeps } from './leads/deps.js';
import type { RingLead } from './leads/lead-bell.js';
import type { PlatformDeps } from './platform/deps.js';

export type ApiOptions = PlatformDeps['options'] &
  LeadsDeps['options'] & {
    /** Signs every request in as the demo manager. `createApp` does not ask why: `server.ts` decides whether it may be. */
    bypassAuth: boolean;
    /** Where the built dashboard is; left out: the API alone is served. */
    dashboardDirectory?: string;
  };

/** The same as handlers get it: nothing left open. */
export type AppDeps = PlatformDeps & LeadsDeps & { options: ApiOptions };

/** What the app needs from outside. */
export interface ApiDeps
  extends
    Omit<
      AppDeps,
      | 'answers'
      | 'decisions'
      | 'clock'
      | 'counters'
      | 'linkPage'
      | 'deliveries'
      | 'endWorkflows'
      | 'runningLeads'
      | 'live'
      | 'postgresUp'
      | 'temporalSeen'
      | 'providers'
      | 'txtRecords'
      | keyof Pick<HttpDeps, 'identify' | 'exported' | 'keys' | 'supportAsked'>
    >,
    Partial<Pick<AppDeps, 'deliveries' | 'endWorkflows' | 'runningLeads' | 'live' | 'txtRecords'>> {
  /** Default: the machine's. */
  clock?: () => Date;
  /** Default: Temporal cannot be reached. */
  ringLead?: RingLead;
}
