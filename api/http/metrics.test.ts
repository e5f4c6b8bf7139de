import { describe, expect, it } from 'vitest';
import type { Family } from '../../domain/platform/metrics/family.js';
import { counterLines } from './metrics.js';

const FAMILIES: Family[] = [
  { name: 'calls_total', type: 'counter', help: 'Calls.' },
  { name: 'ended_total', type: 'counter', help: 'Ended.', labels: { by: ['us', 'them'], late: ['false', 'true'] } },
  { name: 'depth', type: 'gauge', help: 'Depth.' },
  { name: 'late_seconds', type: 'histogram', help: 'Late.', bounds: [0.5, 1] },
];

describe('counters as Prometheus text', () => {
  it('has every series of every family from the start, with what it means', () => {
    expect(counterLines(FAMILIES, [])).toBe(
      `# HELP calls_total Calls.
# TYPE calls_total counter
calls_total 0
# HELP ended_total Ended.
# TYPE ended_total counter
ended_total{by="us",late="false"} 0
ended_total{by="us",late="true"} 0
ended_total{by="them",late="false"} 0
ended_total{by="them",late="true"} 0
# HELP depth Depth.
# TYPE depth gauge
depth 0
# HELP late_seconds Late.
# TYPE late_seconds histogram
late_seconds_bucket{le="0.5"} 0
late_seconds_bucket{le="1"} 0
late_seconds_bucket{le="+Inf"} 0
late_seconds_sum 0
late_seconds_count 0
`,
    );
  });

  it('adds up the buckets of a histogram, each of which is counted once', () => {
    const text = counterLines(FAMILIES, [
      { name: 'ended_total{by="them",late="true"}', value: 7 },
      { name: 'depth', value: 2.5 },
      { name: 'late_seconds{le="0.5"}', value: 3 },
      { name: 'late_seconds{le="1"}', value: 2 },
      { name: 'late_seconds{le="+Inf"}', value: 1 },
      { name: 'late_seconds_sum_ms', value: 4200 },
    ]);
    expect(text).toContain('\nended_total{by="them",late="true"} 7\n');
    expect(text).toContain('\ndepth 2.5\n');
    expect(text).toContain(
      `
late_seconds_bucket{le="0.5"} 3
late_seconds_bucket{le="1"} 5
late_seconds_bucket{le="+Inf"} 6
late_seconds_sum 4.2
late_seconds_count 6
`,
    );
  });

  it('leaves out what is not told of: rows of another version, and what would break the page', () => {
    const rows = ['leads_processed_total{job="sweep"}', 'calls_total{org="1"}', 'broken name', 'evil{a="x"} 1\nother'];
    expect(
      counterLines(
        FAMILIES,
        rows.map((name) => ({ name, value: 1 })),
      ),
    ).toBe(counterLines(FAMILIES, []));
  });
});
