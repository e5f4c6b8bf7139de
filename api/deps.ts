import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Database } from '../db/client.js';
import type { SecretBox } from '../db/platform/secret-box.js';
import type { Answers } from './leads/answers.js';
import type { Tokens } from './platform/crypto/tokens.js';
import type { RingLead } from './leads/lead-bell.js';
import type { LiveEvents } from './platform/live/live-events.js';

export interface ApiOptions {
  /** Origin under which people reach the API. */
  publicUrl: string;
  /** Origin of the Temporal UI, for links from a lead to its workflow; null: no links. */
  temporalUiUrl: string | null;
  temporalNamespace: string;
  /** Signs every request in as the demo manager. `createApp` does not ask why: `server.ts` decides whether it may be. */
  bypassAuth: boolean;
  /** Requests a minute from one address; 0: no limit. */
  rateLimitPerMinute: number;
  /** Log-ins a minute from one address for one e-mail, and ten times that for one address; 0: no limit. */
  loginLimitPerMinute: number;
  /** Where the built dashboard is; left out: the API alone is served. */
  dashboardDirectory?: string;
}

/** What the app needs from outside. */
export interface ApiDeps {
  /** As role `pinggo_app`. */
  db: Database;
  options: ApiOptions;
  log: Logger;
  /** Default: the machine's. */
  clock?: () => Date;
  secrets: SecretBox;
  tokens: Tokens;
  /** Whether Temporal answers; never throws. */
  temporalUp: () => Promise<boolean>;
  /** Default: Temporal cannot be reached. */
  ringLead?: RingLead;
  /** Default: the app's own. Whoever stops the server must close it: streams do not end by themselves. */
  live?: LiveEvents;
  metrics: Registry;
}

/** The same as handlers get it: nothing left open. */
export type AppDeps = Required<ApiDeps> & { answers: Answers };
