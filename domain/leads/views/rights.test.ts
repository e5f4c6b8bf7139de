import { describe, expect, it } from 'vitest';
import { seesView, viewRefusal, viewRights, type ViewChange } from './rights.js';

const owner = { id: 'ana', mayShare: false };
const manager = { id: 'mara', mayShare: true };
const rep = { id: 'bob', mayShare: false };
const own = { ownerId: 'ana', shared: false };
const shared = { ownerId: 'ana', shared: true };

describe('a view of the leads', () => {
  it('is seen by its owner, and by all once it is shared', () => {
    expect([owner, manager, rep].map((asker) => seesView(own, asker))).toEqual([true, false, false]);
    expect([owner, manager, rep].map((asker) => seesView(shared, asker))).toEqual([true, true, true]);
  });

  it.each<[ViewChange, boolean, boolean, boolean]>([
    ['CHANGE', false, true, false],
    ['UNSHARE', true, false, false],
    ['DELETE', true, true, false],
  ])('that is shared, %s: its owner %j, a manager %j, a rep %j', (change, byOwner, byManager, byRep) => {
    const can = [owner, manager, rep].map((asker) => viewRefusal(shared, asker, change) === null);
    expect(can).toEqual([byOwner, byManager, byRep]);
  });

  it('of one’s own is one’s own; who may not share keeps it so', () => {
    expect(viewRights(own, owner)).toEqual({ change: true, share: false, delete: true });
    expect(viewRights(own, { ...owner, mayShare: true })).toEqual({ change: true, share: true, delete: true });
    expect(viewRights(shared, manager)).toEqual({ change: true, share: false, delete: true });
    expect(viewRights(shared, rep)).toEqual({ change: false, share: false, delete: false });
  });
});
