import { ZONES_VERSION, zonesReleasedAt } from '../../../domain/engine/calendars/zone-data.js';
import { PLATFORM_FAMILIES } from '../../../domain/platform/metrics/families.js';
import * as contracts from '../contract/health.js';
import { unavailable } from '../../http/errors.js';
import { counterLines } from '../../http/metrics.js';
import { route } from '../deps.js';
import type { Product } from '../product.js';
import { within } from '../../http/within.js';
import { temporalWords } from '../views/temporal.js';

/** Who asks for health gives up after a few seconds. */
const PROBE_MS = 2_000;

/** @param metrics what the product counts and measures, besides the platform's own */
export const healthRoutes = (metrics: Product['metrics']) => [
  route(contracts.getHealth, () => ({ status: 200, body: { status: 'alive' as const } })),

  route(contracts.getReadiness, async ({ deps }) => {
    const [postgres, temporal, seen] = await Promise.all([
      within(PROBE_MS, deps.postgresUp(), false),
      deps.temporalUp(),
      within(
        PROBE_MS,
        deps.temporalSeen().catch(() => null),
        null,
      ),
    ]);
    const checks = {
      postgres: postgres ? ('up' as const) : ('down' as const),
      temporal: temporal ? ('up' as const) : ('down' as const),
    };
    const details = deps.options.operationsApart ? {} : { checks, timeZones: ZONES_VERSION };
    if (postgres) {
      // Not 503: nobody should be sent away from an API that takes leads in, and this one's workers keep the deadlines.
      const words = deps.options.operationsApart ? undefined : temporalWords(temporal, seen);
      return { status: 200, body: { status: 'ready' as const, ...details, ...(words && { temporal: words }) } };
    }
    if (deps.options.operationsApart) throw unavailable(5, { title: 'Not ready' });
    const down = Object.entries(checks).filter(([, state]) => state === 'down');
    throw unavailable(5, {
      title: `Not ready: ${down.map(([name]) => name).join(' and ')} down`,
      issues: down.map(([path]) => ({ path, message: 'does not answer' })),
      details,
    });
  }),

  route(contracts.getMetrics, async ({ deps }) => {
    const [process, rows] = await Promise.all([
      deps.metrics.metrics(),
      // Postgres being down is what the rest of the page is needed for.
      within(
        PROBE_MS,
        deps.counters().catch(() => null),
        null,
      ),
    ]);
    const up =
      '# HELP pinggo_postgres_up Whether this process reaches Postgres; at 0, what is kept there is left out.\n' +
      `# TYPE pinggo_postgres_up gauge\npinggo_postgres_up ${rows === null ? 0 : 1}\n`;
    const zones =
      '# HELP pinggo_time_zones_released_seconds When the time zones that deadlines are counted by were released.\n' +
      '# TYPE pinggo_time_zones_released_seconds gauge\n' +
      `pinggo_time_zones_released_seconds{version="${ZONES_VERSION}"} ${zonesReleasedAt() / 1_000}\n`;
    return {
      status: 200,
      body: `${process}${up}${zones}${rows === null ? '' : counterLines([...PLATFORM_FAMILIES, ...metrics], rows)}`,
    };
  }),

  route(contracts.getJwks, ({ deps }) => ({
    status: 200,
    headers: { 'Cache-Control': 'public, max-age=300' },
    body: { keys: deps.tokens.jwks.keys as never },
  })),
];
