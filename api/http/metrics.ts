import type { RequestHandler } from 'express';
import { Histogram, type Registry } from 'prom-client';

const NAME = 'http_request_duration_seconds';

/** Times each request by route template, method and status. */
export function observeRequests(registry: Registry): RequestHandler {
  const histogram =
    (registry.getSingleMetric(NAME) as Histogram<'route' | 'method' | 'status'> | undefined) ??
    new Histogram({
      name: NAME,
      help: 'Time from the first byte of a request to the last of its answer.',
      labelNames: ['route', 'method', 'status'] as const,
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers: [registry],
    });
  return (req, res, next) => {
    const stop = histogram.startTimer();
    res.once('close', () => {
      // Templates only: a typed path as a label would make a series of its own.
      stop({ route: req.template ?? '(none)', method: req.method, status: String(res.statusCode) });
    });
    next();
  };
}

interface Counter {
  name: string;
  value: number;
}

/** Counters that are there from the first scrape on, before anything was counted. */
const ALWAYS = ['leads_processed_total', 'sweep_runs_total', 'sweep_errors_total', 'rollup_drift_total'];
const SERIES =
  /^([a-zA-Z_:][a-zA-Z0-9_:]*)(\{[a-zA-Z_][a-zA-Z0-9_]*="[^"\\\n]*"(?:,[a-zA-Z_][a-zA-Z0-9_]*="[^"\\\n]*")*\})?$/;

/**
 * The rows of table `counters` in Prometheus' text format. A row's name may carry labels: `sweep_runs_total{job="x"}`.
 * Names that are no series are left out: one bad row must not make the whole page unreadable.
 */
export function counterLines(rows: readonly Counter[]): string {
  const families = new Map<string, string[]>(ALWAYS.map((name) => [name, []]));
  for (const { name, value } of rows) {
    const [, family, labels = ''] = SERIES.exec(name) ?? [];
    if (family === undefined) continue;
    const lines = families.get(family) ?? families.set(family, []).get(family)!;
    lines.push(`${family}${labels} ${value}`);
  }
  return [...families]
    .flatMap(([family, lines]) => [`# TYPE ${family} counter`, ...(lines.length > 0 ? lines : [`${family} 0`])])
    .map((line) => `${line}\n`)
    .join('');
}
