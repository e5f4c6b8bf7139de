import { isObject, type PartsOf } from '../../platform/audit/changes.js';
import { differenceInParts } from '../flow/difference.js';

/** A flow's definition, or what of it changed, is told part by part, clocks and steps by their keys. */
export const flowParts: PartsOf = (path, was, is, names) => {
  if (path !== 'definition' || !isObject(was) || !isObject(is)) return null;
  return differenceInParts(was, is, names).map(({ kind: _kind, path: inside, ...change }) => ({
    path: `definition.${inside}`,
    ...change,
  }));
};
