/** What a condition is, as far as this page can tell; whatever it is, it is never changed by being looked at. */
export type Reading =
  | { is: 'GROUP'; joint: 'all' | 'any'; parts: readonly unknown[] }
  | { is: 'NOT'; part: unknown }
  /** `op` may be one of a newer version. */
  | { is: 'COMPARISON'; field: string; op: string; value: unknown }
  | { is: 'UNREADABLE' };

export type Comparison = Extract<Reading, { is: 'COMPARISON' }>;

const UNREADABLE: Reading = { is: 'UNREADABLE' };

/** Any JSON as a condition. Members that it knows nothing of are no hindrance: whoever writes keeps them. */
export function readCondition(json: unknown): Reading {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return UNREADABLE;
  const own = json as Record<string, unknown>;
  const shapes = ['all', 'any', 'not', 'field'].filter((member) => Object.hasOwn(own, member));
  // Two at once is none: which of them was meant?
  if (shapes.length !== 1) return UNREADABLE;
  if ('not' in own) return { is: 'NOT', part: own['not'] };
  if ('field' in own) {
    const { field, op, value } = own;
    return typeof field === 'string' && typeof op === 'string' ? { is: 'COMPARISON', field, op, value } : UNREADABLE;
  }
  const joint = 'all' in own ? 'all' : 'any';
  const parts = own[joint];
  return Array.isArray(parts) ? { is: 'GROUP', joint, parts } : UNREADABLE;
}
