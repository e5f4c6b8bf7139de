import { describe, expect, it } from 'vitest';
import type { Availability } from '../../platform/absence/availability.js';
import { compareAssignees, shareOf, wouldBeLate, type Assignee } from './assignee.js';

const one = (name: string, now: Availability['now'], backAtMs: number | null, load = 0, capacity = 10): Assignee => ({
  name,
  isRep: name !== 'Manager',
  availability: { now, backAtMs },
  load,
  capacity,
});

describe('those who could be given a lead', () => {
  it('stand in the order in which a customer is called soonest', () => {
    const all = [
      one('Gone', 'INACTIVE', null),
      one('Away', 'AWAY', null),
      one('Leave', 'TIME_OFF', 900),
      one('Tonight', 'OFF_SHIFT', 500),
      one('Full', 'AT_WORK', null, 10),
      one('None', 'AT_WORK', null, 1, 0),
      one('Half', 'AT_WORK', null, 5),
      one('Free B', 'AT_WORK', null),
      one('Free A', 'AT_WORK', null),
      one('Manager', 'AT_WORK', null),
    ];
    expect(all.toSorted(compareAssignees).map(({ name }) => name)).toEqual([
      'Free A',
      'Free B',
      'Half',
      'Full',
      'None',
      'Manager',
      'Tonight',
      'Leave',
      'Away',
      'Gone',
    ]);
  });

  it('are as full as their load is of their capacity', () => {
    expect([
      shareOf({ load: 0, capacity: 0 }),
      shareOf({ load: 1, capacity: 0 }),
      shareOf({ load: 5, capacity: 4 }),
    ]).toEqual([0, 1, 1]);
  });

  it('would be late for what is due before they are back, and for nothing that is late already', () => {
    const off: Assignee['availability'] = { now: 'OFF_SHIFT', backAtMs: 100 };
    expect(wouldBeLate(off, 99, 0)).toBe(true);
    expect(wouldBeLate(off, 100, 0)).toBe(false);
    expect(wouldBeLate(off, null, 0)).toBe(false);
    expect(wouldBeLate(off, 5, 10)).toBe(false);
    expect(wouldBeLate({ now: 'AT_WORK', backAtMs: null }, 99, 0)).toBe(false);
    expect(wouldBeLate({ now: 'AWAY', backAtMs: null }, 99, 0)).toBe(true);
  });
});
