import { describe, expect, it } from 'vitest';
import type { UserRow } from '../../../db/platform/queries/users.js';
import { skillsFrom, userChangeOf } from './users.js';

const user: UserRow = {
  id: 'u',
  email: 'ana@example.com',
  name: 'Ana',
  role: 'REP',
  status: 'ACTIVE',
  capacity: 20,
  calendarId: null,
  languages: ['ro', 'en'],
  territories: [],
  busyUntil: null,
  backAt: null,
  createdAt: new Date(0),
  invited: false,
  invitation: null,
  revision: 1,
  teamIds: ['t1', 't2'],
  skills: [
    { skill: 'en', level: 2 },
    { skill: 'ro', level: 5 },
  ],
};

describe('a change of a person', () => {
  it('is nothing where all is so already, in whatever order', () => {
    const { patch, before, after } = userChangeOf(user, {
      name: 'Ana',
      capacity: 20,
      languages: ['en', 'ro'],
      teamIds: ['t2', 't1'],
      skills: ['ro', 'en'],
      calendarId: null,
      status: undefined,
    });
    expect({ patch, before, after }).toEqual({ patch: {}, before: {}, after: {} });
  });

  it('tells the log what changed, with values, but not the name', () => {
    const change = userChangeOf(user, { name: 'Ana Pop', capacity: 5, skills: ['ro', { skill: 'de', level: 3 }] });
    expect(change.patch).toEqual({
      name: 'Ana Pop',
      capacity: 5,
      skills: [
        { skill: 'ro', level: 5 },
        { skill: 'de', level: 3 },
      ],
    });
    expect(change.before).toEqual({ capacity: 20, skills: { en: 2, ro: 5 } });
    expect(change.after).toEqual({ nameChanged: true, capacity: 5, skills: { ro: 5, de: 3 } });
    expect(JSON.stringify(change.after)).not.toContain('Ana');
  });

  it('keeps the level of a plain name, and gives a new one 1', () => {
    expect(skillsFrom(['ro', 'fr', { skill: 'en', level: 4 }], user.skills)).toEqual([
      { skill: 'ro', level: 5 },
      { skill: 'fr', level: 1 },
      { skill: 'en', level: 4 },
    ]);
  });
});
