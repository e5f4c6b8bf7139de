import type { DeliveredLetter, DeliveryNoteRow, KeptLead } from '../../../db/leads/queries/deliveries.js';
import type { DeliveryOutcome } from '../../../domain/leads/vocabulary/deliveries.js';
import { iso } from '../../http/contract.js';

/**
 * The log of an endpoint's deliveries, newest first: leads and dead letters one by one, of which the notes only say when to look; all else as
 * it was noted.
 * @param most items at most
 */
export function deliveriesOf(
  notes: readonly DeliveryNoteRow[],
  leads: readonly KeptLead[],
  letters: readonly DeliveredLetter[],
  most: number,
) {
  const nothing = { detail: null, times: 1, bytes: null, lead: null, read: [], deadLetter: null };
  /** Of its body, where only one came in its minute: the note has those of the last. */
  const bytesOf = (outcome: DeliveryOutcome, at: Date): number | null =>
    notes.find(
      (one) => one.outcome === outcome && one.times === 1 && +at - +one.minute >= 0 && +at - +one.minute < 60_000,
    )?.bytes ?? null;
  const told = [
    ...leads.map((lead) => ({
      ...nothing,
      at: iso(lead.receivedAt),
      outcome: 'LEAD' as const,
      status: 202,
      bytes: bytesOf('LEAD', lead.receivedAt),
      traceId: lead.traceId,
      lead: { id: lead.id, name: lead.name },
      read: lead.intakeNotes.flatMap(({ code, field, from }) =>
        code === 'TAKEN_FROM' && from !== null ? [{ field, from }] : [],
      ),
    })),
    ...letters.map((letter) => ({
      ...nothing,
      at: iso(letter.receivedAt),
      outcome: 'DEAD_LETTER' as const,
      status: 202,
      detail: letter.issues[0]?.message ?? null,
      bytes: bytesOf('DEAD_LETTER', letter.receivedAt),
      traceId: letter.traceId,
      deadLetter: { id: letter.id, status: letter.status },
    })),
    ...notes.flatMap((note) => {
      if (note.outcome === 'LEAD') return [];
      // The same content again is no second dead letter.
      const times = note.outcome === 'DEAD_LETTER' ? note.times - lettersAround(letters, note.minute) : note.times;
      if (times <= 0) return [];
      const { outcome, status, bytes, traceId } = note;
      return [
        { ...nothing, at: iso(note.lastAt), outcome, status, detail: note.detail || null, times, bytes, traceId },
      ];
    }),
  ];
  return told.sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0)).slice(0, most);
}

/** Two clocks tell of it: a minute more on either side. */
const lettersAround = (letters: readonly DeliveredLetter[], minute: Date): number =>
  letters.filter(({ receivedAt }) => +receivedAt >= +minute - 60_000 && +receivedAt < +minute + 120_000).length;
