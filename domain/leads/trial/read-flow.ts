import type { Condition } from '../../engine/conditions/definition.js';
import type { RoutingFallback, RoutingRule } from '../../engine/routing/definition.js';
import type { ClockDefinition, DuplicatePolicy, FlowDefinition, FlowRouting } from '../flow/definition.js';
import type { FlowIssue } from '../flow/validate.js';
import type { Scoring } from '../scoring/score.js';

/** A part of a draft as it can be read, or what keeps it from being read. */
export type Part<T> = { readonly value: T } | { readonly issues: readonly FlowIssue[] };

export const isRead = <T>(part: Part<T>): part is { readonly value: T } => 'value' in part;
/** What keeps a part from being read; none: it can be read. */
export const issuesOf = (part: Part<unknown>): readonly FlowIssue[] => (isRead(part) ? [] : part.issues);

/** A clock of a draft: what can be told of one that cannot be read is what it is called. */
export interface ReadClock {
  index: number;
  key: string;
  name: string;
  clock: Part<ClockDefinition>;
}

type LeadWeight = NonNullable<FlowRouting['leadWeights']>[number];

/**
 * A draft part by part: each can be malformed without hiding the others. Where a list is no list, its only entry cannot be
 * read.
 */
export interface ReadFlow {
  priority: Part<number>;
  match: Part<Condition>;
  calendarId: Part<string | undefined>;
  duplicates: Part<DuplicatePolicy | undefined>;
  scoring: Part<Scoring>;
  rules: readonly Part<RoutingRule>[];
  fallback: Part<RoutingFallback | RoutingFallback[] | undefined>;
  leadWeights: readonly Part<LeadWeight>[];
  maxReassignments: Part<number>;
  clocks: readonly ReadClock[];
}

const EVERY: Condition = { all: [] };

/** Of a list in which the first that holds counts: those before the first that cannot be read. */
const beforeUnread = <T>(parts: readonly Part<T>[]): T[] => {
  const read: T[] = [];
  for (const part of parts) {
    if (!isRead(part)) break;
    read.push(part.value);
  }
  return read;
};

const valueOf = <T>(part: Part<T>, otherwise: T): T => (isRead(part) ? part.value : otherwise);

/** What of a draft can be read as a definition. Without a scoring every lead is qualified. */
export function readableDefinition(flow: ReadFlow): FlowDefinition {
  return {
    priority: valueOf(flow.priority, 0),
    match: valueOf(flow.match, EVERY),
    calendarId: valueOf(flow.calendarId, undefined),
    duplicates: valueOf(flow.duplicates, undefined),
    scoring: valueOf(flow.scoring, { threshold: -Infinity, rules: [] }),
    routing: {
      rules: beforeUnread(flow.rules),
      fallback: valueOf(flow.fallback, undefined),
      maxReassignments: valueOf(flow.maxReassignments, 0),
      leadWeights: beforeUnread(flow.leadWeights),
    },
    clocks: flow.clocks.flatMap(({ clock }) => (isRead(clock) ? [clock.value] : [])),
  };
}
