/** An active flow in the order in which leads are offered to them. */
export interface InTurn {
  id: string;
  key: string;
  name: string;
  priority: number;
}

/** Asked one after the other: the highest priority first; of equal ones the smaller key, as leads are given to flows. */
export const inTurn = (flows: readonly InTurn[]): InTurn[] =>
  [...flows].sort((one, other) => other.priority - one.priority || (one.key < other.key ? -1 : 1));

/** So many on either side of a flow say where it stands. */
const NEAR = 3;

/** Those around one of them, and how many there are before and after these. */
export function around(flows: readonly InTurn[], id: string): { shown: InTurn[]; before: number; after: number } {
  const at = flows.findIndex((flow) => flow.id === id);
  const from = Math.max(0, at - NEAR);
  const to = Math.min(flows.length, at + NEAR + 1);
  return { shown: flows.slice(from, to), before: from, after: flows.length - to };
}
