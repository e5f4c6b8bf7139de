import type { Registry } from 'prom-client';
import type { LinkPurpose } from '../../domain/platform/access/links.js';
import type { TemporalSeen } from '../../db/platform/queries/workers.js';
import type { SecretBox } from '../../db/platform/secret-box.js';
import type { LoginLimits } from '../../domain/platform/access/login-limits.js';
import type { InstallationRetention } from '../../domain/platform/orgs/retention.js';
import type { HttpDeps, HttpOptions } from '../http/deps.js';
import { routeFor } from '../http/route.js';
import type { Tokens } from './crypto/tokens.js';
import type { LiveEvents } from './live/live-events.js';
import type { OutgoingRules } from '../../outgoing/guarded.js';
import type { Providers } from './providers/providers.js';
import type { Rights } from './rights.js';

/** What the platform's routes are given. */
export interface PlatformDeps extends HttpDeps {
  options: HttpOptions & {
    /** Null: log-ins may fail without end. */
    loginLimits: LoginLimits | null;
    retention: InstallationRetention;
    /** Whether the worker can send mail. Without, links are shown to who asks for them, to be handed over. */
    mailIsSetUp: boolean;
    /** Where single sign-on may find providers besides the internet. */
    signOn: OutgoingRules;
    /** Where webhooks may be sent besides the internet. */
    webhooks: OutgoingRules;
  };
  tokens: Tokens;
  /** Opens and closes what is kept sealed. */
  secrets: SecretBox;
  providers: Providers;
  /** The TXT records of a domain; none where there are none. */
  txtRecords: (domain: string) => Promise<string[]>;
  live: LiveEvents;
  rights: Rights;
  metrics: Registry;
  /** Where a one-time link is taken up. */
  linkPage: (purpose: LinkPurpose, token: string) => string;
  /** Whether Postgres answers; never throws. */
  postgresUp: () => Promise<boolean>;
  /** Totals over all processes and orgs, and what waits now. */
  counters: () => Promise<{ name: string; value: number }[]>;
  /** Whether Temporal answers; never throws. */
  temporalUp: () => Promise<boolean>;
  /** Temporal as the workers see it. */
  temporalSeen: () => Promise<TemporalSeen>;
}

export const route = routeFor<PlatformDeps>();
