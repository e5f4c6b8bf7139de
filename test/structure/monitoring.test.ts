import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { projectRoot } from '../../cli/stack/paths.js';
import { LEAD_FAMILIES } from '../../domain/leads/metrics/families.js';
import type { Family } from '../../domain/platform/metrics/family.js';
import { PLATFORM_FAMILIES } from '../../domain/platform/metrics/families.js';
import { promtool } from '../support/promtool.js';

const run = promisify(execFile);

interface Rule {
  record?: string;
  alert?: string;
  expr: string;
  labels?: Record<string, string>;
  annotations?: { summary: string; runbook: string };
}
interface Panel {
  title: string;
  type: string;
  targets?: { expr: string }[];
}

const read = (path: string): string => readFileSync(join(projectRoot, path), 'utf8');
const RULES = 'monitoring/prometheus/pinggo.rules.yml';
const rules = (parse(read(RULES)) as { groups: { rules: Rule[] }[] }).groups.flatMap((group) => group.rules);
const { panels } = JSON.parse(read('monitoring/grafana/pinggo.json')) as { panels: Panel[] };

/** Of the API, as api/http and api/platform have them, and of Temporal's SDK. */
const ELSEWHERE = [
  'http_request_duration_seconds',
  'pinggo_postgres_up',
  'pinggo_time_zones_released_seconds',
  'rollup_drift_total',
  'temporal_worker_task_slots_used',
  'temporal_worker_task_slots_available',
];
const families: readonly Family[] = [...PLATFORM_FAMILIES, ...LEAD_FAMILIES];
const known = new Set([
  ...families.map(({ name }) => name),
  ...ELSEWHERE,
  ...rules.flatMap(({ record }) => record ?? []),
]);

/** What an expression reads: names with an underscore that are no labels, functions or numbers. */
function metricsOf(expr: string): string[] {
  const bare = expr.replaceAll(/\{[^}]*\}|by \([^)]*\)|"[^"]*"|\[[^\]]*\]/g, ' ');
  return [...bare.matchAll(/[a-z_][\w:]*_[\w:]*/gi)]
    .map(([name]) => name)
    .filter((name) => name !== 'histogram_quantile')
    .map((name) => name.replace(/(?<=seconds)_(bucket|count|sum)$/, ''));
}

describe('what watches Pinggo', () => {
  const shown = panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => [title, expr] as const));

  it.each([...rules.map(({ record, alert, expr }) => [record ?? alert, expr] as const), ...shown])(
    '%s reads metrics that there are',
    (_, expr) => {
      const read = metricsOf(expr);
      expect(read.length).toBeGreaterThan(0);
      expect(read.filter((name) => !known.has(name))).toEqual([]);
    },
  );

  it.each(rules.filter(({ alert }) => alert).map((rule) => [rule.alert, rule] as const))(
    '%s says how much it matters, what is wrong and what to do',
    (_, { labels, annotations }) => {
      expect(['page', 'ticket']).toContain(labels?.['severity']);
      expect(annotations?.summary).toMatch(/^[A-Z]/);
      const [file, anchor] = annotations!.runbook.split('#') as [string, string?];
      expect(existsSync(join(projectRoot, file)), file).toBe(true);
      const headings = [...read(file).matchAll(/^#+ (.+)$/gm)].map(([, text]) =>
        text!
          .toLowerCase()
          .replaceAll(/[^\w\s-]/g, '')
          .replaceAll(' ', '-'),
      );
      if (anchor !== undefined) expect(headings).toContain(anchor);
    },
  );

  it('shows both objectives, and each panel once', () => {
    const objectives = shown.flatMap(([, expr]) => metricsOf(expr)).filter((name) => name.startsWith('pinggo:'));
    expect(objectives).toHaveLength(2);
    expect(new Set(panels.map(({ title }) => title)).size).toBe(panels.length);
  });

  it('is what Prometheus itself takes, and warns when and only when it should', async (context) => {
    const tool = await promtool();
    if (tool === null) return context.skip('no promtool: neither on the path nor from Debian');
    await run(tool, ['check', 'rules', RULES], { cwd: projectRoot });
    await run(tool, ['test', 'rules', RULES.replace('.rules.yml', '.rules.test.yml')], { cwd: projectRoot });
  });
});
