import type { Registry } from 'prom-client';
import type { HttpDeps } from '../http/deps.js';
import { routeFor } from '../http/route.js';
import type { Tokens } from './crypto/tokens.js';
import type { LiveEvents } from './live/live-events.js';

/** What the platform's routes are given. */
export interface PlatformDeps extends HttpDeps {
  tokens: Tokens;
  live: LiveEvents;
  metrics: Registry;
  /** Whether Postgres answers; never throws. */
  postgresUp: () => Promise<boolean>;
  /** Totals over all processes and orgs, and what waits now. */
  counters: () => Promise<{ name: string; value: number }[]>;
  /** Whether Temporal answers; never throws. */
  temporalUp: () => Promise<boolean>;
}

export const route = routeFor<PlatformDeps>();
