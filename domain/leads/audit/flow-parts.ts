import { isObject, type PartsOf } from '../../platform/audit/changes.js';
import type { FlowDefinition } from '../flow/definition.js';
import { differenceInParts } from '../flow/difference.js';

const isFlow = (value: unknown): value is FlowDefinition =>
  isObject(value) && isObject(value['routing']) && Array.isArray(value['clocks']);

/** A flow's definition is told part by part, clocks and steps by their keys. */
export const flowParts: PartsOf = (path, was, is, names) => {
  if (path !== 'definition' || !isFlow(was) || !isFlow(is)) return null;
  return differenceInParts(was, is, names).map(({ kind: _kind, path: inside, ...change }) => ({
    path: `definition.${inside}`,
    ...change,
  }));
};
