import type { TemporalSeen } from '../../db/platform/queries/workers.js';
import type { SecretBox } from '../../db/platform/secret-box.js';
import type { HttpDeps, HttpOptions } from '../http/deps.js';
import { routeFor } from '../http/route.js';
import type { Answers } from './answers.js';
import type { Decisions } from './decisions.js';
import type { DeliveryNotes } from './intake/delivery-notes.js';
import type { RunningLeads } from './running-leads.js';
import type { TemporalUi } from './views/temporal-links.js';

/** What the routes of leads are given. */
export interface LeadsDeps extends HttpDeps {
  options: HttpOptions &
    TemporalUi & {
      /** Deliveries a minute of an endpoint that has no quota of its own; 0: no limit. */
      intakeQuotaPerMinute: number;
      /** Days from its deletion on after which an organisation may be deleted for good. */
      keepDeletedTenantDays: number;
    };
  /** Opens and closes the secrets of endpoints. */
  secrets: SecretBox;
  answers: Answers;
  decisions: Decisions;
  /** Ends workflows at once, as far as Temporal answers in time; never throws. */
  endWorkflows: (workflowIds: readonly string[]) => Promise<void>;
  /** Which workflows of leads run; throws where Temporal does not answer. */
  runningLeads: Omit<RunningLeads, 'close'>;
  /** Temporal as the workers see it. */
  temporalSeen: () => Promise<TemporalSeen>;
  /** What was answered to deliveries. */
  deliveries: DeliveryNotes;
}

export const route = routeFor<LeadsDeps>();
