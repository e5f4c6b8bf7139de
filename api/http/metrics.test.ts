import { describe, expect, it } from 'vitest';
import { counterLines } from './metrics.js';

describe('counters as Prometheus text', () => {
  it('has the promised ones from the start', () => {
    expect(counterLines([])).toBe(
      ['leads_processed_total', 'sweep_runs_total', 'sweep_errors_total', 'rollup_drift_total']
        .map((name) => `# TYPE ${name} counter\n${name} 0\n`)
        .join(''),
    );
  });

  it('groups the series of a name under one type, and leaves out what would break the page', () => {
    const text = counterLines([
      { name: 'sweep_runs_total{job="b"}', value: 2 },
      { name: 'leads_processed_total', value: 7 },
      { name: 'sweep_runs_total{job="a",kind="x"}', value: 1 },
      { name: 'broken name', value: 1 },
      { name: 'evil{a="x"} 1\nother', value: 1 },
    ]);
    expect(text).toBe(
      '# TYPE leads_processed_total counter\nleads_processed_total 7\n' +
        '# TYPE sweep_runs_total counter\nsweep_runs_total{job="b"} 2\nsweep_runs_total{job="a",kind="x"} 1\n' +
        '# TYPE sweep_errors_total counter\nsweep_errors_total 0\n' +
        '# TYPE rollup_drift_total counter\nrollup_drift_total 0\n',
    );
  });
});
