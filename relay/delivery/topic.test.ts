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
  MAILED: {
    groupOf: ({ orgId }) => `mail:${orgId}`,
    deliverTogether: (rows) => Promise.resolve(void told.push(`mail ${rows.map(({ id }) => id).join(' ')}`)),
  },
};
const row = (id: number, topic: Name, leadId: string, orgId = 'org'): OutboxRow<Name> => ({
  orgId,
  id,
  topic,
  leadId,
  subjectId: null,
  attempts: 1,
});
const groupsOf = (rows: OutboxRow<Name>[]) =>
  parcelsOf(rows, topics).map((group) => group.map((parcel) => parcel.rows.map(({ id }) => id)));

it('keeps the rows of one lead in their order, whatever their topics, and leads apart', () => {
  expect(groupsOf([row(1, 'STARTED', 'a'), row(2, 'STARTED', 'b'), row(3, 'RUNG', 'a'), row(4, 'RUNG', 'a')])).toEqual([
    [[1], [3], [4]],
    [[2]],
  ]);
});

it('puts the rows of a topic that leaves together into one parcel for each group', () => {
  expect(
    groupsOf([row(1, 'MAILED', 'a'), row(2, 'MAILED', 'b', 'other'), row(3, 'STARTED', 'a'), row(4, 'MAILED', 'c')]),
  ).toEqual([[[1, 4]], [[2]], [[3]]]);
});

it('has each parcel delivered by its own topic', async () => {
  told = [];
  const rows = [row(1, 'STARTED', 'a'), row(2, 'RUNG', 'a'), row(3, 'MAILED', 'a'), row(4, 'MAILED', 'a')];
  for (const group of parcelsOf(rows, topics)) for (const parcel of group) await parcel.deliver();
  expect(told).toEqual(['start 1', 'ring 2', 'mail 3 4']);
});

it('delivers the rows of a parcel alone where one of them stops it', async () => {
  told = [];
  const [group] = parcelsOf([row(1, 'MAILED', 'a'), row(2, 'MAILED', 'b')], topics);
  const alone = group![0]!.alone();
  expect(alone.map(({ rows }) => rows.map(({ id }) => id))).toEqual([[1], [2]]);
  for (const parcel of alone) await parcel.deliver();
  expect(told).toEqual(['mail 1', 'mail 2']);
});
