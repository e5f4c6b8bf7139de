import type { z } from 'zod';
import type { FlowIssue } from '../../../domain/leads/flow/validate.js';
import { isRead, type Part, type ReadClock, type ReadFlow } from '../../../domain/leads/trial/read-flow.js';
import { zodIssues } from '../../http/issues.js';
import { flowDefinition } from '../contract/bodies/flow-definition.js';

const { priority, match, calendarId, duplicates, scoring, routing, clocks } = flowDefinition.shape;
const { rules, fallback, leadWeights, maxReassignments } = routing.shape;

type Members = Readonly<Record<string, unknown>>;
const membersOf = (value: unknown): Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : {};
const isUnder = (path: string, place: string): boolean => path === place || path.startsWith(`${place}.`);

/**
 * A draft of any shape, part by part. A part that has an issue, of its structure or of its sense, cannot be read: what is
 * told of a trial is what a published flow does, and with it there is none.
 * @param issues what keeps the draft from being published
 */
export function readParts(draft: unknown, issues: readonly FlowIssue[]): ReadFlow {
  const whole = membersOf(draft);
  const routes = membersOf(whole['routing']);

  const read = <T>(schema: z.ZodType<T>, value: unknown, path: string): Part<T> => {
    const parsed = schema.safeParse(value);
    if (!parsed.success)
      return {
        issues: zodIssues(parsed.error).map((one) => ({ ...one, path: [path, one.path].filter(Boolean).join('.') })),
      };
    const found = issues.filter((one) => isUnder(one.path, path));
    return found.length > 0 ? { issues: found } : { value: parsed.data };
  };

  /** Of what is no list there is one entry, which cannot be read. */
  const readAll = <T>(list: z.ZodType<T[]>, element: z.ZodType<T>, value: unknown, path: string): Part<T>[] => {
    const about = issues.filter((one) => one.path === path);
    if (about.length > 0) return [{ issues: about }];
    if (!Array.isArray(value)) {
      const part = read(list, value, path);
      return isRead(part) ? [] : [part];
    }
    return value.map((one: unknown, index) => read(element, one, `${path}.${index}`));
  };

  const weights = leadWeights.unwrap();
  return {
    priority: read(priority, whole['priority'], 'priority'),
    match: read(match, whole['match'], 'match'),
    calendarId: read(calendarId, whole['calendarId'], 'calendarId'),
    duplicates: read(duplicates, whole['duplicates'], 'duplicates'),
    scoring: read(scoring, whole['scoring'], 'scoring'),
    rules: readAll(rules, rules.element, routes['rules'], 'routing.rules'),
    fallback: read(fallback, routes['fallback'], 'routing.fallback'),
    leadWeights:
      routes['leadWeights'] === undefined
        ? []
        : readAll(weights, weights.element, routes['leadWeights'], 'routing.leadWeights'),
    maxReassignments: read(maxReassignments, routes['maxReassignments'], 'routing.maxReassignments'),
    clocks: readAll(clocks, clocks.element, whole['clocks'], 'clocks').map((clock, index): ReadClock => {
      const entry = Array.isArray(whole['clocks']) ? membersOf(whole['clocks'][index]) : {};
      const key = typeof entry['key'] === 'string' ? entry['key'] : `${index + 1}`;
      return { index, key, name: typeof entry['name'] === 'string' ? entry['name'] : key, clock };
    }),
  };
}
