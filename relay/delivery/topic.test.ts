import { expect, it } from 'vitest';
import type { OutboxRow } from '../../db/platform/queries/outbox.js';
import { parcelsOf, type Topic } from './topic.js';

type Name = 'STARTED' | 'RUNG' | 'MAILED';

let told: string[] = [];
const byLead = ({ leadId }: OutboxRow): string => `lead:${leadId}`;
const one = (what: string): Topic => ({
  groupOf: byLead,
  deliver: ({ id }) => Promise.resolve(void told.push(`${what} ${id}`)),
});
const topics: Record<Name, Topic> = {
  STARTED: one('start'),
  RUNG: one('ring'),
  MAILED: { ...one('mail'), groupOf: ({ subjectId }) => `mail:${subjectId}` },
};
const row = (id: number, topic: Name, leadId: string, subjectId: string | null = null): OutboxRow<Name> => ({
  orgId: 'org',
  id,
  topic,
  leadId,
  subjectId,
  attempts: 1,
});
const groupsOf = (rows: OutboxRow<Name>[]) =>
  parcelsOf(rows, topics).map((group) => group.map((parcel) => parcel.row.id));

it('keeps the rows of one lead in their order, whatever their topics, and leads apart', () => {
  expect(groupsOf([row(1, 'STARTED', 'a'), row(2, 'STARTED', 'b'), row(3, 'RUNG', 'a'), row(4, 'RUNG', 'a')])).toEqual([
    [1, 3, 4],
    [2],
  ]);
});

it('keeps rows apart that are about different things', () => {
  expect(groupsOf([row(1, 'MAILED', 'a', 'x'), row(2, 'MAILED', 'a', 'y'), row(3, 'MAILED', 'b', 'x')])).toEqual([
    [1, 3],
    [2],
  ]);
});

it('has each parcel delivered by its own topic', async () => {
  told = [];
  const rows = [row(1, 'STARTED', 'a'), row(2, 'RUNG', 'a'), row(3, 'MAILED', 'a', 'x')];
  for (const group of parcelsOf(rows, topics)) for (const parcel of group) await parcel.deliver();
  expect(told).toEqual(['start 1', 'ring 2', 'mail 3']);
});
