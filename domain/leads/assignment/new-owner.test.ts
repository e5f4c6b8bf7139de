import { expect, it } from 'vitest';
import { unfitToOwn, warningsOf } from './new-owner.js';

it('whoever is there and active, or away, can be given a lead', () => {
  const rep = (status: 'ACTIVE' | 'AWAY' | 'INACTIVE') => unfitToOwn({ role: 'REP', status });
  expect([rep('ACTIVE'), rep('AWAY')]).toEqual([null, null]);
  expect(rep('INACTIVE')).toBe('This user is not active any more.');
  expect(unfitToOwn({ role: 'AUDITOR', status: 'ACTIVE' })).toMatch(/only reads/);
  expect(unfitToOwn(null)).toBe('There is no such user.');
});

it('what should be known of a new owner is said', () => {
  const ana = { name: 'Ana', now: 'AT_WORK', backAt: null, isRep: true, capacity: 3 } as const;
  expect(warningsOf(ana, 3)).toEqual([]);
  expect(warningsOf({ ...ana, now: 'AWAY', isRep: false }, 3.5)).toEqual([
    'Ana would have a load of 3.5, with a capacity of 3',
    'Ana is away',
    'Ana is no rep: routing gives them nothing',
  ]);
  expect(warningsOf({ ...ana, now: 'OFF_SHIFT', backAt: 'Tue 9 Dec 09:00' }, 1)).toEqual([
    'Ana is off shift, back Tue 9 Dec 09:00',
  ]);
});
