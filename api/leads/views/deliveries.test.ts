import { describe, expect, it } from 'vitest';
import type { DeliveredLetter, DeliveryNoteRow, KeptLead } from '../../../db/leads/queries/deliveries.js';
import type { DeliveryOutcome } from '../../../domain/leads/vocabulary/deliveries.js';
import { deliveriesOf } from './deliveries.js';

const at = (time: string): Date => new Date(`2026-11-30T${time}Z`);
const note = (outcome: DeliveryOutcome, minute: string, times = 1, detail = ''): DeliveryNoteRow => ({
  minute: at(`${minute}:00.000`),
  outcome,
  detail,
  status: 202,
  times,
  lastAt: at(`${minute}:30.000`),
  bytes: 77,
  traceId: 't',
});
const lead = (id: string, time: string): KeptLead => ({
  id,
  receivedAt: at(time),
  traceId: null,
  externalId: null,
  name: 'Ana',
  email: null,
  emailRaw: null,
  phone: null,
  phoneRaw: null,
  message: null,
  attributes: {},
  intakeNotes: [
    { field: 'phone', code: 'TAKEN_FROM', text: null, from: 'Whom do we call?' },
    { field: 'tags', code: 'CUT', text: null, from: null },
  ],
});
const letter = (id: string, time: string): DeliveredLetter => ({
  id,
  status: 'OPEN',
  issues: [{ path: '', message: 'No contact.' }],
  receivedAt: at(time),
  leadId: null,
  traceId: null,
});

describe('the log of deliveries', () => {
  it('has leads and dead letters one by one, and the rest as it was noted, newest first', () => {
    const notes = [note('NOT_SIGNED', '10:03', 900, 'No.'), note('LEAD', '10:02', 2), note('DEAD_LETTER', '10:01')];
    const leads = [lead('l2', '10:02:40.000'), lead('l1', '10:02:10.000')];
    const items = deliveriesOf(notes, leads, [letter('d1', '10:01:05.000')], 100);
    expect(items.map(({ outcome, times, bytes }) => [outcome, times, bytes])).toEqual([
      ['NOT_SIGNED', 900, 77],
      ['LEAD', 1, null],
      ['LEAD', 1, null],
      ['DEAD_LETTER', 1, 77],
    ]);
    expect(items[1]).toMatchObject({
      lead: { id: 'l2', name: 'Ana' },
      read: [{ field: 'phone', from: 'Whom do we call?' }],
    });
    expect(items[3]).toMatchObject({ detail: 'No contact.', deadLetter: { id: 'd1', status: 'OPEN' } });
    expect(deliveriesOf(notes, leads, [], 2)).toHaveLength(2);
  });

  it('says when the same content came again that is a dead letter already', () => {
    const again = deliveriesOf([note('DEAD_LETTER', '11:00', 3)], [], [letter('d1', '10:59:58.000')], 100);
    expect(again.map(({ outcome, times, deadLetter }) => [outcome, times, deadLetter?.id])).toEqual([
      ['DEAD_LETTER', 2, undefined],
      ['DEAD_LETTER', 1, 'd1'],
    ]);
  });
});
