import type { RequestHandler } from 'express';
import { Histogram, type Registry } from 'prom-client';
import { seriesOf, sumOf, type Family } from '../../domain/platform/metrics/family.js';

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

/** Every way to give each label one of its values. */
const labelsOf = ({ labels = {} }: Family): Record<string, string>[] =>
  Object.entries(labels).reduce<Record<string, string>[]>(
    (some, [label, values]) => some.flatMap((one) => values.map((value) => ({ ...one, [label]: value }))),
    [{}],
  );

function histogram(family: Family, valueOf: (series: string) => number): string[] {
  const { name, bounds = [] } = family;
  let below = 0;
  const buckets = [...bounds.map(String), '+Inf'].map((le) => {
    below += valueOf(seriesOf(name, { le }));
    return `${seriesOf(`${name}_bucket`, { le })} ${below}`;
  });
  return [...buckets, `${name}_sum ${valueOf(sumOf(name)) / 1_000}`, `${name}_count ${below}`];
}

/**
 * The rows of table `counters` in Prometheus' text format, each family with all its series from the first scrape on. A
 * row's name may carry labels: `leads_closed_total{outcome="WON"}`. What is no series of these families is left out: of
 * another version, or wrong.
 */
export function counterLines(families: readonly Family[], rows: readonly Counter[]): string {
  const values = new Map(rows.map(({ name, value }) => [name, value]));
  const valueOf = (series: string): number => values.get(series) ?? 0;
  return families
    .flatMap((family) => [
      `# HELP ${family.name} ${family.help}`,
      `# TYPE ${family.name} ${family.type}`,
      ...(family.type === 'histogram'
        ? histogram(family, valueOf)
        : labelsOf(family)
            .map((labels) => seriesOf(family.name, labels))
            .map((series) => `${series} ${valueOf(series)}`)),
    ])
    .map((line) => `${line}\n`)
    .join('');
}
