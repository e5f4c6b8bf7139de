import type { Schemas } from '../../../api/client';

export type Act = Schemas['LeadAct'];
export type ActsOfUndo = { act: Act; leadIds: string[] }[];

/** What was there before, and what came of it. */
interface Previewed {
  items: readonly { leadId: string; paused: boolean; tags: string[] }[];
}
interface Done {
  items: readonly { leadId: string; outcome: string }[];
}

/**
 * What takes an act back, as acts: those that were paused before stay so, and tags that were there before stay.
 * @param why stands in the audit log
 */
export function undoOf(act: Act, preview: Previewed, result: Done, why: string): ActsOfUndo {
  const before = new Map(preview.items.map((item) => [item.leadId, item]));
  const done = result.items
    .filter(({ outcome }) => outcome === 'REQUESTED' || outcome === 'DONE')
    .map(({ leadId }) => leadId);
  switch (act.kind) {
    case 'PAUSE':
      return some(
        { kind: 'RESUME', reason: why },
        done.filter((leadId) => before.get(leadId)?.paused !== true),
      );
    case 'CLOSE':
      return some({ kind: 'REOPEN', reason: why }, done);
    case 'TAG': {
      const groups = new Map<string, string[]>();
      for (const leadId of done) {
        const had = before.get(leadId)?.tags ?? [];
        const add = (act.remove ?? []).filter((tag) => had.includes(tag));
        const remove = (act.add ?? []).filter((tag) => !had.includes(tag));
        const key = JSON.stringify({ kind: 'TAG', add, remove });
        groups.set(key, [...(groups.get(key) ?? []), leadId]);
      }
      return [...groups].map(([key, leadIds]) => ({ act: JSON.parse(key) as Act, leadIds }));
    }
    // Nobody knows how they had ended, or until when they had stood still.
    case 'RESUME':
    case 'REOPEN':
      return [];
  }
}

const some = (act: Act, leadIds: string[]): ActsOfUndo => (leadIds.length === 0 ? [] : [{ act, leadIds }]);
